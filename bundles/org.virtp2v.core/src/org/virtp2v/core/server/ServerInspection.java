package org.virtp2v.core.server;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;

/**
 * A connection to look around on the conversion server. It leaves nothing behind there. Methods block for some seconds
 * at most, and return at once with {@link InterruptedException} when the thread is interrupted.
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

    /** Closes the connection. Never throws; idempotent. */
    @Override
    void close();
}
