/** What every page is built from. */
@NullMarked
package org.virtp2v.ui.internal.widgets;

import org.jspecify.annotations.NullMarked;
