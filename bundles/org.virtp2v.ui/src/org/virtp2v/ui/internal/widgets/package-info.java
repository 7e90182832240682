/** Icons, those of the wizard and those that come with a target, and other small parts of several pages. */
@NullMarked
package org.virtp2v.ui.internal.widgets;

import org.jspecify.annotations.NullMarked;
