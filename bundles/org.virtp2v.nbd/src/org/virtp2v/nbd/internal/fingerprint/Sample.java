package org.virtp2v.nbd.internal.fingerprint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.ExtentSet;
import org.virtp2v.nbd.internal.builtin.BlockSource;

/**
 * The parts of a disk that tell whether it was written to. A system that starts writes to the beginning of its file
 * systems (superblocks, the journal's state), and Windows to its file table, which lies anywhere. Blocks all over the
 * disk show that it was copied over.
 */
final class Sample {
    private static final long MIB = 1 << 20;
    private static final long EDGE = MIB;
    private static final long PARTITION = 32 * MIB;
    private static final long FILE_TABLE = 16 * MIB;
    /** For the beginnings of all partitions together: what a slow disk reads in a few seconds. */
    private static final long ALL_PARTITIONS = 512 * MIB;
    private static final int BLOCKS = 256;
    static final int BLOCK = 4096;
    private static final byte[] NTFS = "NTFS    ".getBytes(StandardCharsets.US_ASCII);

    private final BlockSource disk;
    private final long size;
    private final ExtentSet parts = new ExtentSet();

    private Sample(BlockSource disk, long size) {
        this.disk = disk;
        this.size = size;
    }

    /**
     * The parts, in order.
     *
     * @param size
     *            of the disk, in bytes
     * @param excluded
     *            what must not be read
     * @throws IOException
     *             when the disk was closed
     */
    static List<Extent> of(BlockSource disk, long size, List<Extent> excluded) throws IOException {
        ExtentSet left = new ExtentSet();
        excluded.forEach(left::add);
        Sample sample = new Sample(readable(left, disk), size);
        sample.take();
        return without(sample.parts.toList(), left);
    }

    /**
     * What stays behind reads as zeros, as it does for everybody, also where a table that is broken leads into it. So
     * does a table that cannot be read, and leads nowhere then; no block of it is tried again, which may take seconds.
     */
    private static BlockSource readable(ExtentSet left, BlockSource disk) {
        Set<Long> broken = new HashSet<>();
        return (to, offset) -> {
            long block = offset / BLOCK;
            if (!left.overlaps(offset, to.remaining()) && !broken.contains(block)) {
                try {
                    disk.read(to, offset);
                    return;
                } catch (ClosedChannelException e) {
                    throw e; // it took too long
                } catch (IOException e) {
                    broken.add(block);
                }
            }
            to.clear().put(new byte[to.capacity()]);
        };
    }

    private void take() throws IOException {
        add(0, EDGE);
        add(size - EDGE, EDGE);
        TreeSet<Long> starts = PartitionStarts.of(disk, size);
        long each = Math.min(PARTITION, ALL_PARTITIONS / starts.size());
        for (long start : starts) {
            add(start, each);
            fileTable(start);
        }
        for (int i = 0; i < BLOCKS; i++) {
            add(size / BLOCKS * i / BLOCK * BLOCK, BLOCK);
        }
    }

    /** NTFS: bytes a sector at 0x0b, sectors a cluster at 0x0d, the first cluster of the file table at 0x30. */
    private void fileTable(long start) throws IOException {
        if (start > size - 512) {
            return;
        }
        ByteBuffer boot = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        disk.read(boot, start);
        byte[] name = new byte[NTFS.length];
        boot.get(3, name);
        if (!Arrays.equals(name, NTFS)) {
            return;
        }
        int clusters = boot.get(0x0d);
        // above 128 it is a power of two
        long cluster = Short.toUnsignedLong(boot.getShort(0x0b))
                * (clusters < 0 ? 1L << Math.min(20, -clusters) : clusters);
        long first = boot.getLong(0x30);
        if (cluster > 0 && first > 0 && first < (size - start) / cluster) {
            add(start + first * cluster, FILE_TABLE);
        }
    }

    private void add(long from, long length) {
        long start = Math.max(0, from);
        long end = Math.min(size, from + length);
        if (start < end) {
            parts.add(new Extent(start, end - start));
        }
    }

    private static List<Extent> without(List<Extent> parts, ExtentSet left) {
        List<Extent> rest = new ArrayList<>();
        for (Extent part : parts) {
            for (long at = left.endOf(part.offset()); at < part.end(); at = left.endOf(at)) {
                long end = Math.min(part.end(), left.nextStart(at));
                rest.add(new Extent(at, end - at));
                at = end;
            }
        }
        return rest;
    }
}
