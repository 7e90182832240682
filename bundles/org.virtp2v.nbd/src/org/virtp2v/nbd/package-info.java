/** What the program uses of this bundle. */
@NullMarked
package org.virtp2v.nbd;

import org.jspecify.annotations.NullMarked;
