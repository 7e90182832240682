/** What several pages show in the same way: icons, and the checks of a preflight. */
@NullMarked
package org.virtp2v.ui.internal.widgets;

import org.jspecify.annotations.NullMarked;
