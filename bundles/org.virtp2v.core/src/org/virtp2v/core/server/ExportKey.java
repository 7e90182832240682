package org.virtp2v.core.server;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * The secret that the two ends of one disk's way know: this program, which serves the disk, and the relay on the
 * conversion server. Each proves to the other that it knows it, so nobody else can read the disk, and no other disk can
 * take its place. It prints as {@code ***}.
 */
public final class ExportKey {
    /** As many bytes as HMAC-SHA-256 has use for (RFC 2104, section 3). */
    public static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] bytes;

    private ExportKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A new one, which nobody can guess. */
    public static ExportKey random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new ExportKey(bytes);
    }

    /**
     * One that was written down.
     *
     * @param hex
     *            as {@link #hex()} gives it
     * @throws IllegalArgumentException
     *             when it is none; the message does not tell it
     */
    public static ExportKey of(String hex) {
        try {
            byte[] bytes = HexFormat.of().parseHex(hex);
            if (bytes.length == BYTES) {
                return new ExportKey(bytes);
            }
        } catch (IllegalArgumentException e) {
            // its message has the text in it
        }
        throw new IllegalArgumentException("not the key of an export");
    }

    /** The key itself; for the one place that computes with it. */
    public byte[] reveal() {
        return bytes.clone();
    }

    /** The key in hexadecimal digits; for the one file that the relay reads. */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ExportKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return Secret.HIDDEN;
    }
}
