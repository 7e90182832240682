package org.virtp2v.nbd.internal;

import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.source.BlockExport;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.RateLimiter;
import org.virtp2v.core.source.ReadErrorPolicy;
import org.virtp2v.core.source.ReadErrorPolicy.Decision;
import org.virtp2v.core.source.ReadWatcher;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.source.UnreadablePart;
import org.virtp2v.core.text.Messages;
import org.virtp2v.nbd.internal.builtin.BuiltinServer;
import org.virtp2v.nbd.internal.builtin.DiskFile;
import org.virtp2v.nbd.internal.device.Devices;

/** A disk that this process serves itself. It is opened once, and stays open for reading until the export is closed. */
final class BuiltinExport implements BlockExport {
    private static final Logger LOG = Logger.getLogger(BuiltinExport.class.getName());
    private static final Messages TEXT = Messages.beside(BuiltinExport.class);
    /** How long closing waits for a disk that does not answer; its reader is left behind then. */
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

    private final SourceDisk disk;
    private final DiskFile file;
    private final Duration limit;
    private final BuiltinServer server;
    private final ReadErrors errors;
    private final ReadErrorPolicy policy;
    private final Partitions partitions;
    private final Connections connections;
    private final DiskSearch search;
    private final DiskPresence presence;
    private volatile boolean closed;

    private BuiltinExport(SourceDisk disk, DiskFile file, Surroundings where, Duration limit, List<Extent> zeros,
            ReadWatcher reads, ReadErrorPolicy policy, @Nullable RateLimiter limiter) {
        this.disk = disk;
        this.file = file;
        this.limit = limit;
        this.errors = new ReadErrors(disk);
        this.connections = new Connections(limiter);
        this.policy = policy;
        this.partitions = Partitions.of(disk.path());
        this.search = new DiskSearch(disk, where.devices(), where.tools());
        this.presence = new DiskPresence(disk, file, search, policy, where.period());
        this.server = new BuiltinServer(ExactReads.of(file, where.tools()), disk.sizeBytes(),
                new BuiltinServer.Sectors(SectorSize.of(disk.path()), SectorSize.physical(disk.path())), zeros, reads,
                errors, new Unreadable());
    }

    /**
     * What of this machine disks are looked for with.
     *
     * @param period
     *            from one look for a disk that is gone to the next
     */
    record Surroundings(Tools tools, Devices devices, Duration period) {
    }

    /** A disk that is gone is no disk with broken sectors: the rest of it must not become zeros. */
    private final class Unreadable implements BuiltinServer.UnreadableParts {
        @Override
        public boolean areZeros(Extent part) throws InterruptedException {
            for (UnreadablePart piece : partitions.split(part)) {
                if (policy.unreadable(piece) != Decision.ZERO) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public BuiltinServer.Presence look() throws ClosedChannelException, InterruptedException {
            return presence.look(server::answers);
        }
    }

    /**
     * Opens a disk and reads its first and last block; where some may be unreadable, one of three.
     *
     * @param limit
     *            how long these reads may take
     * @throws ServerFailure
     *             when it cannot be read
     */
    static BuiltinExport open(SourceDisk disk, Surroundings where, Duration limit, ReadWatcher reads,
            ReadErrorPolicy policy, @Nullable RateLimiter limiter) throws ServerFailure, InterruptedException {
        List<Extent> zeros = new ArrayList<>(disk.excluded());
        zeros.addAll(new ImageHoles(where.tools()).of(disk));
        BuiltinExport export;
        try {
            DiskFile file = DiskFile.of(disk.path());
            export = new BuiltinExport(disk, file, where, limit, zeros, reads, policy, limiter);
        } catch (IOException e) {
            throw ServerFailure.broken(String.valueOf(e.getMessage()));
        }
        boolean verified = false;
        try {
            export.readEnds();
            verified = true;
            return export;
        } finally {
            if (!verified) {
                export.close();
            }
        }
    }

    @Override
    public SourceDisk disk() {
        return disk;
    }

    @Override
    public NbdServer server() {
        return NbdServer.BUILTIN;
    }

    @Override
    public ByteChannel connect() throws IOException {
        if (closed || presence.isGone()) {
            throw new ClosedChannelException();
        }
        return connections.add(server.connect());
    }

    /** {@inheritDoc} An interrupt ends the check as a failure and stays set. */
    @Override
    public void check() throws SourceException {
        presence.verify();
        errors.verifyNone();
        try {
            readEnds();
        } catch (ServerFailure e) {
            throw new SourceException(text(e.reason()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceException(text(TEXT.get("server.interrupted")), e);
        }
    }

    @Override
    public @Nullable String fingerprint() throws InterruptedException {
        return search.takeFingerprint();
    }

    @Override
    public Duration silence() {
        return server.silence();
    }

    private String text(String reason) {
        return TEXT.get("export.failed", SourceCheck.describe(disk), server().optionName(), reason);
    }

    /** On a thread of its own: a read cannot be given up, and an interrupt would close the disk. */
    private void readEnds() throws ServerFailure, InterruptedException {
        FutureTask<@Nullable Void> reading = new FutureTask<>(() -> {
            if (policy.mayGoOn()) {
                server.readAnywhere();
            } else {
                server.readEnds();
            }
            return null;
        });
        Thread.ofPlatform().daemon().name("reads " + disk.name()).start(reading);
        try {
            reading.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw ServerFailure.broken(TEXT.get("server.timeout", Long.toString(limit.toSeconds())));
        } catch (ExecutionException e) {
            throw ServerFailure.broken(String.valueOf(e.getCause().getMessage()));
        }
    }

    @Override
    public void close() {
        closed = true;
        presence.close();
        connections.close();
        Thread closer = Thread.ofPlatform().daemon().name("closes " + disk.name()).start(() -> {
            try {
                file.close();
            } catch (IOException e) {
                LOG.log(Level.FINE, "closing a disk", e);
            }
        });
        boolean interrupted = Thread.interrupted();
        try {
            closer.join(LONGEST_CLOSE);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
