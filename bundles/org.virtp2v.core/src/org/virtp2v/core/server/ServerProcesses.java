package org.virtp2v.core.server;

import org.virtp2v.core.text.BashScript;

/** How scripts see the processes of the conversion server. */
public final class ServerProcesses {

    private ServerProcesses() {
    }

    /** The script with the function {@code processes} before it. */
    public static BashScript functionFor(BashScript script) {
        return script.including(ServerProcesses.class, "processes.sh");
    }
}
