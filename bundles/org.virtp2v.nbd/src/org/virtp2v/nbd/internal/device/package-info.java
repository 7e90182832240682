/** What the kernel and udev say of block devices: which one a path leads to, and by what it is known again. */
@NullMarked
package org.virtp2v.nbd.internal.device;

import org.jspecify.annotations.NullMarked;
