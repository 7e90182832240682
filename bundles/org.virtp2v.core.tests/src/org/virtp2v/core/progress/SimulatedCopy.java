package org.virtp2v.core.progress;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.testing.Seeds;

/**
 * Copies disks as nbdcopy does, in a time that is only computed: one after another; each by threads that take stretches
 * of 128 MiB, skip holes and ask for 64 parts of 256 KiB ahead; the answers come in any order among the next few.
 */
final class SimulatedCopy {
    static final long SECOND = 1_000_000_000L;
    static final long MIB = 1 << 20;
    static final long GIB = 1 << 30;
    private static final long REQUEST = 256 * 1024;
    private static final long STRETCH = 128 * MIB;
    private static final int REQUESTS = 64;
    private static final int TICKS_PER_SECOND = 50;
    private static final int TICKS_PER_SAMPLE = TICKS_PER_SECOND / 2;
    /** How long it takes before nbdcopy asks for the first part. */
    private static final int START_TICKS = 23;

    /**
     * A moment of the copy.
     *
     * @param at
     *            seconds since the beginning
     * @param disk
     *            which disk is being copied, counted from 0
     * @param moved
     *            bytes of all disks that have been delivered
     */
    record Moment(double at, int disk, long moved, Progress total, Progress own) {

        double secondsLeft() {
            Duration left = total.timeLeft();
            return left == null ? Double.NaN : left.toMillis() / 1e3;
        }
    }

    /** A disk and where its data is. */
    record Data(SourceDisk disk, List<Extent> extents) {
        long bytes() {
            return extents.stream().mapToLong(Extent::length).sum();
        }
    }

    private final List<Data> disks;
    private final List<CopyMeter> meters;
    private final CopyTotal total;
    private final int threads;
    private final Random random = Seeds.random();
    private final List<Moment> moments = new ArrayList<>();
    private long tick;
    private long moved;

    private SimulatedCopy(List<Data> disks, int threads) {
        this.disks = disks;
        this.threads = threads;
        meters = disks.stream().map(Data::disk).map(CopyMeter::new).toList();
        total = new CopyTotal(meters);
    }

    static SourceDisk disk(long size, @Nullable Long used) {
        return new SourceDisk("sda", Path.of("/dev/sda"), size, "sda", null, used);
    }

    /** A disk with its data in pieces of 16 MiB, everywhere alike. */
    static Data spread(long size, double share, @Nullable Long used) {
        List<Extent> extents = new ArrayList<>();
        double owed = 0;
        for (long at = 0; at < size; at += 16 * MIB) {
            owed += share;
            if (owed > 0.999) {
                owed -= 1;
                extents.add(new Extent(at, Math.min(16 * MIB, size - at)));
            }
        }
        return new Data(disk(size, used), extents);
    }

    /** A disk with its data at the beginning. */
    static Data front(long size, long data, @Nullable Long used) {
        return new Data(disk(size, used), List.of(new Extent(0, data)));
    }

    /**
     * Copies.
     *
     * @param threads
     *            of nbdcopy
     * @param line
     *            how many bytes it can take at a time in nanoseconds, in one 50th of a second
     */
    static List<Moment> run(List<Data> disks, int threads, ToLongFunction<Long> line) {
        var copy = new SimulatedCopy(disks, threads);
        for (int i = 0; i < disks.size(); i++) {
            copy.copy(i, line);
        }
        copy.moments.add(new Moment(copy.now() / 1e9, disks.size() - 1, copy.moved, copy.total.end(copy.now()),
                copy.meters.getLast().sample(copy.now()).progress()));
        return copy.moments;
    }

    /** A line that always takes as much. */
    static ToLongFunction<Long> steady(long bytesPerSecond) {
        return now -> bytesPerSecond / TICKS_PER_SECOND;
    }

    private long now() {
        return tick * (SECOND / TICKS_PER_SECOND);
    }

    private void copy(int index, ToLongFunction<Long> line) {
        CopyMeter meter = meters.get(index);
        meters.forEach(CopyMeter::mark);
        meter.begin(now());
        sample(index);
        for (int i = 0; i < START_TICKS; i++) {
            pass(index);
        }
        List<List<Extent>> queues = stretches(disks.get(index).extents());
        List<Extent> open = new ArrayList<>();
        long budget = 0;
        while (ask(meter, queues, open)) {
            for (budget += line.applyAsLong(now()); budget > 0 && ask(meter, queues, open);) {
                Extent next = open.remove(random.nextInt(Math.min(4, open.size())));
                meter.delivered(next.offset(), next.length());
                moved += next.length();
                budget -= next.length();
            }
            pass(index);
        }
        meter.end(now());
        sample(index);
    }

    /** Asks for more, and says whether there is anything to come. */
    private boolean ask(CopyMeter meter, List<List<Extent>> queues, List<Extent> open) {
        for (int thread = 0; open.size() < REQUESTS && !queues.isEmpty(); thread++) {
            int queue = thread % Math.min(threads, queues.size());
            Extent next = queues.get(queue).removeLast();
            if (queues.get(queue).isEmpty()) {
                queues.remove(queue);
            }
            meter.reading(next.offset(), next.length());
            open.add(next);
        }
        return !open.isEmpty();
    }

    /** The requests of each stretch that has data, each in the order of a stack. */
    private static List<List<Extent>> stretches(List<Extent> data) {
        List<List<Extent>> stretches = new ArrayList<>();
        long last = -1;
        for (Extent extent : data) {
            for (long at = extent.offset(); at < extent.end(); at += REQUEST) {
                if (at / STRETCH != last) {
                    last = at / STRETCH;
                    stretches.add(new ArrayList<>());
                }
                stretches.getLast().addFirst(new Extent(at, Math.min(REQUEST, extent.end() - at)));
            }
        }
        return stretches;
    }

    private void pass(int index) {
        tick++;
        if (tick % TICKS_PER_SAMPLE == 0) {
            sample(index);
        }
    }

    private void sample(int index) {
        Progress all = total.sample(now());
        moments.add(new Moment(now() / 1e9, index, moved, all, meters.get(index).sample(now()).progress()));
    }
}
