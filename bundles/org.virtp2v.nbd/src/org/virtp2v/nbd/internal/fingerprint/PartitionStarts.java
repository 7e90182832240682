package org.virtp2v.nbd.internal.fingerprint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.TreeSet;

import org.virtp2v.nbd.internal.builtin.BlockSource;

/**
 * Where the partitions of a disk begin, read from the disk itself: GPT (UEFI, section 5.3), or MBR with its chain of
 * extended partitions. So it is the same for a disk and for its image, whatever the kernel makes of it.
 */
final class PartitionStarts {
    private static final int SECTOR = 512;
    private static final int[] SECTORS = { SECTOR, 4096 };
    private static final int MBR_TABLE = 0x1be;
    private static final int MBR_ENTRIES = 4;
    private static final int MBR_ENTRY = 16;
    private static final int MBR_SIGNATURE = 0xaa55;
    private static final byte[] GPT_SIGNATURE = "EFI PART".getBytes(StandardCharsets.US_ASCII);
    /** As many as the usual table has. */
    private static final int MOST = 128;
    private static final int LARGEST_ENTRY = 4096;

    private final BlockSource disk;
    private final long size;
    private final TreeSet<Long> starts = new TreeSet<>();

    private PartitionStarts(BlockSource disk, long size) {
        this.disk = disk;
        this.size = size;
    }

    /**
     * The first bytes of all partitions, and of the disk.
     *
     * @param size
     *            of the disk, in bytes
     * @throws IOException
     *             when the disk cannot be read there
     */
    static TreeSet<Long> of(BlockSource disk, long size) throws IOException {
        PartitionStarts found = new PartitionStarts(disk, size);
        found.starts.add(0L);
        if (!found.gpt()) {
            found.mbr();
        }
        return found.starts;
    }

    private boolean gpt() throws IOException {
        for (int sector : SECTORS) {
            if (size >= 3L * sector) {
                ByteBuffer header = read(sector, SECTOR);
                byte[] signature = new byte[GPT_SIGNATURE.length];
                header.get(0, signature);
                if (Arrays.equals(signature, GPT_SIGNATURE)) {
                    entries(header.getLong(72), header.getInt(80), header.getInt(84), sector);
                    return true;
                }
            }
        }
        return false;
    }

    private void entries(long block, int number, int bytes, int sector) throws IOException {
        if (bytes < 128 || bytes > LARGEST_ENTRY || number < 0 || block < 0 || block > size / sector) {
            return;
        }
        for (int i = 0; i < Math.min(number, MOST); i++) {
            long at = block * sector + (long) i * bytes;
            if (at > size - SECTOR) {
                return;
            }
            ByteBuffer entry = read(at, 128);
            if (entry.getLong(0) != 0 || entry.getLong(8) != 0) {
                add(entry.getLong(32), sector);
            }
        }
    }

    private void mbr() throws IOException {
        ByteBuffer record = size < SECTOR ? ByteBuffer.allocate(SECTOR) : read(0, SECTOR);
        if (!isTable(record)) {
            return;
        }
        for (int i = 0; i < MBR_ENTRIES; i++) {
            int entry = MBR_TABLE + i * MBR_ENTRY;
            if (isExtended(record.get(entry + 4))) {
                chain(first(record, entry));
            } else if (record.get(entry + 4) != 0) {
                add(first(record, entry), SECTOR);
            }
        }
    }

    /** In each link the first entry is a partition, relative to the link; the second is the next link. */
    private void chain(long extended) throws IOException {
        long link = extended;
        for (int i = 0; i < MOST && link > 0 && link < size / SECTOR; i++) {
            ByteBuffer record = read(link * SECTOR, SECTOR);
            if (!isTable(record)) {
                return;
            }
            if (record.get(MBR_TABLE + 4) != 0) {
                add(link + first(record, MBR_TABLE), SECTOR);
            }
            long next = first(record, MBR_TABLE + MBR_ENTRY);
            link = next == 0 ? 0 : extended + next;
        }
    }

    private static boolean isTable(ByteBuffer record) {
        return Short.toUnsignedInt(record.getShort(SECTOR - 2)) == MBR_SIGNATURE;
    }

    private static boolean isExtended(byte type) {
        return type == 0x05 || type == 0x0f || type == (byte) 0x85;
    }

    private static long first(ByteBuffer record, int entry) {
        return Integer.toUnsignedLong(record.getInt(entry + 8));
    }

    private void add(long block, int sector) {
        if (block > 0 && block < size / sector) {
            starts.add(block * sector);
        }
    }

    private ByteBuffer read(long at, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        disk.read(buffer, at);
        return buffer;
    }
}
