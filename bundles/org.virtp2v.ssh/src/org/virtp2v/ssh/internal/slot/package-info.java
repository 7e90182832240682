/**
 * How busy the server is, and slots there for conversions whose number is limited: a queue, and a lock for each that
 * runs. Knows {@code blocking}, {@code connection} and {@code script}.
 */
@NullMarked
package org.virtp2v.ssh.internal.slot;

import org.jspecify.annotations.NullMarked;
