/**
 * The wizard as a menu of lines on a terminal, without SWT: each part asks for what a page of the wizard asks for, and
 * puts it into the same model. Knows {@code model}, and the texts of {@code login}, {@code server} and {@code summary}.
 */
@NullMarked
package org.virtp2v.ui.internal.menu;

import org.jspecify.annotations.NullMarked;
