/**
 * Our own NBD server: answers a client's requests in this process, straight from the disk, which is never written to.
 */
@NullMarked
package org.virtp2v.nbd.internal.builtin;

import org.jspecify.annotations.NullMarked;
