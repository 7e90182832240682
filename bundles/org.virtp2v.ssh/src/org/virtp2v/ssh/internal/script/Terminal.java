package org.virtp2v.ssh.internal.script;

import org.virtp2v.core.text.TerminalFilter;

/** Control sequences of terminals, which people cannot read. */
public final class Terminal {
    private Terminal() {
    }

    /** The text without control sequences (ECMA-48) and control characters other than line feeds. */
    public static String plain(String text) {
        return TerminalFilter.plain(text).replace('\t', ' ');
    }
}
