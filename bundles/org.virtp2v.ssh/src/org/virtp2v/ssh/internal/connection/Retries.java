package org.virtp2v.ssh.internal.connection;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.ssh.internal.blocking.Deadline;

/**
 * Decides whether a connection that could not be made is tried again, and waits before that: some firewalls count
 * connections (ufw's limit: six in half a minute), sshd turns some away while many log in at once (MaxStartups) or
 * while it starts anew, and a name server may fail to answer once. One for each connection that is wanted.
 */
public final class Retries {
    /**
     * The product's pauses. The last one is so long because ufw counts attempts that it refuses: after it there were
     * only two in half a minute.
     */
    public static final List<Duration> PAUSES = List.of(Duration.ofSeconds(2), Duration.ofSeconds(10),
            Duration.ofSeconds(20));
    /** A name that is not known is more often a wrong one. After the second pause the JVM asks anew. */
    private static final int PAUSES_OF_UNKNOWN_NAMES = 2;

    private final Iterator<Duration> pauses;
    private final Duration limit;
    private final ServerDialog dialog;
    private @Nullable Deadline deadline;
    private int made;

    /**
     * @param pauses
     *            how long to wait before each further try
     * @param limit
     *            no pause goes beyond that, counted from the first failure: what was connected may be lost much later
     * @param dialog
     *            told while waiting
     */
    public Retries(List<Duration> pauses, Duration limit, ServerDialog dialog) {
        this.pauses = pauses.iterator();
        this.limit = limit;
        this.dialog = dialog;
    }

    /**
     * Waits until it is time for another try.
     *
     * @return false at once when there is to be none
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    public boolean await(ConnectionException failure) throws InterruptedException {
        boolean unknownName = failure.reason() == ConnectionException.Reason.UNKNOWN_HOST;
        if (!ConnectErrors.mayPass(failure) || !pauses.hasNext() || unknownName && made == PAUSES_OF_UNKNOWN_NAMES) {
            return false;
        }
        Deadline end = deadline == null ? Deadline.in(limit) : deadline;
        deadline = end;
        Duration pause = pauses.next();
        if (pause.compareTo(end.remaining()) >= 0) {
            return false;
        }
        made++;
        int seconds = (int) pause.toSeconds();
        for (int left = seconds; left > 0; left--) {
            dialog.retrying(failure, seconds, left);
            Thread.sleep(Duration.ofSeconds(1));
        }
        return true;
    }
}
