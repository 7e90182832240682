/** Serves disks over NBD, read-only, with the NBD servers of the operating system. */
@NullMarked
package org.virtp2v.nbd.internal;

import org.jspecify.annotations.NullMarked;
