/** What a program prints for a terminal: understood, kept and shown. */
@NullMarked
package org.virtp2v.ui.internal.terminal;

import org.jspecify.annotations.NullMarked;
