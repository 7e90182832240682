package org.virtp2v.nbd.internal;

import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.source.BlockExport;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.RateLimiter;
import org.virtp2v.core.source.ReadWatcher;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.Messages;

/** A disk that a verified server serves. Every connection that it hands out is guarded; none goes past the guard. */
final class NbdExport implements BlockExport {
    private static final Logger LOG = Logger.getLogger(NbdExport.class.getName());
    private static final Messages TEXT = Messages.beside(NbdExport.class);

    private final NbdServer kind;
    private final ServerProcess process;
    private final ExportCheck exportCheck;
    private final Tools tools;
    private final ReadWatcher reads;
    private final ReadErrors errors;
    private final Connections connections;
    private final AtomicReference<@Nullable String> violation = new AtomicReference<>();

    NbdExport(NbdServer kind, ServerProcess process, ExportCheck exportCheck, Tools tools, ReadWatcher reads,
            @Nullable RateLimiter limiter) {
        this.kind = kind;
        this.process = process;
        this.exportCheck = exportCheck;
        this.tools = tools;
        this.reads = reads;
        this.errors = new ReadErrors(exportCheck.disk());
        this.connections = new Connections(limiter);
    }

    @Override
    public SourceDisk disk() {
        return exportCheck.disk();
    }

    @Override
    public NbdServer server() {
        return kind;
    }

    @Override
    public ByteChannel connect() throws IOException {
        var replies = new ReplyReader(disk().sizeBytes(), reads, errors);
        var guard = new RequestGuard(disk().sizeBytes(), reads, replies);
        return connections.add(new GuardedChannel(process.connect(), guard, replies, this::violated));
    }

    @Override
    public @Nullable String fingerprint() throws InterruptedException {
        return DiskSearch.fingerprint(disk(), tools);
    }

    private void violated(ForbiddenRequestException request) {
        String message = TEXT.get("export.violation", SourceCheck.describe(disk()), request.getMessage());
        LOG.log(Level.SEVERE, message);
        violation.compareAndSet(null, message);
    }

    /**
     * {@inheritDoc} A request that would have written is reported here, too: the conversion failed because its
     * connection was ended. An interrupt ends the check as a failure and stays set.
     */
    @Override
    public void check() throws SourceException {
        String message = violation.get();
        if (message != null) {
            throw new SourceException(message);
        }
        SourceCheck.verify(disk());
        errors.verifyNone();
        try {
            verify();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceException(text(TEXT.get("server.interrupted")), e);
        }
    }

    private void verify() throws SourceException, InterruptedException {
        try {
            exportCheck.verify(process);
        } catch (ServerFailure e) {
            throw new SourceException(process.exitStatus().isPresent()
                    ? TEXT.get("export.ended", SourceCheck.describe(disk()), kind.optionName(), e.reason())
                    : text(e.reason()), e);
        }
    }

    private String text(String reason) {
        return TEXT.get("export.failed", SourceCheck.describe(disk()), kind.optionName(), reason);
    }

    /** {@inheritDoc} Connections end first, as nbdkit waits for its clients before it stops. */
    @Override
    public void close() {
        connections.close();
        process.close();
    }
}
