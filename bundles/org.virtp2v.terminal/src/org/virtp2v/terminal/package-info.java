/**
 * What a program prints for a terminal: {@link TerminalBuffer} understands and keeps it, {@link TerminalView} shows it,
 * {@link TerminalSearch} finds words in it. It does not matter here which program that is.
 */
@NullMarked
package org.virtp2v.terminal;

import org.jspecify.annotations.NullMarked;
