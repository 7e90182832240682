/** The preflight: finds, before a conversion, the causes that would make it fail. */
@NullMarked
package org.virtp2v.core.preflight;

import org.jspecify.annotations.NullMarked;
