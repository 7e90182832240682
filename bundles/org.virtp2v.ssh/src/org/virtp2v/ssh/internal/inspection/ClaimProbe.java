package org.virtp2v.ssh.internal.inspection;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.ClaimHolder;
import org.virtp2v.core.server.GuestClaim;
import org.virtp2v.core.text.BashScript;
import org.virtp2v.ssh.internal.script.RemoteShell;

/** Learns from the server which run has a guest's name there. */
final class ClaimProbe {
    private static final BashScript SCRIPT = BashScript.beside(ClaimProbe.class, "claim-probe.sh");
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private ClaimProbe() {
    }

    /** The run that has the name now; null when there is none, or the server does not answer in time. */
    static @Nullable ClaimHolder holderOf(GuestClaim claim, RemoteShell shell, InstantSource clock)
            throws ConnectionException, ServerException, InterruptedException {
        try {
            List<String> lines = shell.forSudo().run("claim", claim.functionsFor(SCRIPT), List.of(), LIMIT).output()
                    .lines()
                    .toList();
            return lines.isEmpty() ? null : ClaimHolder.parse(lines, clock.instant());
        } catch (ServerException e) {
            if (e.isLate()) {
                return null;
            }
            throw e;
        }
    }
}
