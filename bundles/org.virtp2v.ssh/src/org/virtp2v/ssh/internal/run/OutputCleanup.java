package org.virtp2v.ssh.internal.run;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.LeftFiles;
import org.virtp2v.core.server.LeftFiles.State;
import org.virtp2v.core.text.BashScript;
import org.virtp2v.ssh.internal.script.BoundedText;
import org.virtp2v.ssh.internal.script.RemoteShell;

/** Lets the wrapper script remove the output of a stopped run, and parses its answer. */
final class OutputCleanup {
    private static final BashScript SCRIPT = BashScript.beside(OutputCleanup.class, "discard.sh");
    /** What is more, or longer, is for nobody to read. */
    private static final int MOST = 100;
    private static final int LONGEST = 5000;
    private static final String LEFT = "left ";
    private static final String FOREIGN = "foreign ";

    private OutputCleanup() {
    }

    static LeftFiles run(RemoteShell shell, String directory, Duration limit)
            throws ConnectionException, ServerException, InterruptedException {
        List<String> lines = shell.forSudo().run("rm", SCRIPT.with("directory", directory), List.of(), limit).output()
                .lines()
                .toList();
        List<String> left = files(lines, LEFT);
        List<String> foreign = files(lines, FOREIGN);
        if (lines.contains("complete")) {
            return new LeftFiles(State.COMPLETE, List.of());
        }
        if (!lines.contains("done")) {
            return new LeftFiles(State.UNKNOWN, left);
        }
        if (!foreign.isEmpty()) {
            return new LeftFiles(State.FOREIGN, Stream.concat(foreign.stream(), left.stream()).toList());
        }
        return new LeftFiles(left.isEmpty() ? State.NONE : State.PARTIAL, left);
    }

    private static List<String> files(List<String> lines, String kind) {
        return lines.stream().filter(l -> l.startsWith(kind)).limit(MOST)
                .map(l -> BoundedText.excerpt(l.substring(kind.length()), LONGEST)).toList();
    }
}
