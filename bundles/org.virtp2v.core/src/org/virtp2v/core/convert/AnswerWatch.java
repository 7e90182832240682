package org.virtp2v.core.convert;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.virtp2v.core.convert.ConversionEvent.DiskSilent;
import org.virtp2v.core.progress.StallWatch.Stall;
import org.virtp2v.core.source.BlockExport;
import org.virtp2v.core.source.SourceDisk;

/**
 * Notices when a disk does not answer a read, and when it does again. It cannot be helped: the kernel tries for
 * minutes, and no reader can take a read back. Thread-safe.
 */
final class AnswerWatch implements AutoCloseable {
    /** A healthy disk may spin up (10 s) or try a bad sector again (7 s with desktop drives) before it answers. */
    static final Duration LIMIT = Duration.ofSeconds(40);
    private static final long PERIOD_MILLIS = 1000;

    private final List<BlockExport> exports;
    private final Predicate<SourceDisk> away;
    private final Consumer<ConversionEvent> events;
    /** How long each disk was silent when it was last looked at; zero: not long enough to be told. */
    private final Duration[] told;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            work -> Thread.ofPlatform().daemon().name("virt-p2v disks").unstarted(work));

    /**
     * @param exports
     *            of the disks
     * @param away
     *            whether a disk is gone now, which is told by others
     * @param events
     *            told of each silence when it has lasted long, and when it is over
     */
    AnswerWatch(List<BlockExport> exports, Predicate<SourceDisk> away, Consumer<ConversionEvent> events) {
        this.exports = List.copyOf(exports);
        this.away = away;
        this.events = events;
        this.told = exports.stream().map(e -> Duration.ZERO).toArray(Duration[]::new);
        timer.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private synchronized void look() {
        for (int i = 0; i < told.length && !timer.isShutdown(); i++) {
            if (away.test(exports.get(i).disk())) {
                told[i] = Duration.ZERO;
                continue;
            }
            Duration silence = exports.get(i).silence();
            boolean silent = silence.compareTo(LIMIT) >= 0;
            boolean was = !told[i].isZero();
            if (silent != was) {
                events.accept(new DiskSilent(exports.get(i).disk(), new Stall(was ? told[i] : silence, was)));
            }
            told[i] = silent ? silence : Duration.ZERO;
        }
    }

    /** Ends it; nothing is told any more. */
    @Override
    public synchronized void close() {
        timer.shutdownNow();
    }
}
