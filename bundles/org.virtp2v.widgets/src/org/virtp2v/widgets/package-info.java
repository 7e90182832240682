/**
 * What every window of the program is built from: spacing, colours of the theme, buttons, free mnemonics, the
 * clipboard, and work beside the UI thread. Knows nothing of a conversion.
 */
@NullMarked
package org.virtp2v.widgets;

import org.jspecify.annotations.NullMarked;
