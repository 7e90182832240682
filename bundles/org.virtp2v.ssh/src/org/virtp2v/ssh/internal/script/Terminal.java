package org.virtp2v.ssh.internal.script;

import java.util.regex.Pattern;

/** Control sequences of terminals, which people cannot read. */
public final class Terminal {
    /** ETX: Ctrl-C on a terminal. */
    public static final int INTERRUPT = 0x03;

    private static final Pattern SEQUENCE = Pattern.compile("\u001b(\\[[0-9;?]*[ -/]*[@-~]|\\][^\u0007]*\u0007|.)");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\n]]");

    private Terminal() {
    }

    /** The text without control sequences (ECMA-48) and control characters other than line feeds. */
    public static String plain(String text) {
        return CONTROL.matcher(SEQUENCE.matcher(text).replaceAll("")).replaceAll("");
    }
}
