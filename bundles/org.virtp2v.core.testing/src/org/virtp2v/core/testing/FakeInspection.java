package org.virtp2v.core.testing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.server.ClaimHolder;
import org.virtp2v.core.server.GuestClaim;
import org.virtp2v.core.server.GuestfsStart;
import org.virtp2v.core.server.GuestfsTry;
import org.virtp2v.core.server.LinkSpeed;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.server.ServerInspection;
import org.virtp2v.core.server.SurveyRequest;

/** The inspection of a {@link FakeServer}. */
record FakeInspection(FakeServer server) implements ServerInspection {

    @Override
    public Duration testForward() throws ConnectionException, InterruptedException {
        server.journal.step("forward");
        if (server.forwardingRefused) {
            throw new ConnectionException(ConnectionException.Reason.FORWARDING_REFUSED, "no forwarding", null);
        }
        return Duration.ofMillis(3);
    }

    @Override
    public LinkSpeed measureSpeed() throws ConnectionException, InterruptedException {
        server.journal.step("speed");
        return server.speed;
    }

    @Override
    public ServerFacts survey(SurveyRequest request) throws ConnectionException, InterruptedException {
        server.surveys.add(request);
        server.journal.step("survey");
        return server.facts;
    }

    @Override
    public @Nullable ClaimHolder holderOf(GuestClaim claim) {
        return server.holder.orElse(null);
    }

    @Override
    public GuestfsStart tryGuestfs(GuestfsTry how) throws ConnectionException, InterruptedException {
        server.guestfsTries.add(how);
        server.journal.step("try libguestfs");
        return server.guestfsKnown;
    }

    @Override
    public GuestfsStart awaitGuestfs(GuestfsTry how, Duration patience)
            throws ConnectionException, InterruptedException {
        server.journal.step("await libguestfs " + patience.toSeconds());
        CountDownLatch wait = server.guestfsSlow;
        if (wait != null) {
            wait.await();
        }
        return server.guestfsStart;
    }

    @Override
    public Answer ask(List<String> command) throws ConnectionException, InterruptedException {
        String line = String.join(" ", command);
        server.journal.step("ask " + line);
        CountDownLatch wait = server.slow;
        if (wait != null && !line.startsWith("virt-v2v ")) {
            wait.await();
        }
        String answer = server.answers.get(line.strip());
        return answer == null ? new Answer(127, "", "") : new Answer(0, answer, "");
    }

    @Override
    public void close() {
        server.journal.add("close inspection");
    }
}
