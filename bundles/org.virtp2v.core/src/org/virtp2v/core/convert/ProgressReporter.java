package org.virtp2v.core.convert;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.virtp2v.core.convert.ConversionEvent.CopyStalled;
import org.virtp2v.core.convert.ConversionEvent.DiskMap;
import org.virtp2v.core.convert.ConversionEvent.DiskProgress;
import org.virtp2v.core.convert.ConversionEvent.TotalProgress;
import org.virtp2v.core.progress.CellMap;
import org.virtp2v.core.progress.CopyMeter;
import org.virtp2v.core.progress.CopyTotal;
import org.virtp2v.core.progress.Progress;
import org.virtp2v.core.progress.StallWatch;
import org.virtp2v.core.progress.StallWatch.Stall;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.source.SourceDisk;

/**
 * Reports twice a second how far copying is, while a disk is being copied, and the parts of all disks that are read,
 * always. Thread-safe.
 */
final class ProgressReporter implements AutoCloseable {
    private static final long PERIOD_MILLIS = 500;
    private static final int NONE = -1;

    private final List<SourceDisk> disks;
    private final List<CopyMeter> meters;
    private final CopyTotal total;
    private final Predicate<Link> waits;
    private final Consumer<ConversionEvent> events;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            work -> Thread.ofPlatform().daemon().name("virt-p2v progress").unstarted(work));
    /** Index of the disk that is being copied. */
    private int current = NONE;
    /** Indexes of disks that have been copied. */
    private final BitSet copied = new BitSet();
    private StallWatch stalls = new StallWatch(0, 0);

    /**
     * @param disks
     *            the disks of the plan
     * @param meters
     *            theirs, in the same order
     * @param waits
     *            whether nothing can be read now, as a connection is lost or its disk gone, which is told by others
     * @param events
     *            told how far it is
     */
    ProgressReporter(List<SourceDisk> disks, List<CopyMeter> meters, Predicate<Link> waits,
            Consumer<ConversionEvent> events) {
        this.disks = disks;
        this.meters = meters;
        this.total = new CopyTotal(meters);
        this.waits = waits;
        this.events = events;
        timer.scheduleAtFixedRate(this::report, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * virt-v2v began a stage. If it was copying a disk, that is done.
     *
     * @param copied
     *            the number of the disk it copies in it, counted from 1
     */
    synchronized void stageBegan(Optional<Integer> copied) {
        endCurrent();
        copied.filter(number -> number >= 1 && number <= disks.size()).ifPresent(number -> {
            current = number - 1;
            CopyMeter meter = meters.get(current);
            meter.begin(System.nanoTime());
            stalls = new StallWatch(meter.totalBytes(), System.nanoTime());
            send();
        });
        meters.forEach(CopyMeter::mark);
    }

    /** virt-v2v has succeeded: everything is done. */
    synchronized void succeeded() {
        endCurrent();
        events.accept(new TotalProgress(total.end(System.nanoTime())));
        meters.forEach(CopyMeter::settle);
        sendMaps();
    }

    private void endCurrent() {
        if (current != NONE) {
            meters.get(current).end(System.nanoTime());
            stalls.end(System.nanoTime()).ifPresent(this::stalled);
            send();
            copied.set(current);
            current = NONE;
        }
    }

    private synchronized void report() {
        if (timer.isShutdown()) {
            return;
        }
        sendMaps();
        if (current != NONE) {
            send();
            if (waits()) {
                stalls.excuse(System.nanoTime());
            } else {
                stalls.sample(meters.get(current).totalBytes(), System.nanoTime()).ifPresent(this::stalled);
            }
        }
    }

    /** Whether the disk that is being copied cannot be read now. */
    private boolean waits() {
        return waits.test(Link.disk(current + 1));
    }

    private void stalled(Stall stall) {
        events.accept(new CopyStalled(disks.get(current), stall));
    }

    /** Whether this disk has been copied whole, as far as virt-v2v has said. */
    synchronized boolean isCopied(int index) {
        return copied.get(index);
    }

    /** The disk that is being copied. */
    synchronized Optional<SourceDisk> copying() {
        return current == NONE ? Optional.empty() : Optional.of(disks.get(current));
    }

    private void send() {
        long now = System.nanoTime();
        events.accept(new TotalProgress(told(total.sample(now))));
        CopyMeter.Sample sample = meters.get(current).sample(now);
        events.accept(new DiskProgress(current + 1, disks.size(), disks.get(current),
                told(sample.progress()), sample.position(), sample.bytesReadAgain()));
    }

    private Progress told(Progress progress) {
        return waits() ? progress.waiting() : progress;
    }

    private void sendMaps() {
        for (int i = 0; i < disks.size(); i++) {
            CellMap map = meters.get(i).map();
            if (map != null) {
                events.accept(new DiskMap(i + 1, disks.get(i), map));
            }
        }
    }

    /** Ends it, with the last maps, on which nothing is being read; then no event is sent, and nothing counted. */
    @Override
    public synchronized void close() {
        timer.shutdownNow();
        meters.forEach(CopyMeter::settle);
        sendMaps();
        meters.forEach(CopyMeter::stop);
    }
}
