package org.virtp2v.core.convert;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.virtp2v.core.convert.ConversionEvent.DiskProgress;
import org.virtp2v.core.source.SourceDisk;

/** Reports twice a second how far the copying of a disk is, while one is being copied. Thread-safe. */
final class ProgressReporter implements AutoCloseable {
    private static final long PERIOD_MILLIS = 500;

    private final List<SourceDisk> disks;
    private final List<CopyMeter> meters;
    private final Consumer<ConversionEvent> events;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            work -> Thread.ofPlatform().daemon().name("virt-p2v progress").unstarted(work));
    /** Index of the disk that is being copied; -1: none. */
    private int current = -1;

    ProgressReporter(List<SourceDisk> disks, List<CopyMeter> meters, Consumer<ConversionEvent> events) {
        this.disks = disks;
        this.meters = meters;
        this.events = events;
        timer.scheduleAtFixedRate(this::report, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * virt-v2v began a stage.
     *
     * @param copied
     *            the number of the disk it copies in it, counted from 1
     */
    synchronized void stageBegan(Optional<Integer> copied) {
        finish();
        copied.filter(number -> number >= 1 && number <= disks.size()).ifPresent(number -> {
            current = number - 1;
            meters.get(current).begin(System.nanoTime());
            report();
        });
    }

    /** The disk that was being copied, if any, is done. */
    synchronized void finish() {
        if (current >= 0) {
            send(meters.get(current).end(System.nanoTime()));
            current = -1;
        }
    }

    private synchronized void report() {
        if (current >= 0) {
            send(meters.get(current).sample(System.nanoTime()));
        }
    }

    private void send(CopyMeter.Sample sample) {
        events.accept(new DiskProgress(current + 1, disks.size(), disks.get(current), sample.position(),
                sample.bytesRead(), sample.bytesPerSecond(), sample.timeLeft()));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
