package org.virtp2v.ssh.internal;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.Dialer;
import org.virtp2v.core.server.ExportKey;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.ssh.internal.connection.ProvingChannel;
import org.virtp2v.ssh.internal.connection.RemoteForward;
import org.virtp2v.ssh.internal.connection.SshConnection;
import org.virtp2v.ssh.internal.inspection.Listening;
import org.virtp2v.ssh.internal.script.RemoteShell;
import org.virtp2v.ssh.internal.script.Sshd;

/**
 * A port on the server that leads to a disk, over an SSH connection of its own.
 *
 * @param connection
 *            the connection; the port ends with it
 * @param port
 *            on the server's loopback
 * @param interpreter
 *            the Python there that can run the relay, an absolute path; null when there is none
 * @param sshd
 *            the server's process behind the connection; null when it is not known
 */
record DiskForward(SshConnection connection, int port, @Nullable String interpreter, @Nullable Sshd sshd) {

    /**
     * What is the same for all of a disk's ports.
     *
     * @param dialer
     *            makes the local end of each forwarded connection
     * @param key
     *            of the disk
     */
    record Disk(Dialer dialer, ExportKey key, ServerLogin login, SshOptions options) {
    }

    /**
     * Opens a port of a disk. Who connects to it has to prove that it knows the key if the server has a Python that can
     * run the relay.
     *
     * @param before
     *            another of the same disk, lost or not, whose interpreter this one has too; null: it is the first
     * @param stale
     *            the server's processes of connections that were lost, which are ended
     * @throws ConnectionException
     *             when the connection is lost, forwarding is refused, or the port listens on anything but loopback
     * @throws ServerException
     *             when the server does not tell where it listens
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    static DiskForward open(Disk disk, SshConnection connection, @Nullable DiskForward before,
            List<Sshd> stale)
            throws ConnectionException, ServerException, InterruptedException {
        AtomicReference<@Nullable Dialer> let = new AtomicReference<>();
        int port = forward(disk, connection, let);
        RemoteShell shell = new RemoteShell(connection, disk.login());
        List<String> candidates = before == null ? disk.options().interpreters() : List.of();
        Listening end = Listening.check(shell, port, candidates, stale,
                disk.login(), disk.options().scriptLimit());
        String interpreter = before == null ? end.interpreter() : before.interpreter();
        let.set(interpreter == null ? disk.dialer() : ProvingChannel.before(disk.dialer(), disk.key()));
        return new DiskForward(connection, port, interpreter, end.sshd());
    }

    private static int forward(Disk disk, SshConnection connection, AtomicReference<@Nullable Dialer> let)
            throws ConnectionException, InterruptedException {
        return RemoteForward.open(connection, () -> {
            Dialer dialer = let.get();
            if (dialer == null) {
                throw new IOException("nobody may connect before it is known where the port listens");
            }
            return dialer.connect();
        }, disk.login(), disk.options().connectLimit());
    }
}
