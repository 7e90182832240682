package org.virtp2v.nbd.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.source.BlockExport;
import org.virtp2v.core.source.BlockExporter;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.RateLimiter;
import org.virtp2v.core.source.ReadErrorPolicy;
import org.virtp2v.core.source.ReadWatcher;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.Messages;
import org.virtp2v.nbd.internal.device.Devices;

/**
 * Serves a disk over NBD: looks at the disk, then tries the servers one after the other until one is seen to serve it
 * read-only and whole. A server that does not do so is gone before the next one is tried. Safe for use by any thread.
 */
public final class NbdExporter implements BlockExporter {
    private static final Logger LOG = Logger.getLogger(NbdExporter.class.getName());
    private static final Messages TEXT = Messages.beside(NbdExporter.class);
    /** From the start of a server to the last block read. A disk that sleeps takes about ten seconds to spin up. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Tools tools;
    private final List<Path> socketPlaces;
    private final Duration limit;
    private final BuiltinExport.Surroundings where;

    /** With the programs and directories of this machine. */
    public NbdExporter() {
        this(Tools.ofThisMachine(), SocketDirectory.usualPlaces(), LIMIT);
    }

    NbdExporter(Tools tools, List<Path> socketPlaces, Duration limit) {
        this(new BuiltinExport.Surroundings(tools, Devices.ofThisMachine(), DiskPresence.PERIOD), socketPlaces, limit);
    }

    NbdExporter(BuiltinExport.Surroundings where, List<Path> socketPlaces, Duration limit) {
        this.tools = where.tools();
        this.where = where;
        this.socketPlaces = socketPlaces;
        this.limit = limit;
    }

    @Override
    public long sizeOf(Path path) throws SourceException {
        return SourceCheck.measure(new SourceDisk(path.toString(), path, 0, ""));
    }

    @Override
    public BlockExport export(SourceDisk disk, List<NbdServer> order, ReadWatcher reads, ReadErrorPolicy errors,
            @Nullable RateLimiter limiter) throws SourceException, InterruptedException {
        SourceCheck.verify(disk);
        ExportCheck check = new ExportCheck(disk, limit);
        List<String> reasons = new ArrayList<>();
        boolean missing = false;
        for (NbdServer server : order) {
            try {
                return server == NbdServer.BUILTIN
                        ? BuiltinExport.open(disk, where, limit, reads, errors, limiter)
                        : new NbdExport(server, start(server, check), check, tools, reads, limiter);
            } catch (ServerFailure e) {
                LOG.log(Level.FINE, e, () -> server.optionName() + ": " + e.reason());
                reasons.add(server.optionName() + ": " + e.reason());
                missing |= e.isMissing();
            }
        }
        throw new SourceException(TEXT.get("exporter.none", SourceCheck.describe(disk), String.join(". ", reasons),
                TEXT.get(missing ? "exporter.install" : "exporter.choose")));
    }

    @Override
    public @Nullable String fingerprint(SourceDisk disk) throws InterruptedException {
        return DiskSearch.fingerprint(disk, tools);
    }

    private ServerProcess start(NbdServer server, ExportCheck check) throws ServerFailure, InterruptedException {
        ServerProcess process = launch(server, check.disk().path().toAbsolutePath());
        boolean verified = false;
        try {
            check.verify(process);
            process.killWithSupervisor();
            verified = true;
            LOG.fine(() -> server.optionName() + " serves " + check.disk().path() + ", process " + process.pid());
            return process;
        } finally {
            if (!verified) {
                process.close();
            }
        }
    }

    private ServerProcess launch(NbdServer server, Path disk) throws ServerFailure {
        try {
            SocketDirectory directory = SocketDirectory.create(socketPlaces);
            return ServerProcess.start(tools, command(server, disk, directory), directory);
        } catch (IOException e) {
            throw ServerFailure.broken(String.valueOf(e.getMessage()));
        }
    }

    private List<String> command(NbdServer server, Path disk, SocketDirectory directory) throws ServerFailure {
        try {
            return ServerCommand.of(server, tools, disk, directory.socket());
        } catch (ServerFailure e) {
            directory.remove();
            throw e;
        }
    }
}
