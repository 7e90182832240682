package org.virtp2v.ssh.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What counts as an error in virt-v2v's log. */
class LogErrorsTest {

    @Test
    void takesAColouredMessageToTheEndOfItsColour() {
        assertThat(LogErrors.find("""
                \u001b[1;31mvirt-v2v: error: inspection could not detect the source guest (or physical machine).

                Assuming that you are running virt-v2v/virt-p2v on a source which is supported.

                No root device found in this operating system image.\u001b[0m
                rm -rf -- '/tmp/v2vnbdkit.7th8xB'
                """)).containsExactly("""
                inspection could not detect the source guest (or physical machine).
                Assuming that you are running virt-v2v/virt-p2v on a source which is supported.
                No root device found in this operating system image.""");
    }

    @Test
    void takesAPlainMessageToAnEmptyLineOrTheAdviceToReport() {
        assertThat(LogErrors.find("""
                virt-v2v: error: one
                and more

                not this
                virt-v2v: error: two
                If reporting bugs, run virt-v2v with debugging enabled
                virt-v2v: error: one
                and more
                """)).containsExactly("one\nand more", "two");
    }

    @Test
    void isBounded() {
        assertThat(LogErrors.find("virt-v2v: error: x\n\n".repeat(100_000))).containsExactly("x");
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            many.append("virt-v2v: error: ").append(i).append("y".repeat(10_000)).append("\n\n");
        }
        assertThat(LogErrors.find(many.toString())).hasSize(20);
        assertThat(LogErrors.find("nothing of interest\n")).isEmpty();
    }

    /** As virt-v2v 2.2 says it. */
    @Test
    void findsThatAnEncryptedDiskCannotBeOpened() {
        String log = """
                virt-v2v: could not find key to open LUKS encrypted /dev/sda1.

                Try using --key on the command line.

                Original error: cryptsetup_open: No key available with this passphrase. (0)
                rm -rf -- '/tmp/v2v.x'
                """;
        assertThat(LogErrors.find(log)).containsExactly("could not find key to open LUKS encrypted /dev/sda1.\n"
                + "cryptsetup_open: No key available with this passphrase. (0)");
        assertThat(LogErrors.find("virt-v2v: could not find key to open /dev/sda1.\nx"))
                .containsExactly("could not find key to open /dev/sda1.");
    }
}
