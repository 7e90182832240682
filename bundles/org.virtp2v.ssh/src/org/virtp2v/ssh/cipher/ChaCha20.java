package org.virtp2v.ssh.cipher;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The stream cipher of RFC 8439, section 2.4. The JDK's own is half as fast on a processor without AVX, and refuses to
 * go back to a block that it has passed. Many blocks are made at once, word by word, in loops that the JVM's second
 * compiler turns into vector instructions, those of SSE2 at least. For that they must be as plain as they are: one
 * array, constant distances, and rotations made of two shifts and an exclusive or, because it leaves an
 * {@code Integer.rotateLeft} alone. Not safe for use by several threads.
 */
final class ChaCha20 {
    /** Bytes of a key. */
    static final int KEY_BYTES = 32;
    /** Bytes of a block. */
    static final int BLOCK_BYTES = 64;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int WORDS = 16;
    /** The word of the state that counts blocks; section 2.3. */
    private static final int COUNTER = 12;
    /** Blocks made at once. With more, the loops are hardly faster; with fewer, they are slower. */
    private static final int LANES = 128;
    /** With fewer blocks left, one by one is faster. */
    private static final int WORTHWHILE = 40;

    private final int[] initial = new int[WORDS];
    private final int[] block = new int[WORDS];
    /** The first word of all blocks, the second word of all blocks, and so on. */
    private final int[] lanes = new int[WORDS * LANES];

    /**
     * @param offset
     *            of the key's 32 bytes in the array
     */
    ChaCha20(byte[] key, int offset) {
        initial[0] = 0x61707865; // "expand 32-byte k"
        initial[1] = 0x3320646e;
        initial[2] = 0x79622d32;
        initial[3] = 0x6b206574;
        for (int i = 0; i < KEY_BYTES / Integer.BYTES; i++) {
            initial[4 + i] = (int) WORD.get(key, offset + i * Integer.BYTES);
        }
    }

    /** Sets the nonce of the next blocks: three words, as they are read from its bytes in little-endian order. */
    void nonce(int first, int second, int third) {
        initial[13] = first;
        initial[14] = second;
        initial[15] = third;
    }

    /**
     * Makes one block of the key stream.
     *
     * @return its 16 words, valid until the next call
     */
    int[] block(int counter) {
        int[] x = block;
        initial[COUNTER] = counter;
        System.arraycopy(initial, 0, x, 0, WORDS);
        for (int round = 0; round < 20; round += 2) {
            quarterRound(x, 0, 4, 8, 12);
            quarterRound(x, 1, 5, 9, 13);
            quarterRound(x, 2, 6, 10, 14);
            quarterRound(x, 3, 7, 11, 15);
            quarterRound(x, 0, 5, 10, 15);
            quarterRound(x, 1, 6, 11, 12);
            quarterRound(x, 2, 7, 8, 13);
            quarterRound(x, 3, 4, 9, 14);
        }
        for (int i = 0; i < WORDS; i++) {
            x[i] += initial[i];
        }
        return x;
    }

    /**
     * Encrypts or decrypts, which is the same.
     *
     * @param counter
     *            of the first block
     * @param output
     *            may be the same array as the input if the offset is the same, too
     */
    void crypt(int counter, byte[] input, int offset, int length, byte[] output, int outputOffset) {
        int done = 0;
        int next = counter;
        while (length - done >= WORTHWHILE * BLOCK_BYTES) {
            int blocks = Math.min((length - done) / BLOCK_BYTES, LANES);
            makeLanes(next);
            for (int word = 0; word < WORDS; word++) {
                xorLane(word, blocks, input, offset + done, output, outputOffset + done);
            }
            next += blocks;
            done += blocks * BLOCK_BYTES;
        }
        while (done < length) {
            int bytes = Math.min(length - done, BLOCK_BYTES);
            xorBlock(block(next), bytes, input, offset + done, output, outputOffset + done);
            next++;
            done += bytes;
        }
    }

    private static void xorBlock(int[] words, int bytes, byte[] input, int offset, byte[] output, int outputOffset) {
        int i = 0;
        for (; i + Integer.BYTES <= bytes; i += Integer.BYTES) {
            WORD.set(output, outputOffset + i, (int) WORD.get(input, offset + i) ^ words[i / Integer.BYTES]);
        }
        for (; i < bytes; i++) {
            int shift = i % Integer.BYTES * Byte.SIZE;
            output[outputOffset + i] = (byte) (input[offset + i] ^ words[i / Integer.BYTES] >>> shift);
        }
    }

    private void xorLane(int word, int blocks, byte[] input, int offset, byte[] output, int outputOffset) {
        int[] x = lanes;
        int before = initial[word];
        int from = offset + word * Integer.BYTES;
        int to = outputOffset + word * Integer.BYTES;
        for (int i = 0; i < blocks; i++) {
            int key = x[word * LANES + i] + before;
            WORD.set(output, to + i * BLOCK_BYTES, (int) WORD.get(input, from + i * BLOCK_BYTES) ^ key);
        }
    }

