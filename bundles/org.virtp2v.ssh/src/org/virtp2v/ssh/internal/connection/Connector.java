package org.virtp2v.ssh.internal.connection;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.server.Link;

/** Makes connections to one server, and takes them back. */
public interface Connector {

    /**
     * Connects and logs in.
     *
     * @param limit
     *            the longest time to spend on TCP, key exchange and log-in together
     * @throws ConnectionException
     *             when that fails
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    SshConnection connect(Duration limit) throws ConnectionException, InterruptedException;

    /**
     * Connects once more where a connection was lost. Tries that once: whoever needs it tries again, see
     * {@link Reconnection}. A server that does not answer at all is given up sooner than by {@link #connect}, as a
     * network that comes back just then is found sooner by a new attempt.
     *
     * @param compress
     *            whether to compress if the server does
     * @throws ConnectionException
     *             when that fails
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    SshConnection connectAgain(boolean compress) throws ConnectionException, InterruptedException;

    /**
     * Connects once more beside a connection that works: an optimisation. Asks nobody anything, tells nobody anything,
     * and stands back for connections that are being made again.
     *
     * @param compress
     *            whether to compress if the server does
     * @return the connection; null when it is not to be now, or never, as when every log-in needs a person
     * @throws ConnectionException
     *             when that fails
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    @Nullable
    SshConnection connectFurther(boolean compress) throws ConnectionException, InterruptedException;

    /**
     * Makes a connection again when it is lost.
     *
     * @param over
     *            whether it is not wanted any more
     */
    Reconnection reconnection(Link link, BooleanSupplier over);

    /**
     * From now on no connection that is lost is made again, and nobody is asked for it; an attempt under way ends.
     * Those that there are stay, and new ones are made as before.
     */
    void giveUp();

    /** Closes a connection. Never throws; idempotent. */
    void release(SshConnection connection);
}
