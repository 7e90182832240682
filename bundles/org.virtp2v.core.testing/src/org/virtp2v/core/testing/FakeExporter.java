package org.virtp2v.core.testing;

import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.source.BlockExport;
import org.virtp2v.core.source.BlockExporter;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.RateLimiter;
import org.virtp2v.core.source.ReadErrorPolicy;
import org.virtp2v.core.source.ReadWatcher;
import org.virtp2v.core.source.SourceDisk;

/** Serves disks without content. A test reads them with {@link #read}. */
public final class FakeExporter implements BlockExporter {
    /** The watchers of the open exports, by the name of the disk. */
    public final Map<String, ReadWatcher> watchers = new ConcurrentHashMap<>();
    /** What decides about unreadable parts of each disk ever exported, by its name. */
    public final Map<String, ReadErrorPolicy> policies = new ConcurrentHashMap<>();
    /** The servers that were to be tried for each export ever, in order. */
    public final List<List<NbdServer>> orders = Collections.synchronizedList(new ArrayList<>());
    /** How long the disks have not answered. */
    public volatile Duration silence = Duration.ZERO;
    /** The limiter of each export ever, in order; empty: no limit. */
    public final List<Optional<RateLimiter>> limiters = Collections.synchronizedList(new ArrayList<>());
    /** Size of each disk in bytes. */
    public long size = 1L << 40;
    /** Whether the disks cannot be read any more. */
    public volatile boolean broken;
    /** The fingerprint of each disk; null: not known. */
    public volatile @Nullable String fingerprint = "ab".repeat(32);
    private final Journal journal;

    FakeExporter(Journal journal) {
        this.journal = journal;
    }

    public FakeExporter() {
        this(new Journal());
    }

    @Override
    public long sizeOf(Path path) {
        return size;
    }

    @Override
    public BlockExport export(SourceDisk disk, List<NbdServer> order, ReadWatcher reads, ReadErrorPolicy errors,
            @Nullable RateLimiter limiter) throws SourceException, InterruptedException {
        try {
            journal.step("export " + disk.name());
        } catch (ConnectionException e) {
            throw new SourceException(e.getMessage());
        }
        watchers.put(disk.name(), reads);
        policies.put(disk.name(), errors);
        orders.add(order);
        limiters.add(Optional.ofNullable(limiter));
        return new Export(disk, order.getFirst());
    }

    @Override
    public @Nullable String fingerprint(SourceDisk disk) {
        return fingerprint;
    }

    /**
     * A part of a disk is read: asked for and delivered.
     *
     * @param disk
     *            the name of a disk that is being served
     */
    public void read(String disk, long offset, long length) {
        read(Objects.requireNonNull(watchers.get(disk), disk), offset, length);
    }

    /** A part of each disk that is being served is read. */
    void readAll(long offset, long length) {
        watchers.values().forEach(watcher -> read(watcher, offset, length));
    }

    private static void read(ReadWatcher watcher, long offset, long length) {
        watcher.reading(offset, length);
        watcher.delivered(offset, length);
    }

    private final class Export implements BlockExport {
        private final SourceDisk disk;
        private final NbdServer server;

        Export(SourceDisk disk, NbdServer server) {
            this.disk = disk;
            this.server = server;
        }

        @Override
        public SourceDisk disk() {
            return disk;
        }

        @Override
        public NbdServer server() {
            return server;
        }

        @Override
        public ByteChannel connect() throws IOException {
            throw new IOException("a fake disk has no content");
        }

        @Override
        public void check() throws SourceException {
            if (broken) {
                throw new SourceException("broken " + disk.name());
            }
        }

        @Override
        public @Nullable String fingerprint() {
            return fingerprint;
        }

        @Override
        public Duration silence() {
            return silence;
        }

        @Override
        public void close() {
            watchers.remove(disk.name());
            journal.add("close export " + disk.name());
        }
    }
}
