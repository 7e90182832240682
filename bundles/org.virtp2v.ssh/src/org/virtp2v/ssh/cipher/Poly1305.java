package org.virtp2v.ssh.cipher;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The one-time authenticator of RFC 8439, section 2.5, which the JDK has only together with that RFC's own framing.
 * Numbers are three limbs of 44 bits, the last one of 42. Factors are kept shifted left by 20 bits: then the upper half
 * of a product with a limb is all that belongs to the next limb, and sums need no carry, which costs a branch in Java.
 * Two blocks are taken at once, with the square of r, because the second one's products need not wait for the first
 * one's. It takes the same time for all keys and data of one length. Not safe for use by several threads.
 */
final class Poly1305 {
    /** Bytes of a tag. */
    static final int TAG_BYTES = 16;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int BLOCK_BYTES = 16;
    private static final int SHIFT = 20;
    private static final int LIMB_BITS = 44;
    private static final int LAST_LIMB_BITS = 42;
    private static final long LIMB = (1L << LIMB_BITS) - 1;
    private static final long LAST_LIMB = (1L << LAST_LIMB_BITS) - 1;
    /** The modulus is 2^130 - 5, so 2^130 is the same as this. */
    private static final long WRAP = 5;
    /** The residue of 2^132, which is above three limbs of 44 bits. */
    private static final long LIMBS_WRAP = 4 * WRAP;
    /** 2^128 in the third limb: the bit above a whole block. */
    private static final long ABOVE_BLOCK = 1L << 40;

    private final byte[] rest = new byte[BLOCK_BYTES];
    private long r0;
    private long r1;
    private long r2;
    /** The sum: 44 bits, 44 and a few, 42. */
    private long h0;
    private long h1;
    private long h2;
    private long tagLow;
    private long tagHigh;

    /**
     * Makes the tag.
     *
     * @param key
     *            the 32 bytes of the one-time key, in eight words; section 2.6
     */
    void calculate(int[] key, byte[] data, int offset, int length) {
        // Some bits of r are always 0, section 2.5.
        long low = pair(key, 0) & 0x0ffffffc0fffffffL;
        long high = pair(key, 2) & 0x0ffffffc0ffffffcL;
        r0 = limb0(low) << SHIFT;
        r1 = limb1(low, high) << SHIFT;
        r2 = limb2(high) << SHIFT;
        h0 = 0;
        h1 = 0;
        h2 = 0;
        int pairs = length / (2 * BLOCK_BYTES);
        if (pairs > 0) {
            addPairs(data, offset, pairs);
        }
        int at = offset + pairs * 2 * BLOCK_BYTES;
        int left = offset + length - at;
        if (left >= BLOCK_BYTES) {
            add(data, at, ABOVE_BLOCK);
            at += BLOCK_BYTES;
            left -= BLOCK_BYTES;
        }
        if (left > 0) {
            System.arraycopy(data, at, rest, 0, left);
            rest[left] = 1;
            Arrays.fill(rest, left + 1, BLOCK_BYTES, (byte) 0);
            add(rest, 0, 0);
        }
        finish(pair(key, 4), pair(key, 6));
    }

    /** Bytes 0 to 7 of the tag, in little-endian order. */
    long tagLow() {
        return tagLow;
    }

    /** Bytes 8 to 15. */
    long tagHigh() {
        return tagHigh;
    }

    private static long pair(int[] words, int index) {
        return Integer.toUnsignedLong(words[index]) | (long) words[index + 1] << Integer.SIZE;
    }

    private static long limb0(long low) {
        return low & LIMB;
    }

    private static long limb1(long low, long high) {
        return (low >>> LIMB_BITS | high << Long.SIZE - LIMB_BITS) & LIMB;
    }

    private static long limb2(long high) {
        return high >>> 2 * LIMB_BITS - Long.SIZE;
    }

    /** The part of a product that belongs to this limb. */
    private static long low(long limb, long shifted) {
        return limb * shifted >>> SHIFT;
    }

    /** The part of a product that belongs to the next limb. */
    private static long high(long limb, long shifted) {
        return Math.unsignedMultiplyHigh(limb, shifted);
    }

