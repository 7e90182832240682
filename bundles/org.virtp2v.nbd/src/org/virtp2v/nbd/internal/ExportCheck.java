package org.virtp2v.nbd.internal;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.OptionalInt;

import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.Messages;

/**
 * Checks the export of a running server, over NBD as any client would: read-only, of the planned size, first and last
 * block readable. An export is used only when all of that is seen.
 *
 * @param disk
 *            the expected export
 * @param limit
 *            how long all of it may take
 */
record ExportCheck(SourceDisk disk, Duration limit) {
    private static final Messages TEXT = Messages.beside(ExportCheck.class);
    private static final int BLOCK_BYTES = 512;

    /**
     * @throws ServerFailure
     *             when the server does not serve the disk as it must; with its own message
     */
    void verify(ServerProcess server) throws ServerFailure, InterruptedException {
        Deadline deadline = Deadline.in(limit);
        try (SocketChannel connection = server.awaitConnection(deadline);
                NbdClient client = new NbdClient(connection, deadline)) {
            verify(client.go());
            int length = (int) Math.min(BLOCK_BYTES, disk.sizeBytes());
            client.read(0, length);
            client.read(disk.sizeBytes() - length, length);
            client.disconnect();
        } catch (IOException e) {
            throw ServerFailure.broken(explain(server, e));
        }
    }

    private void verify(NbdClient.Export export) throws ServerFailure {
        if (!export.readOnly()) {
            throw ServerFailure.broken(TEXT.get("server.writable"));
        }
        if (export.sizeBytes() != disk.sizeBytes()) {
            throw ServerFailure.broken(TEXT.get("server.size", Long.toUnsignedString(export.sizeBytes()),
                    Long.toString(disk.sizeBytes())));
        }
    }

    private String explain(ServerProcess server, IOException e) throws InterruptedException {
        OptionalInt status = server.exitStatus();
        String reason;
        if (status.isPresent()) {
            reason = TEXT.get("server.ended", Integer.toString(status.getAsInt()));
        } else if (e instanceof SocketTimeoutException) {
            reason = TEXT.get("server.timeout", Long.toString(limit.toSeconds()));
        } else if (e instanceof EOFException) {
            reason = TEXT.get("server.closed");
        } else {
            reason = String.valueOf(e.getMessage());
        }
        String said = server.errorOutput();
        return said.isEmpty() ? reason : TEXT.get("server.said", reason, said);
    }
}
