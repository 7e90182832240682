/** The engine: carries a plan out and reports events. */
@NullMarked
package org.virtp2v.core.convert;

import org.jspecify.annotations.NullMarked;
