package org.virtp2v.core.convert;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.ConversionEvent.Retrying;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.ServerException.Reason;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.server.ExportKey;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.WaitingRun;
import org.virtp2v.core.server.WaitingRun.State;
import org.virtp2v.core.source.BlockExporter;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.v2v.DiskPorts;

/**
 * Finds the run on the server that goes on, and sees to it that it may: nobody else follows it, and the disks are as
 * they were when it was left. What virt-v2v copied before would not fit to what it copies from now on otherwise.
 *
 * @param access
 *            the way to the server
 * @param exporter
 *            tells the fingerprints of disks
 * @param events
 *            told of pauses
 */
record Resumption(ConversionPlan plan, ServerAccess access, BlockExporter exporter, Consumer<ConversionEvent> events) {
    private static final Logger LOG = Logger.getLogger(Resumption.class.getName());
    private static final Messages TEXT = Messages.beside(Resumption.class);
    /** Whoever still follows a run after so long does not just end. */
    private static final Duration FOLLOWED_LIMIT = Duration.ofSeconds(40);
    /** Whoever follows a run gives a sign of life in that time. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(11);
    /** The server counts in seconds, and takes its time to answer. */
    private static final Duration TOLERANCE = Duration.ofSeconds(4);

    /**
     * A run that goes on.
     *
     * @param found
     *            the run
     * @param keys
     *            of its disks, in their order; none when virt-v2v has ended, and needs no disk any more
     */
    record GoingOn(Resumable found, List<ExportKey> keys) {
        /** Whether it has ended before its end, and is started again. */
        boolean restarts() {
            return found.run().state() == State.BROKEN_OFF;
        }
    }

    /**
     * The run of a conversion that begins like this; null: a new one.
     *
     * @throws ConversionException
     *             when it cannot go on
     */
    @Nullable
    GoingOn find(Beginning beginning) throws ConversionException, InterruptedException {
        return switch (beginning) {
            case Beginning.New first -> first.looks() ? sameConversion() : null;
            case Beginning.GoOn known -> goingOn(unfollowed(present(known.run())));
            case Beginning.End known -> throw new IllegalArgumentException("it does not go on");
        };
    }

    /** A run that is to be ended; also one that cannot go on may have left something. */
    Resumable toEnd(Resumable known) throws ConversionException, InterruptedException {
        return unfollowed(again(known).orElseThrow(() -> gone(known)));
    }

    private @Nullable GoingOn sameConversion() throws ConversionException, InterruptedException {
        Optional<Resumable> same = Resumable.of(runs()).stream()
                .filter(found -> found.run().canGoOn() && isSame(found))
                .min(Comparator.comparing(found -> found.run().state()));
        if (same.isEmpty()) {
            return null;
        }
        Optional<Resumable> left = left(same.get());
        if (left.isEmpty() || !left.get().run().canGoOn()) {
            return null; // somebody else converts, who has the guest's name, or it has ended meanwhile
        }
        Resumable found = left.get();
        boolean ended = found.run().state() == State.ENDED;
        try {
            if (!found.record().isSameSource(plan)) {
                throw new SourceException(text("resume.otherSource", found));
            }
            return goingOn(found);
        } catch (SourceException e) {
            if (ended) {
                return null; // nothing is in the way of a new one
            }
            throw e;
        }
    }

    /**
     * A server that cannot tell says why when it is tested. A login shell that waits for something will wait then, too.
     */
    private List<WaitingRun> runs() throws ConnectionException, ServerException, InterruptedException {
        try {
            return access.waitingRuns();
        } catch (ServerException e) {
            if (e.reason() == Reason.SHELL_STUCK) {
                throw e;
            }
            LOG.log(Level.INFO, "cannot see whether a conversion is waiting", e);
            return List.of();
        }
    }

    private boolean isSame(Resumable found) {
        return found.record().isSameGuest(plan)
                && (found.record().isSameMachine(plan) || found.record().isSameSource(plan));
    }

