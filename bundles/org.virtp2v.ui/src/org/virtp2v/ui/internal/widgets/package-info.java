/** Icons, those of the wizard and those that come with a target. */
@NullMarked
package org.virtp2v.ui.internal.widgets;

import org.jspecify.annotations.NullMarked;
