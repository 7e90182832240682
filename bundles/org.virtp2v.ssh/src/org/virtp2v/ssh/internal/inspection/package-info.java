/**
 * Properties of the server: virt-v2v, forwarding and speed, room, files, tools, answers of programs, and whether
 * libguestfs works. Changes nothing there, but for what is known of that. Knows {@code blocking}, {@code connection}
 * and {@code script}, and nothing of {@code run}.
 */
@NullMarked
package org.virtp2v.ssh.internal.inspection;

import org.jspecify.annotations.NullMarked;
