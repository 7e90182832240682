package org.virtp2v.ssh.internal.connection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What the kernel knows of a TCP connection and Java does not tell.
 *
 * @param unacknowledged
 *            bytes that were sent and not acknowledged by the peer
 * @param timeouts
 *            how often in a row the kernel has sent them again in vain; each time it waits twice as long
 */
record TcpState(long unacknowledged, int timeouts) {
    /** In a network namespace of our own, too; see proc(5). */
    private static final List<Path> TABLES = List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int STATE = 3;
    private static final int QUEUES = 4;
    private static final int TIMEOUTS = 6;
    private static final String ESTABLISHED = "01";
    private static final int HEX = 16;

    /** Of this connection; null when it has none, or the kernel does not tell. */
    static @Nullable TcpState of(Socket socket) {
        for (Path table : TABLES) {
            try (Stream<String> lines = Files.lines(table)) {
                TcpState state = find(lines, socket.getLocalPort(), socket.getPort());
                if (state != null) {
                    return state;
                }
            } catch (IOException | UncheckedIOException e) {
                // without IPv6 there is one table only
            }
        }
        return null;
    }

    /** The state of the connection between these two ports; null when it is not there. */
    static @Nullable TcpState find(Stream<String> lines, int localPort, int remotePort) {
        String local = ":%04X".formatted(localPort);
        String remote = ":%04X".formatted(remotePort);
        Iterator<String[]> all = lines.map(line -> line.strip().split(" +"))
                .filter(f -> f.length > TIMEOUTS && f[LOCAL].endsWith(local) && f[REMOTE].endsWith(remote)
                        && f[STATE].equals(ESTABLISHED))
                .iterator();
        if (!all.hasNext()) {
            return null;
        }
        String[] found = all.next();
        String unacknowledged = found[QUEUES].substring(0, found[QUEUES].indexOf(':'));
        return new TcpState(Long.parseLong(unacknowledged, HEX), Integer.parseInt(found[TIMEOUTS], HEX));
    }
}
