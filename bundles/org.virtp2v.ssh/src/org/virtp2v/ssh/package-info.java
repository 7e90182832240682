/** What the program uses of this bundle. */
@NullMarked
package org.virtp2v.ssh;

import org.jspecify.annotations.NullMarked;
