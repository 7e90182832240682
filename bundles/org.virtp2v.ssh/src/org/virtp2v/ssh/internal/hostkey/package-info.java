/**
 * Acceptance of host keys: known_hosts, the one that the user named, or accepting once. Knows no other room.
 */
@NullMarked
package org.virtp2v.ssh.internal.hostkey;

import org.jspecify.annotations.NullMarked;
