package org.virtp2v.nbd.internal.builtin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.ExtentSet;

/**
 * Reads a disk for all its clients, also one that cannot be read everywhere. A read that fails is tried again in halves
 * down to one sector, so that nothing is lost but what really cannot be read; about that somebody else decides. A part
 * that was decided about is not tried again. Safe for use by any thread.
 */
final class DiskReader {
    private static final Logger LOG = Logger.getLogger(DiskReader.class.getName());
    /**
     * How often one sector is tried alone. More would cost more than they find: a failing read takes a drive several
     * seconds, in which it tries for itself, and each larger read around the sector has failed before.
     */
    static final int TRIES = 2;
    /** A disk with more unreadable places is beyond help; the list of them stays below 1 MiB. */
    static final int MOST_PARTS = 32 * 1024;

    private final BlockSource disk;
    private final long sizeBytes;
    private final int sectorBytes;
    private final BuiltinServer.UnreadableParts unreadable;
    /** What reads as zeros, because it cannot be read and somebody has decided so. */
    private final ExtentSet zeros = new ExtentSet();
    /** What reads as an error. */
    private final ExtentSet refused = new ExtentSet();
    /** For who tries again, and asks: a dying disk is not hurried, and nobody is asked two things at once. */
    private final ReentrantLock trying = new ReentrantLock();
    /** When the present read of each thread began, by {@link System#nanoTime()}. */
    private final Map<Thread, Long> reads = new ConcurrentHashMap<>();
    /** Whether a read has ever failed, since the disk was back. */
    private volatile boolean failing;
    /** How often the disk was gone and came back. */
    private volatile int returns;
    /** Where a read has succeeded last; at first nobody has read. */
    private volatile long lastRead;

    /**
     * @param disk
     *            what is read
     * @param sizeBytes
     *            its size
     * @param sectorBytes
     *            what it reads at least, a power of two
     * @param unreadable
     *            asked once about each part, one at a time
     */
    DiskReader(BlockSource disk, long sizeBytes, int sectorBytes, BuiltinServer.UnreadableParts unreadable) {
        this.disk = disk;
        this.sizeBytes = sizeBytes;
        this.sectorBytes = sectorBytes;
        this.unreadable = unreadable;
    }

    /**
     * Fills the buffer with what is at that place of the disk, or with the zeros that were decided for.
     *
     * @throws UnreadableException
     *             when the disk cannot be read there
     * @throws IOException
     *             when nothing more is read, because the disk is closed or the thread interrupted
     */
    void read(ByteBuffer to, long offset) throws IOException {
        long end = offset + to.remaining();
        for (long at = offset; at < end;) {
            if (refused.contains(at)) {
                throw new UnreadableException(at, new IOException("unreadable"));
            }
            int length = (int) (Math.min(end, next(at)) - at);
            if (zeros.contains(at)) {
                length = (int) (Math.min(end, zeros.endOf(at)) - at);
                Zeros.put(to, length);
            } else {
                readUnknown(to.slice(to.position(), length), at);
                to.position(to.position() + length);
            }
            at += length;
        }
    }

    /**
     * Reads what will be asked for soon. A disk that fails is read only where that is really wanted.
     *
     * @throws IOException
     *             when it is not read
     */
    void readAhead(ByteBuffer to, long offset) throws IOException {
        if (failing || !attempt(to, offset, false)) {
            throw new IOException("not read ahead");
        }
    }

    /** Where something begins that was decided about. */
    private long next(long offset) {
        return zeros.count() + refused.count() == 0 ? Long.MAX_VALUE
                : Math.min(zeros.nextStart(offset), refused.nextStart(offset));
    }

