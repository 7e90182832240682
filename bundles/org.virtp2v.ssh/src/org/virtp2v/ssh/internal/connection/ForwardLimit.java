package org.virtp2v.ssh.internal.connection;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * How many connections one forward may have at a time. Every user of the conversion server can connect to its port, and
 * each connection takes memory here. Who has never said anything is not virt-v2v, which answers the greeting of the NBD
 * server at once, and who has not proved a key that is asked for is not the relay: of such connections the oldest gives
 * way to the next, so a crowd of them keeps nobody out. Thread-safe.
 */
final class ForwardLimit {
    /**
     * Connections that have said something: virt-v2v has about five for a disk, the relay sixteen, and many more only
     * somebody else.
     */
    static final int MOST = 64;
    /**
     * Connections that have not; the relay may make sixteen at once, and each of them says something after a moment.
     */
    static final int MOST_SILENT = 32;
    private static final Logger LOG = Logger.getLogger(ForwardLimit.class.getName());

    private final String address;
    private final Deque<ForwardedSocket> silent = new ArrayDeque<>();
    private final Set<ForwardedSocket> speaking = new HashSet<>();
    private boolean told;

    /**
     * @param address
     *            of the server, for the log
     */
    ForwardLimit(String address) {
        this.address = address;
    }

    /** Takes in a connection that is made; one that has been silent for long is closed for it. */
    void add(ForwardedSocket socket) throws IOException {
        ForwardedSocket oldest;
        synchronized (this) {
            removeClosed();
            silent.add(socket);
            oldest = silent.size() > MOST_SILENT ? silent.poll() : null;
        }
        if (oldest != null) {
            publish();
            oldest.close();
        }
    }

    /**
     * A connection says something for the first time.
     *
     * @throws IOException
     *             when there are too many that do; it is closed
     */
    void speaks(ForwardedSocket socket) throws IOException {
        synchronized (this) {
            removeClosed();
            silent.remove(socket);
            if (speaking.size() < MOST) {
                speaking.add(socket);
                return;
            }
        }
        publish();
        socket.close();
        throw new IOException("too many connections");
    }

    private void removeClosed() {
        for (Iterator<ForwardedSocket> all = silent.iterator(); all.hasNext();) {
            if (!all.next().isOpen()) {
                all.remove();
            }
        }
        speaking.removeIf(socket -> !socket.isOpen());
    }

    /** Once: whoever makes so many makes many more. */
    private void publish() {
        synchronized (this) {
            if (told) {
                return;
            }
            told = true;
        }
        LOG.log(Level.WARNING,
                () -> "on " + address + " somebody makes many connections to a disk; some of them are closed");
    }
}
