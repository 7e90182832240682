/** Texts that people read. */
@NullMarked
package org.virtp2v.core.text;

import org.jspecify.annotations.NullMarked;
