package org.virtp2v.ssh.internal.connection;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.Dialer;
import org.virtp2v.core.server.ExportKey;
import org.virtp2v.ssh.internal.blocking.Deadline;

/**
 * The gate before a disk: a forwarded connection on which the relay on the server and this side first prove to each
 * other that they know the disk's key. Every user of the server can connect to a forwarded port, and a port may have
 * been another run's a moment ago; who does not know the key sees nothing of the disk, not even that it is NBD. Only
 * after the proof is the disk's server dialled, and from then on this only hands bytes over.
 *
 * <p>
 * All parts have a fixed length. HMAC is HMAC-SHA-256 with the disk's key:
 *
 * <pre>
 *   relay to here   "virt-p2v relay 1", nonce R (32 bytes)
 *   here to relay   nonce S (32 bytes), HMAC("source" R S)
 *   relay to here   HMAC("relay" R S)
 * </pre>
 *
 * One thread reads, which is also the one that dials, and another one writes; any may close.
 */
public final class ProvingChannel implements ByteChannel {
    /** How long whoever connects may take to prove that it knows the key; the slowest line needs seconds. */
    static final Duration LIMIT = Duration.ofSeconds(20);
    /** Which program it is, and the version of this exchange. */
    private static final byte[] MAGIC = "virt-p2v relay 1".getBytes(StandardCharsets.US_ASCII);
    private static final int NONCE_BYTES = 32;
    private static final int PROOF_BYTES = 32;
    private static final int HELLO_BYTES = MAGIC.length + NONCE_BYTES;
    private static final String HMAC = "HmacSHA256";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ExportKey key;
    private final Dialer dialer;
    private final Deadline deadline;
    private final byte[] ours = new byte[NONCE_BYTES];
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** What the other side has said, until it has proved that it knows the key. */
    private final ByteBuffer said = ByteBuffer.allocate(HELLO_BYTES + PROOF_BYTES);
    private @Nullable ByteBuffer answer;
    private boolean closed;
    private volatile @Nullable ByteChannel disk;

    /**
     * @param dialer
     *            makes the way to the disk once the key is proved
     * @param limit
     *            how long the proof may take from now on
     */
    ProvingChannel(ExportKey key, Dialer dialer, Duration limit) {
        this.key = key;
        this.dialer = dialer;
        this.deadline = Deadline.in(limit);
    }

    /** Dials a disk only after who connects has proved that it knows the key; each connection has a gate of its own. */
    public static Dialer before(Dialer disk, ExportKey key) {
        return () -> new ProvingChannel(key, disk, LIMIT);
    }

    /** Whether the other side has proved that it knows the key. */
    boolean isProved() {
        return disk != null;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        ByteChannel open = disk;
        return open != null ? open.read(to) : prove(to);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        ByteChannel open = disk;
        return open != null ? open.write(from) : listen(from);
    }

    /** The reading thread's part of the proof; then the first bytes of the disk's server. */
    private int prove(ByteBuffer to) throws IOException {
        ByteBuffer sent = answer;
        if (sent == null) {
            if (!await(HELLO_BYTES)) {
                return refuse();
            }
            RANDOM.nextBytes(ours);
            sent = ByteBuffer.allocate(NONCE_BYTES + PROOF_BYTES).put(ours).put(proof("source")).flip();
            answer = sent;
        }
        if (sent.hasRemaining()) {
            int length = Math.min(to.remaining(), sent.remaining());
            to.put(sent.slice().limit(length));
            sent.position(sent.position() + length);
            return length;
        }
        if (!await(HELLO_BYTES + PROOF_BYTES)) {
            return refuse();
        }
        byte[] given = Arrays.copyOfRange(said.array(), HELLO_BYTES, HELLO_BYTES + PROOF_BYTES);
        return MessageDigest.isEqual(given, proof("relay")) ? dial().read(to) : refuse();
    }

    /** The writing thread's part: takes what the other side says, if it can be a part of the proof. */
    private int listen(ByteBuffer from) throws IOException {
        lock.lock();
        try {
            int length = from.remaining();
            if (closed) {
                throw new ClosedChannelException();
            }
            if (length <= said.remaining()) {
                said.put(from);
                int known = Math.min(said.position(), MAGIC.length);
                if (Arrays.equals(said.array(), 0, known, MAGIC, 0, known)) {
                    changed.signalAll();
                    return length;
                }
            }
        } finally {
            lock.unlock();
        }
        close();
        throw new IOException("whoever connected is not the relay");
    }

    /** Waits until the other side has said so much; false when it does not, or this is closed. */
    private boolean await(int bytes) throws IOException {
        lock.lock();
        try {
            while (said.position() < bytes && !closed) {
                if (changed.awaitNanos(deadline.remainingNanos()) <= 0) {
                    return false;
                }
            }
            return !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        } finally {
            lock.unlock();
        }
    }

    private int refuse() throws IOException {
        close();
        return -1;
    }

    private byte[] proof(String who) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key.reveal(), HMAC));
            mac.update(who.getBytes(StandardCharsets.US_ASCII));
            mac.update(said.array(), MAGIC.length, NONCE_BYTES);
            return mac.doFinal(ours);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** Makes the way to the disk; it is closed again when this was closed meanwhile. */
    private ByteChannel dial() throws IOException {
        ByteChannel dialled;
        try {
            dialled = dialer.connect();
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
        lock.lock();
        try {
            if (!closed) {
                disk = dialled;
                return dialled;
            }
        } finally {
            lock.unlock();
        }
        dialled.close();
        throw new ClosedChannelException();
    }

    @Override
    public boolean isOpen() {
        ByteChannel open = disk;
        if (open != null) {
            return open.isOpen();
        }
        lock.lock();
        try {
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Ends reads and writes of other threads. */
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        ByteChannel open = disk;
        if (open != null) {
            open.close();
        }
    }
}
