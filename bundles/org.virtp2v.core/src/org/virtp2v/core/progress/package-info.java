/** How far copying is: measured from virt-v2v's reads, and the parts of each disk that were read. */
@NullMarked
package org.virtp2v.core.progress;

import org.jspecify.annotations.NullMarked;
