package org.virtp2v.ssh.internal;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.logging.Level;
import java.util.logging.Logger;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Lets the JVM compile the cipher that connections prefer (AES-GCM, RFC 5647), by encrypting small packets of nothing.
 * Without it the first hundred megabytes are encrypted ten times slower than the rest, and a speed measured with them
 * tells nothing. Measured with JDK 25: 8000 packets of 512 bytes, less than a second of one CPU.
 */
final class CipherWarmUp {
    private static final Logger LOG = Logger.getLogger(CipherWarmUp.class.getName());
    private static final int PACKETS = 8000;
    private static final int PACKET_BYTES = 512;
    private static final int KEY_BYTES = 16;
    private static final int IV_BYTES = 12;
    private static final int TAG_BITS = 128;

    private CipherWarmUp() {
    }

    /** Begins on a thread of its own, which ends soon. */
    static Thread start() {
        return Blocking.start("cipher warm-up", CipherWarmUp::encrypt);
    }

    private static void encrypt() {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            SecretKeySpec key = new SecretKeySpec(new byte[KEY_BYTES], "AES");
            byte[] packet = new byte[PACKET_BYTES];
            byte[] encrypted = new byte[2 * PACKET_BYTES];
            for (int i = 0; i < PACKETS; i++) {
                byte[] iv = ByteBuffer.allocate(IV_BYTES).putInt(i).array();
                cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, iv));
                int length = cipher.update(packet, 0, packet.length, encrypted, 0);
                cipher.doFinal(encrypted, length);
            }
        } catch (GeneralSecurityException e) {
            LOG.log(Level.FINE, "no warm-up", e); // the speed is measured all the same
        }
    }
}
