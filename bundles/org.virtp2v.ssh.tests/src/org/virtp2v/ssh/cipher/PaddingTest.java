package org.virtp2v.ssh.cipher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.virtp2v.ssh.internal.connection.CipherChoice;
import org.virtp2v.ssh.internal.connection.SessionSettings;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.Session;

/** What fills up packets is random, and goes where it is wanted. */
class PaddingTest {
    private final Padding padding = new Padding();

    @Test
    void fillsWhatItIsAskedToAndNothingElse() {
        for (int length : new int[] { 0, 1, 19, Padding.POOL_BYTES, 3 * Padding.POOL_BYTES + 7 }) {
            byte[] array = new byte[length + 8];
            padding.fill(array, 4, length);
            assertThat(Arrays.copyOf(array, 4)).containsOnly(0);
            assertThat(Arrays.copyOfRange(array, length + 4, length + 8)).containsOnly(0);
            assertThat(zeros(array) - 8).as("zeros among %d", length).isLessThanOrEqualTo(length / 128 + 2);
        }
    }

    @Test
    void neverGivesTheSameAgain() {
        Set<String> seen = new HashSet<>();
        int times = 4 * Padding.POOL_BYTES / 16;

        for (int i = 0; i < times; i++) {
            byte[] array = new byte[16];
            (i % 2 == 0 ? padding : new Padding()).fill(array, 0, array.length);
            seen.add(Arrays.toString(array));
        }

        assertThat(seen).hasSize(times);
    }

    @Test
    void isWhatSessionsUse() throws Exception {
        Session session = new JSch().getSession("nobody", "localhost", 1);

        SessionSettings.apply(session, CipherChoice.AES_GCM, "password", "ssh-ed25519", "", false);

        assertThat(Class.forName(session.getConfig("random"), true, JSch.class.getClassLoader()))
                .isSameAs(Padding.class);
    }

    private static int zeros(byte[] array) {
        int zeros = 0;
        for (byte each : array) {
            zeros += each == 0 ? 1 : 0;
        }
        return zeros;
    }
}