    /** Makes the blocks from this one on, but for adding the first one's initial state. */
    private void makeLanes(int counter) {
        int[] x = lanes;
        initial[COUNTER] = counter;
        for (int word = 0; word < WORDS; word++) {
            Arrays.fill(x, word * LANES, (word + 1) * LANES, initial[word]);
        }
        countLanes(x);
        for (int round = 0; round < 20; round += 2) {
            columns(x);
            firstDiagonals(x);
            lastDiagonals(x);
        }
        countLanes(x);
    }

    private static void countLanes(int[] x) {
        for (int i = 0; i < LANES; i++) {
            x[COUNTER * LANES + i] += i;
        }
    }

    // ------------------------------------------------------------------------------------------------------
    // Quarter rounds, section 2.1. Those of many blocks are repeated, because the compiler wants constant distances,
    // and
    // loops that are neither much shorter nor much longer than these.

    private static void quarterRound(int[] x, int ia, int ib, int ic, int id) {
        int a = x[ia];
        int b = x[ib];
        int c = x[ic];
        int d = x[id];
        a += b;
        d = Integer.rotateLeft(d ^ a, 16);
        c += d;
        b = Integer.rotateLeft(b ^ c, 12);
        a += b;
        d = Integer.rotateLeft(d ^ a, 8);
        c += d;
        b = Integer.rotateLeft(b ^ c, 7);
        x[ia] = a;
        x[ib] = b;
        x[ic] = c;
        x[id] = d;
    }

    /** All columns: the first and the third, the second and the fourth. */
    private static void columns(int[] x) {
        for (int i = 0; i < 2 * LANES; i++) {
            int a = x[i];
            int b = x[i + 4 * LANES];
            int c = x[i + 8 * LANES];
            int d = x[i + 12 * LANES];
            int e = x[i + 2 * LANES];
            int f = x[i + 6 * LANES];
            int g = x[i + 10 * LANES];
            int h = x[i + 14 * LANES];
            a += b;
            d = rotate(d ^ a, 16);
            c += d;
            b = rotate(b ^ c, 12);
            a += b;
            d = rotate(d ^ a, 8);
            c += d;
            b = rotate(b ^ c, 7);
            e += f;
            h = rotate(h ^ e, 16);
            g += h;
            f = rotate(f ^ g, 12);
            e += f;
            h = rotate(h ^ e, 8);
            g += h;
            f = rotate(f ^ g, 7);
            x[i] = a;
            x[i + 4 * LANES] = b;
            x[i + 8 * LANES] = c;
            x[i + 12 * LANES] = d;
            x[i + 2 * LANES] = e;
            x[i + 6 * LANES] = f;
            x[i + 10 * LANES] = g;
            x[i + 14 * LANES] = h;
        }
    }

    /** The diagonals that begin in the first and in the second column. */
    private static void firstDiagonals(int[] x) {
        for (int i = 0; i < LANES; i++) {
            int a = x[i];
            int b = x[i + 5 * LANES];
            int c = x[i + 10 * LANES];
            int d = x[i + 15 * LANES];
            int e = x[i + LANES];
            int f = x[i + 6 * LANES];
            int g = x[i + 11 * LANES];
            int h = x[i + 12 * LANES];
            a += b;
            d = rotate(d ^ a, 16);
            c += d;
            b = rotate(b ^ c, 12);
            a += b;
            d = rotate(d ^ a, 8);
            c += d;
            b = rotate(b ^ c, 7);
            e += f;
            h = rotate(h ^ e, 16);
            g += h;
            f = rotate(f ^ g, 12);
            e += f;
            h = rotate(h ^ e, 8);
            g += h;
            f = rotate(f ^ g, 7);
            x[i] = a;
            x[i + 5 * LANES] = b;
            x[i + 10 * LANES] = c;
            x[i + 15 * LANES] = d;
            x[i + LANES] = e;
            x[i + 6 * LANES] = f;
            x[i + 11 * LANES] = g;
            x[i + 12 * LANES] = h;
        }
    }

    /** The diagonals that begin in the third and in the fourth column. */
    private static void lastDiagonals(int[] x) {
        for (int i = 0; i < LANES; i++) {
            int a = x[i + 2 * LANES];
            int b = x[i + 7 * LANES];
            int c = x[i + 8 * LANES];
            int d = x[i + 13 * LANES];
            int e = x[i + 3 * LANES];
            int f = x[i + 4 * LANES];
            int g = x[i + 9 * LANES];
            int h = x[i + 14 * LANES];
            a += b;
            d = rotate(d ^ a, 16);
            c += d;
            b = rotate(b ^ c, 12);
            a += b;
            d = rotate(d ^ a, 8);
            c += d;
            b = rotate(b ^ c, 7);
            e += f;
            h = rotate(h ^ e, 16);
            g += h;
            f = rotate(f ^ g, 12);
            e += f;
            h = rotate(h ^ e, 8);
            g += h;
            f = rotate(f ^ g, 7);
            x[i + 2 * LANES] = a;
            x[i + 7 * LANES] = b;
            x[i + 8 * LANES] = c;
            x[i + 13 * LANES] = d;
            x[i + 3 * LANES] = e;
            x[i + 4 * LANES] = f;
            x[i + 9 * LANES] = g;
            x[i + 14 * LANES] = h;
        }
    }

    private static int rotate(int word, int bits) {
        return word << bits ^ word >>> Integer.SIZE - bits;
    }
}
