/** Whether a disk is as it was: a digest over a sample of it. Reads with {@code builtin}. */
@NullMarked
package org.virtp2v.nbd.internal.fingerprint;

import org.jspecify.annotations.NullMarked;
