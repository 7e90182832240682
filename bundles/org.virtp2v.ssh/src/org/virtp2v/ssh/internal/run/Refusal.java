package org.virtp2v.ssh.internal.run;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.ServerException.Reason;
import org.virtp2v.core.server.ClaimHolder;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.text.BashScript;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ssh.internal.script.BoundedText;
import org.virtp2v.ssh.internal.script.RemoteShell;

/** Learns from the server why a run did not begin: it could not claim the guest's name, or had lost its slot. */
final class Refusal {
    private static final Messages TEXT = Messages.beside(Refusal.class);
    private static final BashScript SCRIPT = BashScript.beside(Refusal.class, "refused.sh");
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final int LONGEST = 500;
    private static final String SLOT = "slot";
    private static final String CANNOT = "cannot ";

    private Refusal() {
    }

    /**
     * Fails when a run did not begin because it could not claim the name.
     *
     * @param directory
     *            the run's remote directory
     */
    static void check(RemoteShell shell, String directory, ServerLogin login)
            throws ConnectionException, ServerException, InterruptedException {
        List<String> lines = shell.run("claim", SCRIPT.with("directory", directory), List.of(), LIMIT).output().lines()
                .toList();
        if (lines.isEmpty()) {
            return;
        }
        if (lines.getFirst().equals(SLOT)) {
            throw new ServerException(Reason.SLOT_LOST, TEXT.get("slot.lost", login.address()), null);
        }
        if (lines.getFirst().startsWith(CANNOT)) {
            throw new ServerException(Reason.CANNOT_CLAIM, TEXT.get("claim.unusable", login.address(),
                    BoundedText.excerpt(lines.getFirst().substring(CANNOT.length()), LONGEST)), null);
        }
        String holder = ClaimHolder.parse(lines, InstantSource.system().instant()).describe(login.address(),
                ZoneId.systemDefault());
        throw new ServerException(Reason.NAME_TAKEN, TEXT.get("claim.taken", holder), null);
    }
}
