package org.virtp2v.ssh.internal.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.virtp2v.ssh.internal.blocking.Blocking;

/**
 * A TCP relay that can stop relaying while its connections stay open, as a network does whose cable was pulled, can
 * stand still for a while, end connections on one side or both, lead to another server from now on, and corrupt what it
 * relays.
 */
public final class Tunnel implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket();
    private final String host;
    private volatile int port;
    private final List<Socket> near = new CopyOnWriteArrayList<>();
    private final List<Socket> far = new CopyOnWriteArrayList<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong cutAt = new AtomicLong(Long.MAX_VALUE);
    private final AtomicInteger piecesOfNext = new AtomicInteger(Integer.MAX_VALUE);
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile boolean resetting;
    private volatile boolean swallowing;
    private volatile boolean stalled;
    private volatile boolean corrupting;

    public Tunnel(String host, int port) throws IOException {
        // less room than an SSH channel's window, so that writers get stuck
        listening.setReceiveBufferSize(8192);
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        this.host = host;
        this.port = port;
        Blocking.start("tunnel", this::serve);
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** How much went through, both ways. */
    public long bytes() {
        return bytes.get();
    }

    /** Closes so many connections at once, as sshd does while too many log in. */
    public void refuse(int connections) {
        refusals.set(connections);
    }

    /** How many connections there were. */
    public int accepted() {
        return accepted.get();
    }

    public void swallow() {
        swallowing = true;
    }

    /**
     * Lets nothing through, or lets all through again, what was sent meanwhile first. New connections stand still too.
     */
    public void stall(boolean still) {
        stalled = still;
    }

    /** Ends all connections that there are. */
    public void cut() throws IOException {
        forget();
        for (Socket socket : far) {
            socket.close();
        }
        far.clear();
    }

    /** Ends the one that was made first, of those that there are. */
    public void cutOldest() throws IOException {
        while (near.getFirst().isClosed() || far.getFirst().isClosed()) {
            near.removeFirst();
            far.removeFirst();
        }
        near.removeFirst().close();
        far.removeFirst().close();
    }

    /** Ends them on the side of those who connected; the server does not learn of it, as behind a NAT that forgets. */
    public void forget() throws IOException {
        for (Socket socket : near) {
            socket.close();
        }
        near.clear();
    }

    /** Ends all connections once, when so many bytes more have gone through. */
    public void cutAfter(long more) {
        cutAt.set(bytes.get() + more);
    }

    /**
     * Ends the next connection when so many pieces have gone through it, whatever their size.
     *
     * @param reset
     *            whether both sides are told by TCP's RST, not FIN: what they write next fails at once
     */
    void cutNextAfter(int pieces, boolean reset) {
        resetting = reset;
        piecesOfNext.set(pieces);
    }

    /** Where new connections lead from now on. */
    public void leadTo(int otherPort) {
        port = otherPort;
    }

    /** Changes one bit of what comes next, in either direction. */
    void corrupt() {
        corrupting = true;
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
    }

    private void serve() {
        try {
            while (true) {
                Socket from = listening.accept();
                accepted.incrementAndGet();
                if (refusals.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                    from.close();
                    continue;
                }
                Socket to = new Socket(host, port);
                near.add(from);
                far.add(to);
                AtomicInteger left = new AtomicInteger(piecesOfNext.getAndSet(Integer.MAX_VALUE));
                Blocking.start("tunnel", () -> relay(from, to, left));
                Blocking.start("tunnel", () -> relay(to, from, left));
            }
        } catch (IOException e) {
            // closed
        }
    }

    /** Reads nothing any more when swallowing: the sender's buffers fill up. */
    private void relay(Socket from, Socket to, AtomicInteger piecesLeft) {
        byte[] buffer = new byte[1 << 16];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0 && !swallowing; n = in.read(buffer)) {
                if (corrupting) {
                    corrupting = false;
                    buffer[n / 2] ^= 1;
                }
                while (stalled) {
                    Thread.sleep(10);
                }
                out.write(buffer, 0, n);
                long at = cutAt.get();
                if (bytes.addAndGet(n) >= at && cutAt.compareAndSet(at, Long.MAX_VALUE)) {
                    cut();
                }
                if (piecesLeft.decrementAndGet() == 0) {
                    for (Socket socket : List.of(from, to)) {
                        socket.setSoLinger(resetting, 0);
                        socket.close();
                    }
                }
            }
            if (!swallowing) {
                to.close();
            }
        } catch (IOException | InterruptedException e) {
            // one side is gone
        }
    }
}
