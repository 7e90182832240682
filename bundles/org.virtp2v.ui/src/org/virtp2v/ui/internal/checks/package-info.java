/**
 * The checks of the conversion server: run beside the UI thread, and listed. Knows {@code login} and {@code widgets}.
 */
@NullMarked
package org.virtp2v.ui.internal.checks;

import org.jspecify.annotations.NullMarked;
