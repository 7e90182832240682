package org.virtp2v.ssh.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

import org.virtp2v.core.server.HostKey;

/** Names public keys as {@code ssh-keygen -l} does. */
final class Fingerprint {

    private Fingerprint() {
    }

    /** The name of a key as in RFC 4253, section 6.6. */
    static HostKey of(byte[] key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key);
            return new HostKey(type(key), "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The algorithm name that the key begins with. */
    static String type(byte[] key) {
        ByteBuffer buffer = ByteBuffer.wrap(key);
        int length = buffer.remaining() < 4 ? -1 : buffer.getInt();
        if (length < 0 || length > buffer.remaining()) {
            return "?";
        }
        return new String(key, 4, length, StandardCharsets.US_ASCII);
    }
}