    /** Whether a sector can be read; about one that cannot, nobody is asked. */
    boolean isReadable(long offset) throws IOException {
        ByteBuffer sector = ByteBuffer.allocate((int) Math.min(sectorBytes, sizeBytes - offset));
        for (int i = 0; i < TRIES; i++) {
            if (attempt(sector.clear(), offset, i > 0)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the disk itself still answers, which the page cache does for one that is gone: where it was read last, or
     * at one of these places.
     */
    boolean answers(List<Long> places) throws IOException {
        for (long place : Stream.concat(Stream.of(lastRead & -sectorBytes), places.stream()).toList()) {
            if (attempt(ByteBuffer.allocate((int) Math.min(sectorBytes, sizeBytes - place)), place, true)) {
                return true;
            }
        }
        return false;
    }

    /** How long the disk has not answered; zero when nothing is being read. */
    Duration silence() {
        long now = System.nanoTime();
        return Duration.ofNanos(reads.values().stream().mapToLong(began -> now - began).max().orElse(0));
    }

    private void readUnknown(ByteBuffer to, long offset) throws IOException {
        int before = returns;
        while (!attempt(to.duplicate(), offset, false) && !isRescued(to, offset, before)) {
            before = returns;
        }
    }

    /** Whether it is read now; else the disk was gone meanwhile, and it has to be read again. */
    private boolean isRescued(ByteBuffer to, long offset, int before) throws IOException {
        try {
            trying.lockInterruptibly();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        try {
            if (returns != before) {
                return false;
            }
            if (zeros.overlaps(offset, to.remaining()) || refused.overlaps(offset, to.remaining())) {
                read(to.duplicate(), offset); // another client was here meanwhile
                return true;
            }
            return isThere(offset) && isReadInParts(to, offset);
        } finally {
            trying.unlock();
        }
    }

    /** Before it is said of a part that it cannot be read, the disk has to be there: it may go while it is tried. */
    private boolean isReadInParts(ByteBuffer to, long offset) throws IOException {
        ExtentSet broken = new ExtentSet();
        halve(to, offset, broken);
        if (broken.count() > 0 && !isThere(offset)) {
            return false;
        }
        for (Extent part : broken.toList()) {
            LOG.fine(() -> "unreadable: " + part);
            if (isZeros(part)) {
                zeros.add(part);
            } else {
                refused.add(part);
                throw new UnreadableException(Math.max(offset, part.offset()), new IOException("unreadable"));
            }
        }
        return true;
    }

    /** Whether the disk is there; else it was gone, and is back. */
    private boolean isThere(long offset) throws IOException {
        try {
            return switch (unreadable.look()) {
                case THERE -> true;
                case BACK -> {
                    failing = false;
                    returns++;
                    yield false;
                }
                case GONE -> throw new UnreadableException(offset, new IOException("the disk is gone"));
            };
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private boolean isZeros(Extent part) throws IOException {
        if (zeros.count() >= MOST_PARTS && !zeros.touches(part)) {
            LOG.warning("more unreadable places than " + MOST_PARTS);
            return false;
        }
        try {
            return unreadable.areZeros(part);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Reads what cannot be read at once, in smaller pieces; what is broken becomes zeros, and is noted. */
    private void halve(ByteBuffer to, long offset, ExtentSet broken) throws IOException {
        long end = offset + to.remaining();
        long sector = offset & -sectorBytes;
        if (end <= sector + sectorBytes) {
            for (int i = 0; i < TRIES; i++) {
                if (attempt(to.duplicate(), offset, true)) {
                    return;
                }
            }
            broken.add(new Extent(sector, Math.min(sector + sectorBytes, sizeBytes) - sector));
            Zeros.put(to.duplicate(), to.remaining());
            return;
        }
        long middle = Math.max(sector + sectorBytes, offset + (end - offset) / 2 & -sectorBytes);
        int half = (int) (middle - offset);
        part(to.slice(to.position(), half), offset, broken);
        part(to.slice(to.position() + half, to.remaining() - half), middle, broken);
    }

    private void part(ByteBuffer to, long offset, ExtentSet broken) throws IOException {
        boolean oneSector = offset + to.remaining() <= (offset & -sectorBytes) + sectorBytes;
        if (oneSector || !attempt(to.duplicate(), offset, true)) {
            halve(to, offset, broken);
        }
    }

    /** Whether it can be read. */
    private boolean attempt(ByteBuffer to, long offset, boolean exactly) throws IOException {
        reads.put(Thread.currentThread(), System.nanoTime());
        try {
            if (exactly) {
                disk.readExactly(to, offset);
            } else {
                disk.read(to, offset);
            }
            lastRead = offset;
            return true;
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            failing = true;
            LOG.log(Level.FINE, e, () -> "reading " + to.limit() + " bytes at " + offset);
            return false;
        } finally {
            reads.remove(Thread.currentThread());
        }
    }

    private static IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return (IOException) new ClosedByInterruptException().initCause(e);
    }
}