    private Resumable present(Resumable known) throws ConversionException, InterruptedException {
        Resumable now = again(known).orElseThrow(() -> gone(known));
        if (!now.run().canGoOn()) {
            String kind = now.record().settings().run().instant() ? "resume.instant." : "resume.";
            throw new ServerException(Reason.CANNOT_RESUME, text(kind + now.run().state(), now), null);
        }
        return now;
    }

    private Optional<Resumable> again(Resumable known) throws ConversionException, InterruptedException {
        return Resumable.of(access.waitingRuns()).stream()
                .filter(found -> found.run().directory().equals(known.run().directory())).findFirst()
                .map(found -> new Resumable(found.run(), known.record()));
    }

    private ServerException gone(Resumable known) {
        return new ServerException(Reason.CANNOT_RESUME, text("resume.gone", known), null);
    }

    private Resumable unfollowed(Resumable known) throws ConversionException, InterruptedException {
        return left(known)
                .orElseThrow(() -> new ServerException(Reason.CANNOT_RESUME, text("resume.followed", known), null));
    }

    /**
     * The run when nobody follows it any more; none when somebody does, or has brought it to its end. Who lost its
     * connection or its life a moment ago looks as if it did, until there are no new signs of life.
     */
    private Optional<Resumable> left(Resumable known) throws ConversionException, InterruptedException {
        Resumable now = known;
        Duration silence = known.run().silence();
        long began = System.nanoTime();
        for (Duration more = now.run().followedFor(); !more.isZero(); more = now.run().followedFor()) {
            Duration passed = Duration.ofNanos(System.nanoTime() - began);
            if (passed.compareTo(FOLLOWED_LIMIT) > 0
                    || now.run().silence().plus(TOLERANCE).compareTo(silence.plus(passed)) < 0) {
                return Optional.empty();
            }
            pause(text("resume.wait", now), (int) Math.min(more.toSeconds(), HEARTBEAT.toSeconds()));
            Optional<Resumable> again = again(now);
            if (again.isEmpty()) {
                return again;
            }
            now = again.get();
        }
        return Optional.of(now);
    }

    private void pause(String why, int seconds) throws InterruptedException {
        for (int left = seconds; left > 0; left--) {
            events.accept(new Retrying(why, seconds, left));
            Thread.sleep(Duration.ofSeconds(1));
        }
    }

    private GoingOn goingOn(Resumable found) throws ConversionException, InterruptedException {
        verifyDisks(found);
        if (found.run().state() == State.BROKEN_OFF) {
            return new GoingOn(found, ExportKey.ofDisks(plan.disks().size())); // the relay that had the others is gone
        }
        String settings = found.run().state() == State.ENDED ? null : access.read(found.run(), DiskPorts.SETTINGS);
        try {
            return new GoingOn(found, settings == null ? List.of() : DiskPorts.keys(settings, plan));
        } catch (IllegalArgumentException e) {
            throw new ServerException(Reason.CANNOT_RESUME, text("resume.noKeys", found), e);
        }
    }

    /**
     * Before the disks are served, as one that has changed is no disk of this run. Each is looked at once more then: it
     * may be replaced meanwhile, and what is served has to know itself what must come back when it goes away.
     */
    private void verifyDisks(Resumable found) throws SourceException, InterruptedException {
        List<@Nullable String> now = Fingerprints.of(plan.disks(), exporter).await();
        for (int i = 0; i < plan.disks().size(); i++) {
            SourceDisk disk = plan.disks().get(i);
            String then = found.record().disks().get(i).fingerprint();
            if (then == null || now.get(i) == null) {
                throw new SourceException(text("resume.notKnown", found, disk.name()));
            }
            if (!Objects.equals(then, now.get(i))) {
                throw new SourceException(text("resume.changed", found, disk.name()));
            }
        }
    }

    private String text(String key, Resumable found) {
        return text(key, found, "");
    }

    private String text(String key, Resumable found, String disk) {
        return TEXT.get(key, found.record().guest(), plan.login().address(), Resumable.time(found.record().began()),
                found.run().directory(), disk);
    }
}
