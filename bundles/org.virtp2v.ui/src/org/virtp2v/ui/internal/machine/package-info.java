/** The second page: the machine and the guest. */
@NullMarked
package org.virtp2v.ui.internal.machine;

import org.jspecify.annotations.NullMarked;
