package org.virtp2v.ssh.internal.script;

import java.util.List;

import org.virtp2v.core.text.BashScript;

/** The Python on a server, 3.6 or newer, which runs programs of ours there. */
public final class Python {
    /** The programs that may be it, in this order; the second is that of RHEL 8, for its own programs. */
    public static final List<String> INTERPRETERS = List.of("python3", "/usr/libexec/platform-python");

    private Python() {
    }

    /** Has the functions about it before a script. */
    public static BashScript functions(BashScript script) {
        return script.including(Python.class, "python.sh");
    }
}
