/** The third page: what will happen. */
@NullMarked
package org.virtp2v.ui.internal.summary;

import org.jspecify.annotations.NullMarked;
