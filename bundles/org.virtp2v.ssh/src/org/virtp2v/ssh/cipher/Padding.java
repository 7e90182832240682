package org.virtp2v.ssh.cipher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

import com.jcraft.jsch.Random;

/**
 * The random bytes that fill up packets (RFC 4253, section 6), and the cookies of key exchanges: the kernel's, taken
 * many at a time. JSch's own asks the JDK for a few before every packet, which hashes each time; for a GB that is 30000
 * times, and the compiler has more to do before the first one is fast. Keys are not made of these. JSch shares one
 * among all sessions.
 */
public final class Padding implements Random {
    private static final Path KERNEL = Path.of("/dev/urandom");
    static final int POOL_BYTES = 8 * 1024;

    private final byte[] pool = new byte[POOL_BYTES];
    private int used = POOL_BYTES;

    @Override
    public synchronized void fill(byte[] array, int offset, int length) {
        for (int done = 0; done < length;) {
            if (used == POOL_BYTES) {
                renew();
            }
            int part = Math.min(length - done, POOL_BYTES - used);
            System.arraycopy(pool, used, array, offset + done, part);
            used += part;
            done += part;
        }
    }

    private void renew() {
        try (InputStream kernel = Files.newInputStream(KERNEL)) {
            if (kernel.readNBytes(pool, 0, POOL_BYTES) < POOL_BYTES) {
                throw new IOException(KERNEL + " has ended");
            }
        } catch (IOException e) {
            // Such as with too many open files.
            new SecureRandom().nextBytes(pool);
        }
        used = 0;
    }
}
