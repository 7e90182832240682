package org.virtp2v.core.convert;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.ConversionEvent.InstantTold;
import org.virtp2v.core.instant.InstantNews;
import org.virtp2v.core.instant.InstantReport;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.text.Messages;

/**
 * The guest of a conversion that is started before its disks are copied, where there is one. From its start on it has
 * what exists nowhere else: then its run on the server is only ended when somebody wants exactly that, and is left
 * there in every other case. Thread-safe.
 */
final class InstantRun {
    private static final Messages TEXT = Messages.beside(InstantRun.class);
    /** The file in the remote directory that says that the guest may have been started. */
    static final String STARTED = "guest-started";
    /** Words of {@code instant.py} for why it cannot go on. */
    private static final Set<String> REASONS = Set.of("no-kvm", "no-program", "exists", "convert", "start", "confined",
            "stream",
            "check", "no-space", "no-qemu", "no-memory", "no-firmware", "guest-gone");

    private final Consumer<ConversionEvent> events;
    private final Supplier<@Nullable CancelCause> cancelled;
    private final long began = System.nanoTime();
    private volatile boolean wanted;
    /** When the conversion began, where another program began it. */
    private volatile @Nullable Instant begunBefore;
    private volatile InstantNews.@Nullable Started started;
    private volatile Duration downtime = Duration.ZERO;
    private volatile InstantNews.@Nullable Failed failed;
    private volatile int pauses;
    private volatile boolean off;
    private volatile boolean complete;
    private volatile boolean succeeded;
    private volatile boolean over;
    private volatile boolean left;

    /**
     * @param events
     *            told the news
     * @param cancelled
     *            why it was cancelled; null: it was not
     */
    InstantRun(Consumer<ConversionEvent> events, Supplier<@Nullable CancelCause> cancelled) {
        this.events = events;
        this.cancelled = cancelled;
    }

    /**
     * Says whether the run has such a guest.
     *
     * @param before
     *            when the conversion began that this program goes on with; null: it began it
     */
    void begin(boolean instant, @Nullable Instant before) {
        wanted = instant;
        begunBefore = before;
    }

    /** Whether the run has such a guest. */
    boolean isWanted() {
        return wanted;
    }

    /** Whether the guest runs, and needs this machine. */
    boolean needsMachine() {
        return started != null && !over && !complete;
    }

    /** Whether the guest has all of its disks, so that there is nothing left to cancel. */
    boolean isComplete() {
        return complete;
    }

    /** Takes a piece of news. */
    void take(InstantNews news) {
        switch (news) {
            case InstantNews.Started start -> {
                if (started == null) {
                    downtime = downtime(start);
                    started = start;
                }
            }
            case InstantNews.Paused paused -> pauses += paused.guest() ? 1 : 0;
            case InstantNews.Off switched -> off = true;
            case InstantNews.Complete all -> complete = true;
            case InstantNews.Failed fault -> failed = fault;
            case InstantNews.Overlays made -> {
                // only told
            }
            case InstantNews.Converted converted -> {
                // only told
            }
            case InstantNews.Restarted again -> {
                // only told
            }
            case InstantNews.Stream stream -> {
                // only told
            }
            case InstantNews.Screen screen -> {
                // only told
            }
            case InstantNews.Resumed resumed -> {
                // only told
            }
        }
        events.accept(new InstantTold(news));
    }

    /** Where another program began it, the clock of that machine and the server's may differ. */
    private Duration downtime(InstantNews.Started start) {
        Instant before = begunBefore;
        Duration measured = before == null ? Duration.ofNanos(System.nanoTime() - began)
                : Duration.between(before, start.at());
        return measured.isNegative() ? Duration.ZERO : measured;
    }

    /** What ran on the server has ended by itself, with this exit code. */
    void ended(int status) {
        succeeded = status == 0;
        over = true;
    }

    /**
     * Decides, before the run would be stopped, whether it is left on the server. What is not known counts as started.
     *
     * @return true: it may neither be stopped nor its output be removed
     */
    boolean leave(RemoteRun remote) {
        if (!wanted || cancelled.get() == CancelCause.USER) {
            return false;
        }
        Boolean there = started != null ? Boolean.TRUE : remote.hasFile(STARTED);
        boolean kept = !Boolean.FALSE.equals(there);
        // What has ended by itself without having started the guest has cleaned up.
        left = over ? Boolean.TRUE.equals(there) && !succeeded : kept;
        return kept;
    }

    /**
     * Takes that the run was to be stopped and could not be, as where the server does not answer: its guest may run
     * then, and this machine's old system must not be started beside it. What is not known counts as started.
     *
     * @return whether it may
     */
    boolean isBeyondReach(RemoteRun remote) {
        if (wanted && !succeeded && (started != null || !Boolean.FALSE.equals(remote.hasFile(STARTED)))) {
            left = true;
        }
        return left;
    }

    /** Whether the run was left on the server. */
    boolean isLeft() {
        return left;
    }

    /** Why the program on the server could not go on, in whole sentences; null: it did not say. */
    @Nullable
    String failure() {
        InstantNews.Failed fault = failed;
        if (fault == null) {
            return null;
        }
        String key = REASONS.contains(fault.reason()) ? fault.reason() : "other";
        String why = TEXT.get("instant." + key, fault.detail().isEmpty() ? fault.reason() : fault.detail());
        return started == null ? why : why + " " + TEXT.get("instant.wasStarted");
    }

    /** What the guest did; null: there was none that was started. */
    @Nullable
    InstantReport report() {
        InstantNews.Started start = started;
        return start == null ? null : new InstantReport(start, downtime, pauses, off, complete);
    }
}
