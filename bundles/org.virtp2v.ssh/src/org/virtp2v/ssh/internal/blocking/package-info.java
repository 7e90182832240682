/**
 * Calls that block, which JSch has many of: on threads of their own, with a deadline, ended when the caller is
 * interrupted. Knows nothing of SSH, and no other room.
 */
@NullMarked
package org.virtp2v.ssh.internal.blocking;

import org.jspecify.annotations.NullMarked;
