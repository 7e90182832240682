package org.virtp2v.ssh.internal.run;

import java.time.Duration;
import java.util.List;

import org.virtp2v.core.server.ConnectionException;
import org.virtp2v.core.server.Remains;
import org.virtp2v.core.server.Remains.State;
import org.virtp2v.core.server.ServerException;
import org.virtp2v.core.text.BashScript;
import org.virtp2v.ssh.internal.script.RemoteShell;

/** Lets the wrapper script remove what a stopped run left of its output, and understands its answer. */
final class Discarder {
    private static final BashScript SCRIPT = BashScript.beside(Discarder.class, "discard.sh");
    private static final String LEFT = "left ";

    private Discarder() {
    }

    static Remains discard(RemoteShell shell, String directory, Duration limit)
            throws ConnectionException, ServerException, InterruptedException {
        List<String> lines = shell.run("rm", SCRIPT.with("directory", directory), List.of(), limit).output().lines()
                .toList();
        List<String> left = lines.stream().filter(l -> l.startsWith(LEFT)).map(l -> l.substring(LEFT.length()))
                .toList();
        if (lines.contains("complete")) {
            return new Remains(State.COMPLETE, List.of());
        }
        if (!lines.contains("done")) {
            return new Remains(State.UNKNOWN, left);
        }
        return new Remains(left.isEmpty() ? State.NONE : State.PARTIAL, left);
    }
}
