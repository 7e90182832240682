/** The wizard, as the application starts it. */
@NullMarked
package org.virtp2v.ui;

import org.jspecify.annotations.NullMarked;
