package org.virtp2v.core.server;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;

/**
 * One run's way to one conversion server: holds the credentials and the host key, and makes connections. Every
 * connection that it made is closed with it. Methods block, and return at once with {@link InterruptedException} when
 * the thread is interrupted. Safe for use by any thread.
 */
public interface ServerAccess extends AutoCloseable {
    /** A machine that has not asked for a slot again for so many seconds does not wait any more. */
    int QUEUE_SECONDS = 100;

    /**
     * Logs in, queries version and features of virt-v2v, and logs out: the test connection.
     *
     * @throws ConnectionException
     *             when the server cannot be reached or logged in to
     * @throws ServerException
     *             when sudo or virt-v2v does not answer as it must
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    ServerInfo test() throws ConnectionException, ServerException, InterruptedException;

    /**
     * Logs in, looks how busy the server is, and logs out. Where there is a limit, this machine stands in the server's
     * queue from then on, as long as it asks again at least every {@link #QUEUE_SECONDS} seconds.
     *
     * @param request
     *            the wish for a slot; null: there is no limit
     * @param storage
     *            absolute path of the directory the guest is written to; null: there is none
     * @param patient
     *            whether a log-in that fails for a reason that may pass is tried again for a while
     * @throws ConnectionException
     *             when the server cannot be reached or logged in to
     * @throws ServerException
     *             when it does not tell
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    ServerLoad load(@Nullable SlotRequest request, @Nullable String storage, boolean patient)
            throws ConnectionException, ServerException, InterruptedException;

    /**
     * Takes a slot, if there is one, and nobody else waits who came before.
     *
     * @return the slot; null when there is none
     * @throws ConnectionException
     *             when the connection fails
     * @throws ServerException
     *             when the server cannot give slots
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    @Nullable
    RunSlot slot(SlotRequest request) throws ConnectionException, ServerException, InterruptedException;

    /**
     * Leaves the server's queue, for whom a slot has been found elsewhere; it is left anyway when this is not told.
     * Never throws but for an interrupt.
     *
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    void leaveQueue(SlotRequest request) throws InterruptedException;

    /**
     * Opens a connection for a further inspection of the server, after the test connection.
     *
     * @throws ConnectionException
     *             when the connection fails
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    ServerInspection inspect() throws ConnectionException, InterruptedException;

    /**
     * Opens a data connection: an SSH connection of its own with one remote port forward (RFC 4254, section 7.1) from a
     * free port of the server's loopback interface to the dialer.
     *
     * @param link
     *            which disk's it is
     * @param dialer
     *            makes the local end of each forwarded connection; not before whoever connects has proved that it knows
     *            the key
     * @param key
     *            of the disk; not demanded where the server cannot run the relay
     * @throws ConnectionException
     *             when the connection fails, forwarding is refused, or the port listens on anything but loopback
     * @throws ServerException
     *             when the server does not tell where it listens
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    DataConnection openDataConnection(Link link, Dialer dialer, ExportKey key)
            throws ConnectionException, ServerException, InterruptedException;

    /**
     * Opens the control connection, makes the remote directory {@code /tmp/virt-p2v-YYYYMMDD-XXXXXXXX} (mode 0700, UTC
     * date, 8 characters of {@code [0-9a-z]}), writes {@code time} there and copies the files into it.
     *
     * @param files
     *            the files, in order
     * @throws ConnectionException
     *             when the connection fails
     * @throws ServerException
     *             when the directory or a required file cannot be written
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    RemoteRun prepare(List<RemoteFile> files) throws ConnectionException, ServerException, InterruptedException;

    /**
     * Looks for conversions of this user that were left without a report.
     *
     * @return in no order, at most a few hundred; also those that cannot go on
     * @throws ConnectionException
     *             when the connection fails
     * @throws ServerException
     *             when the server does not tell
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    List<WaitingRun> waitingRuns() throws ConnectionException, ServerException, InterruptedException;

    /**
     * Reads a file of a run that is waiting, which may hold secrets.
     *
     * @param name
     *            its name in the remote directory
     * @return at most the first 256 KiB of it; null when there is no such file any more
     * @throws ConnectionException
     *             when the connection fails
     * @throws ServerException
     *             when it cannot be read
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    @Nullable
    String read(WaitingRun run, String name) throws ConnectionException, ServerException, InterruptedException;

    /**
     * Opens a control connection to a run that is waiting. It has been started: it is followed from its beginning on.
     *
     * @throws ConnectionException
     *             when the connection fails
     * @throws ServerException
     *             when the run is not there any more
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    RemoteRun adopt(WaitingRun run) throws ConnectionException, ServerException, InterruptedException;

    /**
     * Opens a connection for looking at the runs of the server, whoever's they are, without touching them: those of the
     * user who logs in, and those of all users where that is root, or sudo is used and allows it.
     *
     * @throws ConnectionException
     *             when the connection fails
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    ServerRuns runs() throws ConnectionException, InterruptedException;

    /** Closes every connection and forgets the credentials. Never throws; idempotent. */
    @Override
    void close();
}
