/** The scenarios of the wizard, driven by SWTBot. */
@NullMarked
package org.virtp2v.ui.swtbot;

import org.jspecify.annotations.NullMarked;
