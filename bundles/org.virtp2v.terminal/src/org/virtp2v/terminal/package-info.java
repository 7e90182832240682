/**
 * Output of a program for a terminal: {@link TerminalBuffer} parses and keeps it, {@link TerminalView} shows it,
 * {@link TerminalSearch} finds words in it. Knows nothing of that program.
 */
@NullMarked
package org.virtp2v.terminal;

import org.jspecify.annotations.NullMarked;
