package org.virtp2v.ssh.internal.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.ServerException.Reason;
import org.virtp2v.core.server.GuestCheck;
import org.virtp2v.core.server.GuestCheck.Fault;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.text.BashScript;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ssh.internal.script.BoundedText;
import org.virtp2v.ssh.internal.script.RemoteShell;

/** Lets the wrapper script look at the guest that virt-v2v made, and understands its answer. */
final class GuestVerification {
    private static final Messages TEXT = Messages.beside(GuestVerification.class);
    private static final String ACTION = "verify";
    private static final BashScript SCRIPT = BashScript.beside(GuestVerification.class, "verify.sh");

    private static final Pattern SMALL = Pattern.compile("(\\d{1,18}) (\\d{1,18}) (.*)");
    /** What is more, or longer, is for nobody to read. */
    private static final int MOST = 50;
    private static final int LONGEST = 5000;

    private final List<Fault> faults = new ArrayList<>();
    private final List<String> unseen = new ArrayList<>();
    private boolean done;

    private GuestVerification() {
    }

    static GuestCheck verify(RemoteShell shell, ServerLogin login, String directory, Duration limit)
            throws ConnectionException, ServerException, InterruptedException {
        var verification = new GuestVerification();
        RemoteShell.Result result = shell.forSudo().run(ACTION, SCRIPT.with("directory", directory), List.of(),
                limit);
        result.output().lines().forEach(verification::take);
        if (!verification.done) {
            throw new ServerException(Reason.NOT_UNDERSTOOD,
                    TEXT.get("verify.broken", login.address(), shell.reason(ACTION, result.errors().strip())), null);
        }
        return new GuestCheck(verification.faults, verification.unseen);
    }

    private void take(String text) {
        if (faults.size() + unseen.size() >= MOST && !text.equals("done")) {
            return;
        }
        String line = BoundedText.excerpt(text, LONGEST);
        String[] words = line.split(" ", 2);
        String rest = words.length == 1 ? "" : words[1];
        switch (words[0]) {
            case "missing" -> faults.add(new GuestCheck.Missing(rest));
            case "empty" -> faults.add(new GuestCheck.Empty(rest));
            case "small" -> {
                Matcher small = SMALL.matcher(rest);
                if (small.matches()) {
                    faults.add(new GuestCheck.TooSmall(small.group(3), Long.parseLong(small.group(1)),
                            Long.parseLong(small.group(2))));
                }
            }
            case "unnamed" -> {
                String[] names = rest.split(" ", 2);
                faults.add(new GuestCheck.NotNamed(names[0], names.length == 1 ? "" : names[1]));
            }
            case "undefined" -> faults.add(new GuestCheck.NotDefined(rest));
            case "unseen" -> unseen.add(rest);
            case "done" -> done = true;
            default -> {
                // output of another program there
            }
        }
    }
}
