package org.virtp2v.ssh.internal.identity;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.jcraft.jsch.JSchException;

/**
 * Looks at the lengths in a private key in PEM that is not encrypted (RFC 8017, appendix A.1.2; RFC 5915). JSch
 * allocates whatever they say, up to 2 GB, and without memory the program is killed.
 */
final class DerLengths {
    private static final Pattern PEM = Pattern
            .compile("-----BEGIN (?:RSA|EC|DSA) PRIVATE KEY-----([^:-]+)-----END");
    private static final int CONSTRUCTED = 0x20;
    /** Keys need three. */
    private static final int DEEPEST = 16;

    private final byte[] der;

    private DerLengths(byte[] der) {
        this.der = der;
    }

    /**
     * Looks at a file with a private key.
     *
     * @throws JSchException
     *             when something in it is longer than the key
     */
    static void check(String text) throws JSchException {
        Matcher pem = PEM.matcher(text);
        if (pem.find()) {
            byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
            new DerLengths(der).check(0, der.length, 0);
        }
    }

    /** ITU-T X.690, sections 8.1.2 and 8.1.3: a tag, a length or the number of its bytes and these, the content. */
    private void check(int from, int end, int depth) throws JSchException {
        int at = from;
        while (at < end) {
            boolean constructed = (der[at++] & CONSTRUCTED) != 0;
            int length = at < end ? der[at++] : -1;
            int more = length < 0 ? length & 0x7f : 0;
            if (more > Integer.BYTES || more > end - at) {
                throw damaged();
            }
            if (length < 0) {
                length = 0;
                for (int i = 0; i < more; i++) {
                    length = length << 8 | der[at++] & 0xff;
                }
            }
            if (length < 0 || length > end - at || depth > DEEPEST) {
                throw damaged();
            }
            if (constructed) {
                check(at, at + length, depth + 1);
            }
            at += length;
        }
    }

    private static JSchException damaged() {
        return new JSchException("something is longer than the key");
    }
}
