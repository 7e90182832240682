package org.virtp2v.ssh.internal.connection;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import org.virtp2v.ssh.cipher.ChaCha20Poly1305;
import org.virtp2v.ssh.internal.blocking.Blocking;

/**
 * Has the cipher that will be used compiled before a disk needs it. Until then a packet takes dozens of times as long,
 * and as packets are large, the compiler would be slow to notice; so this encrypts many small pieces of nothing
 * instead, which takes about 0.3 s of CPU time, once.
 */
public final class CipherWarmUp {
    private static final Logger LOG = Logger.getLogger(CipherWarmUp.class.getName());
    /** The compiler's threshold for a method that it has seen is 5000 calls. */
    private static final int PIECES = 6000;
    private static final int PIECE_BYTES = 1024;
    private static final int TAG_BITS = 128;
    /** Loops count as well as calls, so fewer packets do for our cipher; these take all ways through it. */
    private static final int CHACHA_PIECES = 1000;
    private static final int CHACHA_PIECE_BYTES = 9 * 1024;

    private final AtomicBoolean started = new AtomicBoolean();

    /** Starts it on a thread of its own, unless that was done before. Does not block. */
    public void start(CipherChoice choice) {
        if (started.compareAndSet(false, true)) {
            Blocking.start("warm-up", () -> encryptNothing(choice));
        }
    }

    private static void encryptNothing(CipherChoice choice) {
        try {
            switch (choice) {
                case AES_GCM -> encryptWithAes();
                case CHACHA20_POLY1305 -> encryptWithChaCha();
            }
        } catch (GeneralSecurityException e) {
            LOG.log(Level.FINE, "warm-up", e); // the log-in reports the missing cipher
        }
    }

    /** Calls the JDK's cipher as JSch does for each packet. */
    private static void encryptWithAes() throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        SecretKeySpec key = new SecretKeySpec(new byte[16], "AES");
        ByteBuffer nonce = ByteBuffer.allocate(12);
        byte[] packet = new byte[PIECE_BYTES + TAG_BITS / Byte.SIZE];
        for (int i = 0; i < PIECES; i++) {
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce.putInt(0, i).array()));
            cipher.updateAAD(packet, 0, Integer.BYTES);
            cipher.doFinal(packet, Integer.BYTES, PIECE_BYTES - Integer.BYTES, packet, Integer.BYTES);
        }
    }

    /** Calls our cipher as JSch does for each packet. */
    private static void encryptWithChaCha() throws GeneralSecurityException {
        ChaCha20Poly1305 cipher = new ChaCha20Poly1305();
        cipher.init(com.jcraft.jsch.Cipher.ENCRYPT_MODE, new byte[cipher.getBlockSize()], new byte[0]);
        byte[] packet = new byte[CHACHA_PIECE_BYTES + cipher.getTagSize()];
        for (int i = 0; i < CHACHA_PIECES; i++) {
            cipher.update(i);
            cipher.update(packet, 0, Integer.BYTES, packet, 0);
            cipher.doFinal(packet, 0, CHACHA_PIECE_BYTES, packet, 0);
        }
    }
}
