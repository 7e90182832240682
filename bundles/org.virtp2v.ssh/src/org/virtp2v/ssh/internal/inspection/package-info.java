/**
 * Properties of the server: virt-v2v, forwarding and speed, room, files, tools, answers of programs. Changes nothing
 * there. Knows {@code blocking}, {@code connection} and {@code script}, and nothing of {@code run}.
 */
@NullMarked
package org.virtp2v.ssh.internal.inspection;

import org.jspecify.annotations.NullMarked;
