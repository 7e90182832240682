/** The third page: where the guest goes, and in what form. */
@NullMarked
package org.virtp2v.ui.internal.destination;

import org.jspecify.annotations.NullMarked;
