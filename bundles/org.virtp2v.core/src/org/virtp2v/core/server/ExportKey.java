package org.virtp2v.core.server;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The secret that the two ends of one disk's way know: this program, which serves the disk, and the relay on the
 * conversion server. Each proves to the other that it knows it, so nobody else can read the disk, and no other disk can
 * take its place. It prints as {@code ***}.
 */
public final class ExportKey {
    /** As many bytes as HMAC-SHA-256 has use for (RFC 2104, section 3). */
    private static final int BYTES = 32;
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

    /** New ones for so many disks. */
    public static List<ExportKey> ofDisks(int count) {
        return Stream.generate(ExportKey::random).limit(count).toList();
    }

    /**
     * The key of a run that goes on.
     *
     * @param hex
     *            as {@link #hex()} wrote it
     * @throws IllegalArgumentException
     *             when that is no key
     */
    public static ExportKey of(String hex) {
        if (hex.length() != 2 * BYTES) {
            throw new IllegalArgumentException("not a key");
        }
        return new ExportKey(HexFormat.of().parseHex(hex));
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
    public String toString() {
        return Secret.HIDDEN;
    }
}
