/** The bundle's entry point for the program. */
@NullMarked
package org.virtp2v.nbd;

import org.jspecify.annotations.NullMarked;
