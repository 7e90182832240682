package org.virtp2v.ssh.internal.hostkey;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.HostKey;

/** Names public keys as {@code ssh-keygen -l} does. */
public final class Fingerprint {
    /** RFC 4251, section 6: printable, and no more than 64 characters. */
    private static final Pattern NAME = Pattern.compile("[!-~]{1,64}");

    private Fingerprint() {
    }

    /** The name of a key as in RFC 4253, section 6.6. */
    public static HostKey of(byte[] key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key);
            String base64 = Base64.getEncoder().withoutPadding().encodeToString(hash);
            return new HostKey(type(key), bits(key), "SHA256:" + base64);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The algorithm name that the key begins with; a question mark when that is none. */
    static String type(byte[] key) {
        byte[] name = field(ByteBuffer.wrap(key));
        String type = name == null ? "" : new String(name, StandardCharsets.US_ASCII);
        return NAME.matcher(type).matches() ? type : "?";
    }

    /** The size of the key: of the curve, or of the modulus (RFC 4253, section 6.6); 0 when it is not known. */
    private static int bits(byte[] key) {
        String type = type(key);
        if (type.equals("ssh-rsa")) {
            ByteBuffer buffer = ByteBuffer.wrap(key);
            field(buffer); // name
            field(buffer); // exponent
            byte[] modulus = field(buffer);
            return modulus == null || modulus.length == 0 ? 0 : new BigInteger(modulus).bitLength();
        }
        return switch (type) {
            case "ssh-ed25519", "ecdsa-sha2-nistp256" -> 256;
            case "ecdsa-sha2-nistp384" -> 384;
            case "ecdsa-sha2-nistp521" -> 521;
            case "ssh-ed448" -> 456;
            default -> 0;
        };
    }

    /** The next field with its length before it (RFC 4251, section 5, "string"); null when there is none. */
    private static byte @Nullable [] field(ByteBuffer buffer) {
        int length = buffer.remaining() < 4 ? -1 : buffer.getInt();
        if (length < 0 || length > buffer.remaining()) {
            return null;
        }
        byte[] field = new byte[length];
        buffer.get(field);
        return field;
    }
}
