package org.virtp2v.ssh.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The processor decides which cipher comes first; all are offered. */
class CipherChoiceTest {
    private static final String JSCH = "aes128-gcm@openssh.com,aes256-gcm@openssh.com,aes128-ctr,aes256-ctr";

    @TempDir
    Path dir;

    @Test
    void prefersAesGcmWithInstructionsForIt() throws Exception {
        assertThat(choice("processor\t: 0\nflags\t\t: fpu sse2 pclmulqdq ssse3 aes avx\nbugs\t\t: spectre\n"))
                .isEqualTo(CipherChoice.AES_GCM);
        assertThat(CipherChoice.AES_GCM.before(JSCH)).isEqualTo("aes128-gcm@openssh.com,aes256-gcm@openssh.com,"
                + "chacha20-poly1305@openssh.com,aes128-ctr,aes256-ctr");
    }

    /** A Nehalem; one where only half is there; one whose flags only look like it. */
    @ParameterizedTest
    @ValueSource(strings = { "flags\t\t: fpu vme sse sse2 ht ssse3 cx16 sse4_1 sse4_2 popcnt lahf_lm\n",
            "flags : sse2 aes avx", "flags : sse2 pclmulqdq", "flags : vaes vpclmulqdq aesni", "flags\t: \n" })
    void prefersChaChaWithout(String cpuinfo) throws Exception {
        assertThat(choice("processor\t: 0\nmodel name\t: with aes and pclmulqdq in its name\n" + cpuinfo))
                .isEqualTo(CipherChoice.CHACHA20_POLY1305);
        assertThat(CipherChoice.CHACHA20_POLY1305.before(JSCH)).isEqualTo("chacha20-poly1305@openssh.com,"
                + "aes128-gcm@openssh.com,aes256-gcm@openssh.com,aes128-ctr,aes256-ctr");
    }

    @Test
    void prefersAesGcmWhenNothingIsKnown() throws Exception {
        assertThat(CipherChoice.of(dir.resolve("missing"))).isEqualTo(CipherChoice.AES_GCM);
        assertThat(CipherChoice.of(dir)).isEqualTo(CipherChoice.AES_GCM);
        assertThat(choice("")).isEqualTo(CipherChoice.AES_GCM);
        assertThat(choice("Features : fp asimd\n\u00ff\u0000:\n: flags\nflags\n")).isEqualTo(CipherChoice.AES_GCM);
    }

    private CipherChoice choice(String cpuinfo) throws Exception {
        return CipherChoice.of(Files.writeString(dir.resolve("cpuinfo"), cpuinfo));
    }
}
