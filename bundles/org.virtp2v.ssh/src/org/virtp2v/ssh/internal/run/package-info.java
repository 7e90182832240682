/**
 * A conversion on the server: its directory, start, output, end, and cleaning up. Knows {@code blocking},
 * {@code connection} and {@code script}, and nothing of {@code inspection}.
 */
@NullMarked
package org.virtp2v.ssh.internal.run;

import org.jspecify.annotations.NullMarked;
