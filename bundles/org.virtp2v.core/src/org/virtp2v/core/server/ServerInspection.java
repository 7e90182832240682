package org.virtp2v.core.server;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;

/**
 * A connection to look around on the conversion server. It leaves nothing behind there, but what libguestfs has made
 * when it was tried, and the result of that. Methods block for some seconds at most, unless they are told how long, and
 * return at once with {@link InterruptedException} when the thread is interrupted.
 */
public interface ServerInspection extends ServerQuestions, AutoCloseable {

    /**
     * Opens a remote port forward (RFC 4254, section 7.1), looks where it listens, and lets the server send random
     * bytes back through it.
     *
     * @return how long a byte takes there and back
     * @throws ConnectionException
     *             when forwarding is refused, when others than the server itself could connect to it, when nothing
     *             comes through it, or when the connection is lost
     * @throws ServerException
     *             when bash cannot be started
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    Duration testForward() throws ConnectionException, ServerException, InterruptedException;

    /**
     * Lets the server read incompressible bytes through the forward, for two seconds at most. The forward must have
     * been tested.
     *
     * @throws ConnectionException
     *             when the connection is lost
     * @throws ServerException
     *             when bash cannot be started
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    LinkSpeed measureSpeed() throws ConnectionException, ServerException, InterruptedException;

    /**
     * Inspects the server. A property that is not found in time is unknown.
     *
     * @throws ConnectionException
     *             when the connection is lost
     * @throws ServerException
     *             when bash cannot be started
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    ServerFacts survey(SurveyRequest request) throws ConnectionException, ServerException, InterruptedException;

    /**
     * The run that has a guest's name at this moment; null when there is none, or it cannot be seen.
     *
     * @throws ConnectionException
     *             when the connection is lost
     * @throws ServerException
     *             when bash cannot be started
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    @Nullable
    ClaimHolder holderOf(GuestClaim claim) throws ConnectionException, ServerException, InterruptedException;

    /**
     * Begins to try whether libguestfs's appliance starts, unless that is known, or being tried. It goes on there by
     * itself, also when this connection is closed, and ends in some minutes at the latest.
     *
     * @return what is known: {@link GuestfsStart.State#KNOWN}, {@link GuestfsStart.State#RUNNING} or
     *         {@link GuestfsStart.State#UNTRIED}
     * @throws ConnectionException
     *             when the connection is lost
     * @throws ServerException
     *             when bash cannot be started
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    GuestfsStart tryGuestfs(GuestfsTry how) throws ConnectionException, ServerException, InterruptedException;

    /**
     * Waits for the result of what was begun.
     *
     * @param patience
     *            the longest time to wait; then it is {@link GuestfsStart.State#RUNNING}
     * @throws ConnectionException
     *             when the connection is lost
     * @throws ServerException
     *             when bash cannot be started
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    GuestfsStart awaitGuestfs(GuestfsTry how, Duration patience)
            throws ConnectionException, ServerException, InterruptedException;

    /** Closes the connection. Never throws; idempotent. */
    @Override
    void close();
}
