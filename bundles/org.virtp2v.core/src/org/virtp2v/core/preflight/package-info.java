/** The preflight: finds out before a conversion what would make it fail. */
@NullMarked
package org.virtp2v.core.preflight;

import org.jspecify.annotations.NullMarked;
