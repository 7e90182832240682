/**
 * Bash scripts on the server, each in a channel of a connection, and their output. Knows {@code blocking} and
 * {@code connection}; which scripts there are is for those above.
 */
@NullMarked
package org.virtp2v.ssh.internal.script;

import org.jspecify.annotations.NullMarked;
