/**
 * One SSH connection: its socket, algorithms, log-in, remote forwards, and the messages when it cannot be made or is
 * lost. Knows {@code blocking}, {@code hostkey} and {@code identity}.
 */
@NullMarked
package org.virtp2v.ssh.internal.connection;

import org.jspecify.annotations.NullMarked;
