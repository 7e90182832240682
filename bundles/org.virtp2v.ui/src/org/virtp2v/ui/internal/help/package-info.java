/** The user guide in a window of the wizard: the live image has no web browser. */
@NullMarked
package org.virtp2v.ui.internal.help;

import org.jspecify.annotations.NullMarked;
