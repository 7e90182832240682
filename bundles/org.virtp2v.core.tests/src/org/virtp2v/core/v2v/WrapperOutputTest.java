package org.virtp2v.core.v2v;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** virt-v2v's output is passed on to its last line, and its end is the run's, whatever it leaves behind. */
class WrapperOutputTest extends WrapperFixture {
    private static final int LINES = 100_000;

    /** Such as a daemon, or an ssh-agent of a script. */
    @ParameterizedTest
    @ValueSource(ints = { 0, 3 })
    void doesNotWaitForAProgramThatKeepsItOpen(int code) throws Exception {
        virtV2v("""
                echo first
                setsid sleep 600 &
                echo $! > left-behind
                echo last; echo of-debugging >&2
                exit %d
                """.formatted(code));
        Run run = prepare().with("output_looks=50", "output_looks=5").start();
        try {
            assertThat(run.end()).isEqualTo(code);
            assertThat(run.file("status")).isEqualTo(code + "\n");
            assertThat(run.file("console")).startsWith("first\nlast\n").doesNotContain("Terminated");
            String left = run.file("left-behind").strip();
            assertThat(run.file("virt-v2v-conversion-log.txt")).contains("first\n", "last\n", "of-debugging\n",
                    "virt-p2v: virt-v2v has ended, but what it started still runs and keeps its output open: sleep ("
                            + left + "). Nothing waits for that.\n");
            assertThat(ProcessHandle.of(Long.parseLong(left))).get().matches(ProcessHandle::isAlive);
            // its name is free
            assertThat(prepare().with("output_looks=50", "output_looks=5").start().end()).isEqualTo(code);
        } finally {
            for (Run each : runs()) {
                ProcessHandle.of(Long.parseLong(each.file("left-behind").strip())).ifPresent(ProcessHandle::destroy);
            }
        }
    }

    @Test
    void losesNoLineOfALongOutput() throws Exception {
        virtV2v("seq " + LINES);
        Run run = prepare().start();
        assertThat(run.end()).isZero();
        String all = IntStream.rangeClosed(1, LINES).mapToObj(Integer::toString)
                .collect(Collectors.joining("\n", "", "\n"));
        assertThat(run.file("console")).isEqualTo(all);
        assertThat(run.file("virt-v2v-conversion-log.txt")).isEqualTo(all);
        assertThat(Files.exists(run.dir.resolve(".output"))).isFalse();
    }
}
