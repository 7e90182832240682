package org.virtp2v.ssh.internal.identity;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import com.jcraft.jsch.JSchException;

/**
 * Looks at the lengths in a private key of OpenSSH's own format (its PROTOCOL.key). JSch allocates whatever they say,
 * up to 2 GB, and without memory the program is killed.
 */
final class OpenSshLengths {
    private static final Pattern PEM = Pattern
            .compile("-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END");
    private static final int PADDING = 16;
    private static final String MAGIC = "openssh-key-v1\0";

    private OpenSshLengths() {
    }

    /**
     * Looks at a file with a private key.
     *
     * @throws JSchException
     *             when something in it is longer than the key
     */
    static void check(String text) throws JSchException {
        try {
            ByteBuffer key = content(text);
            if (key == null) {
                return;
            }
            boolean encrypted = string(key).remaining() != "none".length();
            string(key); // function
            string(key); // its options
            key.getInt(); // number of keys
            ByteBuffer open = string(key);
            boolean hardware = isOfHardware(open.duplicate());
            strings(open);
            ByteBuffer secret = string(key);
            if (!encrypted && !hardware) {
                secret.getLong(); // two numbers that are the same
                strings(secret);
            }
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new JSchException("something is longer than the key", e);
        }
    }

    /**
     * What such a key says after its magic; null when the text has none.
     *
     * @throws IllegalArgumentException
     *             when it is too short, or not Base64
     */
    static @Nullable ByteBuffer content(String text) {
        Matcher pem = PEM.matcher(text);
        return pem.find()
                ? ByteBuffer.wrap(Base64.getMimeDecoder().decode(pem.group(1))).position(MAGIC.length())
                : null;
    }

    /**
     * Whether the private part is in a security key (OpenSSH's PROTOCOL.u2f): what is here instead is not strings
     * alone, and JSch refuses the type before it looks at it.
     */
    private static boolean isOfHardware(ByteBuffer publicKey) {
        return StandardCharsets.US_ASCII.decode(string(publicKey)).toString().startsWith("sk-");
    }

    /** Strings to the end, or to the padding: 1, 2, 3 and so on, at most 16 bytes (of a cipher's block). */
    private static void strings(ByteBuffer from) {
        while (from.hasRemaining() && (from.get(from.position()) != 1 || from.remaining() > PADDING)) {
            string(from);
        }
    }

    /** RFC 4251, section 5. */
    private static ByteBuffer string(ByteBuffer from) {
        int length = from.getInt();
        if (length < 0 || length > from.remaining()) {
            throw new IllegalArgumentException("longer than the key");
        }
        ByteBuffer string = from.slice(from.position(), length);
        from.position(from.position() + length);
        return string;
    }
}
