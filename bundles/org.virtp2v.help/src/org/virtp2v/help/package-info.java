/**
 * The user guide in a window of its own: the live image has no web browser. {@link Help} opens it; {@code BookReader}
 * makes a {@code Book} of the guide's page, {@code HelpWindow} shows its chapters. Knows the guide, and nothing of the
 * program that it describes.
 */
@NullMarked
package org.virtp2v.help;

import org.jspecify.annotations.NullMarked;
