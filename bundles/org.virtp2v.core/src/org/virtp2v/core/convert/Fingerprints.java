package org.virtp2v.core.convert;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.source.BlockExport;
import org.virtp2v.core.source.BlockExporter;
import org.virtp2v.core.source.SourceDisk;

/** The fingerprints of disks, which are being computed beside other work, all at the same time. */
final class Fingerprints {
    /** Of no disk. */
    static final Fingerprints NONE = new Fingerprints(List.of());

    /** Longer than the exporter takes for a disk that answers. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final List<FutureTask<@Nullable String>> tasks;

    private Fingerprints(List<FutureTask<@Nullable String>> tasks) {
        this.tasks = tasks;
    }

    /** Begins to compute those of disks that are being served. */
    static Fingerprints of(List<BlockExport> exports) {
        List<Callable<@Nullable String>> works = new ArrayList<>();
        exports.forEach(export -> works.add(export::fingerprint));
        return begin(works);
    }

    /** Begins to compute those of disks that are not being served. */
    static Fingerprints of(List<SourceDisk> disks, BlockExporter exporter) {
        List<Callable<@Nullable String>> works = new ArrayList<>();
        disks.forEach(disk -> works.add(() -> exporter.fingerprint(disk)));
        return begin(works);
    }

    private static Fingerprints begin(List<Callable<@Nullable String>> works) {
        List<FutureTask<@Nullable String>> tasks = new ArrayList<>();
        for (Callable<@Nullable String> work : works) {
            FutureTask<@Nullable String> task = new FutureTask<>(work);
            Thread.ofPlatform().daemon().name("virt-p2v fingerprint").start(task);
            tasks.add(task);
        }
        return new Fingerprints(tasks);
    }

    /**
     * Waits for them; not for long, also when a disk hangs.
     *
     * @return in the order of the disks; null where it is not known
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    List<@Nullable String> await() throws InterruptedException {
        List<@Nullable String> known = new ArrayList<>();
        for (FutureTask<@Nullable String> task : tasks) {
            try {
                known.add(task.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS));
            } catch (TimeoutException e) {
                // The disk does not even let itself be closed.
                known.add(null);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        return known;
    }
}
