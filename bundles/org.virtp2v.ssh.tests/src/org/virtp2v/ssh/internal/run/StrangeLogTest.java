package org.virtp2v.ssh.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.virtp2v.core.server.RunErrors;
import org.virtp2v.core.testing.Fuzz;

/** Whatever is in virt-v2v's log, its errors are found, short, and without control of a terminal. */
@Timeout(600)
class StrangeLogTest {
    private static final String LOG = """
            libguestfs: trace: v2v: vfs_type = "ext4"
            \u001b[31mvirt-v2v: error: inspection could not detect the source guest (or physical
            machine).\u001b[0m
            If reporting bugs, run virt-v2v with debugging enabled
            --
            virt-v2v: could not find key to open LUKS encrypted /dev/sda2.

            Try using --key on the command line.

            Original error: cryptsetup_open: cryptsetup exited with status 2: No key (0)
            virt-v2v: error: libguestfs error: mount: No space left on device
            \n\u001e
            nbdcopy: read at offset 4096 failed: Input/output error
            supermin: mke2fs: Permission denied
            """;
    private static final List<String> WORDS = List.of("virt-v2v: error:", "virt-v2v: could not find key", "\u001b[0m",
            "\u001b[31m", "Original error: ", "--\n", "If reporting bugs", "\n\u001e\n", "nbdcopy: ", "read",
            ": Input/output error", "debug:");

    @Test
    void findsErrorsThatArePlainAndShort() {
        Fuzz.rounds(4000, random -> check(Fuzz.damaged(LOG, WORDS, random)));
    }

    @Test
    void looksThroughALargeLogAtOnce() {
        for (String word : WORDS) {
            for (String part : List.of(word, word + "x", word + "\n")) {
                Fuzz.soon(() -> check(Fuzz.large(part)));
                Fuzz.soon(() -> check("\n\u001e\n" + Fuzz.large(part)));
            }
        }
    }

    private static void check(String log) {
        RunErrors errors = LogErrors.read(log);
        assertThat(errors.errors()).hasSizeLessThanOrEqualTo(20).allSatisfy(message -> {
            assertThat(message.length()).isLessThan(20_000);
            assertThat(message.chars()).noneMatch(c -> Character.isISOControl(c) && c != '\n');
        });
    }
}
