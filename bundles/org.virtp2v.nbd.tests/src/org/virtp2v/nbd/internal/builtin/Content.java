package org.virtp2v.nbd.internal.builtin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * A disk in memory whose sectors can be made unreadable.
 *
 * @param bytes
 *            its content
 * @param broken
 *            the numbers of its sectors of 512 bytes that cannot be read
 */
record Content(byte[] bytes, Set<Long> broken) implements BlockSource {
    static final int SECTOR = 512;

    /** Random data with zeros here and there: in blocks, in odd places, at the beginning and at the end. */
    static Content mixed(int size, Random random) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        for (int from = 0; from < size;) {
            int zeros = random.nextInt(300_000);
            Arrays.fill(bytes, from, Math.min(size, from + zeros), (byte) 0);
            from += zeros + random.nextInt(400_000);
        }
        return new Content(bytes, new TreeSet<>());
    }

    static Content random(int size, Random random) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return new Content(bytes, new TreeSet<>());
    }

    byte[] part(long offset, int length) {
        return Arrays.copyOfRange(bytes, (int) offset, (int) offset + length);
    }

    @Override
    public void read(ByteBuffer to, long offset) throws IOException {
        for (long at = offset / SECTOR; at * SECTOR < offset + to.remaining(); at++) {
            if (broken.contains(at)) {
                throw new IOException("Input/output error");
            }
        }
        to.put(bytes, (int) offset, to.remaining());
    }
}
