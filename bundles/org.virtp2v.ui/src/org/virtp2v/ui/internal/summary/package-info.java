/** The third page: the plan. */
@NullMarked
package org.virtp2v.ui.internal.summary;

import org.jspecify.annotations.NullMarked;
