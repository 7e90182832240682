/** The window around the pages. */
@NullMarked
package org.virtp2v.ui.internal.shell;

import org.jspecify.annotations.NullMarked;