    /** Pairs of whole blocks: h = (h + block) * r^2 + next block * r. */
    private void addPairs(byte[] data, int offset, int pairs) {
        multiply(r0 >>> SHIFT, r1 >>> SHIFT, r2 >>> SHIFT);
        // As a factor, a limb must not have more than its 44 bits.
        long q0 = h0 << SHIFT;
        long q1 = (h1 & LIMB) << SHIFT;
        long q2 = h2 + (h1 >>> LIMB_BITS) << SHIFT;
        long p0 = r0;
        long p1 = r1;
        long p2 = r2;
        long x0 = 0;
        long x1 = 0;
        long x2 = 0;
        int end = offset + pairs * 2 * BLOCK_BYTES;
        for (int at = offset; at < end; at += 2 * BLOCK_BYTES) {
            long low = (long) LONG.get(data, at);
            long high = (long) LONG.get(data, at + Long.BYTES);
            long a0 = x0 + limb0(low);
            long a1 = x1 + limb1(low, high);
            long a2 = x2 + (limb2(high) | ABOVE_BLOCK);
            low = (long) LONG.get(data, at + BLOCK_BYTES);
            high = (long) LONG.get(data, at + BLOCK_BYTES + Long.BYTES);
            long b0 = limb0(low);
            long b1 = limb1(low, high);
            long b2 = limb2(high) | ABOVE_BLOCK;
            long v1 = a1 * LIMBS_WRAP;
            long v2 = a2 * LIMBS_WRAP;
            long w1 = b1 * LIMBS_WRAP;
            long w2 = b2 * LIMBS_WRAP;
            long d0 = low(a0, q0) + low(v1, q2) + low(v2, q1) + low(b0, p0) + low(w1, p2) + low(w2, p1);
            long d1 = low(a0, q1) + low(a1, q0) + low(v2, q2) + low(b0, p1) + low(b1, p0) + low(w2, p2)
                    + high(a0, q0) + high(v1, q2) + high(v2, q1) + high(b0, p0) + high(w1, p2) + high(w2, p1);
            long d2 = low(a0, q2) + low(a1, q1) + low(a2, q0) + low(b0, p2) + low(b1, p1) + low(b2, p0)
                    + high(a0, q1) + high(a1, q0) + high(v2, q2) + high(b0, p1) + high(b1, p0) + high(w2, p2);
            long d3 = high(a0, q2) + high(a1, q1) + high(a2, q0) + high(b0, p2) + high(b1, p1) + high(b2, p0);
            d1 += d0 >>> LIMB_BITS;
            d2 += d1 >>> LIMB_BITS;
            x0 = (d0 & LIMB) + (d2 >>> LAST_LIMB_BITS) * WRAP + d3 * LIMBS_WRAP;
            x1 = (d1 & LIMB) + (x0 >>> LIMB_BITS);
            x0 &= LIMB;
            x2 = d2 & LAST_LIMB;
        }
        h0 = x0;
        h1 = x1;
        h2 = x2;
    }

    /** One block, or the padded rest: h = (h + block) * r. */
    private void add(byte[] data, int at, long above) {
        long low = (long) LONG.get(data, at);
        long high = (long) LONG.get(data, at + Long.BYTES);
        multiply(h0 + limb0(low), h1 + limb1(low, high), h2 + (limb2(high) | above));
    }

    /** Sets h to the product with r. */
    private void multiply(long a0, long a1, long a2) {
        long v1 = a1 * LIMBS_WRAP;
        long v2 = a2 * LIMBS_WRAP;
        long d0 = low(a0, r0) + low(v1, r2) + low(v2, r1);
        long d1 = low(a0, r1) + low(a1, r0) + low(v2, r2) + high(a0, r0) + high(v1, r2) + high(v2, r1);
        long d2 = low(a0, r2) + low(a1, r1) + low(a2, r0) + high(a0, r1) + high(a1, r0) + high(v2, r2);
        long d3 = high(a0, r2) + high(a1, r1) + high(a2, r0);
        d1 += d0 >>> LIMB_BITS;
        d2 += d1 >>> LIMB_BITS;
        h0 = (d0 & LIMB) + (d2 >>> LAST_LIMB_BITS) * WRAP + d3 * LIMBS_WRAP;
        h1 = (d1 & LIMB) + (h0 >>> LIMB_BITS);
        h0 &= LIMB;
        h2 = d2 & LAST_LIMB;
    }

    /** The tag is h, modulo 2^130 - 5, plus the second half of the key, modulo 2^128. */
    private void finish(long low, long high) {
        carry();
        carry();
        // h reaches the modulus if, with 5 more, it reaches 2^130; then the rest of that is the remainder.
        long x0 = h0 + WRAP;
        long x1 = h1 + (x0 >>> LIMB_BITS);
        long x2 = h2 + (x1 >>> LIMB_BITS);
        long reached = -(x2 >>> LAST_LIMB_BITS);
        x0 = h0 & ~reached | x0 & LIMB & reached;
        x1 = h1 & ~reached | x1 & LIMB & reached;
        x2 = h2 & ~reached | x2 & LAST_LIMB & reached;
        long sum = x0 | x1 << LIMB_BITS;
        tagLow = sum + low;
        long carry = (sum & low | (sum | low) & ~tagLow) >>> Long.SIZE - 1;
        tagHigh = (x1 >>> Long.SIZE - LIMB_BITS | x2 << 2 * LIMB_BITS - Long.SIZE) + high + carry;
    }

    /** Carries the limbs of h; the bits above the last one wrap around. */
    private void carry() {
        h1 += h0 >>> LIMB_BITS;
        h0 &= LIMB;
        h2 += h1 >>> LIMB_BITS;
        h1 &= LIMB;
        h0 += (h2 >>> LAST_LIMB_BITS) * WRAP;
        h2 &= LAST_LIMB;
    }
}
