/** What the program uses of this bundle. */
@NullMarked
package org.virtp2v.hardware;

import org.jspecify.annotations.NullMarked;
