package org.virtp2v.hardware.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The beginning of a partition with the signature of swap space, which stays there when something else comes into the
 * partition that does not write just there: a disk of a virtual machine, a volume of a database, a larger partition.
 *
 * @param bytes
 *            what was read; fewer or none when it cannot be read
 */
record SwapHeader(byte[] bytes) {
    /** As many as the largest page of a machine has; see mkswap(8). */
    static final int SIZE = 64 << 10;
    private static final List<Integer> PAGES = List.of(4 << 10, 8 << 10, 16 << 10, 32 << 10, SIZE);
    private static final String SIGNATURE = "SWAPSPACE2";
    private static final int VERSION = 1024;
    private static final int LAST_PAGE = VERSION + 4;
    private static final int BOOT_SIGNATURE = 510;
    private static final int SECOND_SECTOR = 512;
    private static final String GPT = "EFI PART";
    /** What tools that move the ends of partitions leave. */
    private static final long SLACK_BYTES = 1 << 20;

    /**
     * Whether something speaks against a partition that is swap space and nothing else: it has a partition table of its
     * own, or the swap space is of another size.
     *
     * @param partitionBytes
     *            the size of the partition in bytes
     */
    boolean isDoubtful(long partitionBytes) {
        for (int page : PAGES) {
            if (has(SIGNATURE, page - SIGNATURE.length())) {
                long swapBytes = pages() * page;
                // The kernel does not swap on what has less room than its header says.
                return hasTable() || swapBytes > partitionBytes || partitionBytes - swapBytes > SLACK_BYTES;
            }
        }
        return false;
    }

    private boolean hasTable() {
        return bytes[BOOT_SIGNATURE] == 0x55 && bytes[BOOT_SIGNATURE + 1] == (byte) 0xAA || has(GPT, SECOND_SECTOR);
    }

    /** It is in the order of bytes of the machine that made it. */
    private long pages() {
        var header = ByteBuffer.wrap(bytes);
        header.order(header.getInt(VERSION) == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        return Integer.toUnsignedLong(header.getInt(LAST_PAGE)) + 1;
    }

    private boolean has(String text, int at) {
        byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
        return at + wanted.length <= bytes.length
                && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length);
    }
}
