/** How far copying is: measured from the reads that virt-v2v asks for, and what has been read of each disk. */
@NullMarked
package org.virtp2v.core.progress;

import org.jspecify.annotations.NullMarked;
