package org.virtp2v.nbd.internal.fingerprint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.CRC32C;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.nbd.internal.builtin.BlockSource;
import org.virtp2v.nbd.internal.builtin.DiskFile;

/**
 * The fingerprint of a disk: SHA-256 over its size and a {@link Sample} of it. A block that cannot be read counts as a
 * word in its place, so a disk with broken sectors has one too, also where its tables are.
 */
public final class DiskFingerprint {
    private static final Logger LOG = Logger.getLogger(DiskFingerprint.class.getName());
    private static final int PIECE = 2 << 20;
    private static final byte[] UNREADABLE = "unreadable".getBytes(StandardCharsets.US_ASCII);

    private final BlockSource source;
    private final MessageDigest digest = sha256();
    /** One for all pieces: the heap of a small machine does not grow for them. */
    private final ByteBuffer buffer = ByteBuffer.allocate(PIECE);
    private final Map<Extent, Long> pieces = new HashMap<>();

    private DiskFingerprint(BlockSource source) {
        this.source = source;
    }

    /**
     * The fingerprint of a disk.
     *
     * @param limit
     *            the longest time for it
     * @param reader
     *            reads the disk that is open
     * @return null when the disk cannot be read, or not in time
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    public static @Nullable Taken of(SourceDisk disk, Duration limit, Function<DiskFile, BlockSource> reader)
            throws InterruptedException {
        try (DiskFile file = DiskFile.of(disk.path())) {
            return of(disk, limit, reader.apply(file));
        } catch (IOException e) {
            LOG.log(Level.INFO, e, () -> "no fingerprint of " + disk.name());
            return null;
        }
    }

    /**
     * The same of a disk that is open; to be closed by the caller, also while a read of it still hangs.
     *
     * @param source
     *            reads it
     */
    public static @Nullable Taken of(SourceDisk disk, Duration limit, BlockSource source)
            throws InterruptedException {
        try {
            // A disk that hangs holds up its reader, which nothing can interrupt.
            FutureTask<Taken> work = new FutureTask<>(() -> of(source, disk));
            Thread.ofPlatform().daemon().name("fingerprint of " + disk.name()).start(work);
            return work.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.INFO, e, () -> "no fingerprint of " + disk.name());
            return null;
        }
    }

    /**
     * The fingerprint of what is read.
     *
     * @throws IOException
     *             when the disk was closed
     */
    static Taken of(BlockSource source, SourceDisk disk) throws IOException {
        DiskFingerprint fingerprint = new DiskFingerprint(source);
        fingerprint.add(1, disk.sizeBytes());
        for (Extent part : Sample.of(source, disk.sizeBytes(), disk.excluded())) {
            fingerprint.add(part.offset(), part.length());
            fingerprint.read(part, PIECE, part.length() > Sample.BLOCK);
        }
        return new Taken(HexFormat.of().formatHex(fingerprint.digest.digest()), fingerprint.pieces);
    }

    private void add(long... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * numbers.length);
        bytes.asLongBuffer().put(numbers);
        digest.update(bytes);
    }

    /**
     * Exactly, where it is much: the page cache would read ahead, and near a broken sector fail with more than that,
     * for others too.
     */
    private void read(Extent part, int piece, boolean exactly) throws IOException {
        for (long at = part.offset(); at < part.end(); at += piece) {
            int length = (int) Math.min(piece, part.end() - at);
            ByteBuffer bytes = buffer.clear().limit(length);
            if (isRead(bytes, at, exactly)) {
                pieces.put(new Extent(at, length), checksum(bytes.flip()));
                digest.update(bytes.flip());
            } else if (piece > Sample.BLOCK) {
                read(new Extent(at, length), Sample.BLOCK, true);
            } else {
                digest.update(UNREADABLE);
            }
        }
    }

    private static long checksum(ByteBuffer bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return checksum.getValue();
    }

    private boolean isRead(ByteBuffer bytes, long at, boolean exactly) throws IOException {
        try {
            if (exactly) {
                source.readExactly(bytes, at);
            } else {
                source.read(bytes, at);
            }
            return true;
        } catch (ClosedChannelException e) {
            throw e; // it took too long
        } catch (IOException e) {
            return false;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
