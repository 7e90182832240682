package org.virtp2v.ssh.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.ServerException.Reason;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.RunErrors;
import org.virtp2v.core.server.ServerAccess;

/** What is told of a run while it goes on, and of its end. */
class RemoteRunFollowTest extends RemoteRunFixture {
    @ParameterizedTest
    @ValueSource(ints = { 0, 1, 3, 255 })
    void endsWithTheExitCode(int code) throws Exception {
        Run run = run(server.root(), "echo 99 > status; echo hello; echo oops >&2; echo " + code + " > status");
        assertThat(run.code).isEqualTo(code);
        assertThat(run.output).isEqualTo("hello\noops\n");
    }

    @Test
    void saysWhenThereIsNoResult() throws Exception {
        for (String wrapper : List.of("echo 99 > status; kill -KILL $$", "exit 0", "echo nonsense > status")) {
            ServerException e = catchThrowableOfType(ServerException.class, () -> run(server.root(), wrapper));
            assertThat(e.reason()).isEqualTo(Reason.CONVERSION_FAILED);
            assertThat(e).hasMessageContaining("without a result").hasMessageContaining("/tmp/virt-p2v-");
        }
    }

    @Test
    void keepsColoursReturnsAndSplitCharacters() throws Exception {
        Run run = run(server.root(), """
                printf '\\033[0;32mgrün\\033[0m 1%%\\r 2%%\\r\\n'
                for b in '\\xe2' '\\x82' '\\xac' '\\xf0\\x9f' '\\x98\\x80' '\\xff' '\\xe2\\x82'; do
                    printf "$b"; sleep 0.3
                done
                echo 0 > status
                """);
        assertThat(run.output).isEqualTo("\u001b[0;32mgrün\u001b[0m 1%\r 2%\r\n€😀\ufffd\ufffd");
    }

    @Test
    void takesABurst() throws Exception {
        long[] total = new long[1];
        int[] longest = new int[1];
        try (ServerAccess access = server.access(server.root());
                RemoteRun run = prepare(access,
                        file("virt-v2v-wrapper.sh", "head -c 52428800 /dev/zero | tr '\\0' x; echo 0 > status\n"))) {
            run.start();
            assertThat(run.follow(text -> {
                total[0] += text.length();
                longest[0] = Math.max(longest[0], text.length());
            }, () -> "{}")).isZero();
        }
        assertThat(total[0]).isEqualTo(50 << 20);
        assertThat(longest[0]).isLessThan(100_000);
    }

    @Test
    void doesNotWaitForAConsumerToShowWhatComes() throws Exception {
        long begin = System.nanoTime();
        Run run = run(server.root(), "echo a; sleep 2; echo b; echo 0 > status");
        assertThat(run.times.getFirst() - begin).isLessThan(run.times.getLast() - TimeUnit.MILLISECONDS.toNanos(1500));
    }

    @Test
    void survivesTheEndOfItsConnectionAlsoBehindSudo() throws Exception {
        writeV2v("echo begun; for i in {1..30}; do sleep 0.1; done; echo still here");
        StringBuilder output = new StringBuilder();
        try (ServerAccess access = server.access(server.labUser(true));
                RemoteRun run = prepare(access, file("virt-v2v-wrapper.sh", "sudo -n virt-v2v; echo $? > status"))) {
            run.start();
            assertThat(run.follow(text -> {
                output.append(text);
                if (text.contains("begun")) {
                    server.cutConnections();
                }
            }, () -> "{}")).isZero();
        }
        assertThat(output).hasToString("begun\nstill here\n");
    }

    /** Also when the connection is lost meanwhile, and whatever it says. */
    @Test
    void keepsTheProgressOfTheRunBesideIt() throws Exception {
        String odd = "{\"guest\":\"$(touch never) `id` \\\\n 'é€' %s\",\"n\":";
        AtomicInteger number = new AtomicInteger();
        List<String> seen = new CopyOnWriteArrayList<>();
        try (ServerAccess access = server.access(server.root());
                RemoteRun run = prepare(access, file("virt-v2v-wrapper.sh", """
                        echo 99 > status
                        for i in {1..150}; do [ ! -e go ] || break; sleep 0.1; done
                        echo 0 > status
                        """))) {
            Path directory = Path.of(run.directory());
            run.start();
            CompletableFuture<Void> looking = CompletableFuture.runAsync(() -> {
                while (!Files.exists(directory.resolve("go"))) {
                    look(directory, seen);
                }
            });
            int status = run.follow(text -> {
            }, () -> odd + number.incrementAndGet() + "}");
            assertThat(status).isZero();
            looking.get(10, TimeUnit.SECONDS);
            assertThat(seen).hasSizeGreaterThanOrEqualTo(3).allMatch(line -> line.matches("\\Q" + odd + "\\E\\d+}\n"));
            assertThat(directory.resolve("never")).doesNotExist();
            assertThat(directory.resolve(".progress")).doesNotExist();
            // at most every two seconds
            assertThat(number.get()).isLessThan(9);
        }
    }

    /** Notes every content of the file; ends the run when there have been three, after a loss of the connection. */
    private static void look(Path directory, List<String> seen) {
        try {
            Path file = directory.resolve("progress.json");
            String now = Files.exists(file) ? Files.readString(file) : null;
            if (now != null && !seen.contains(now)) {
                seen.add(now);
                if (seen.size() == 2) {
                    server.cutConnections();
                } else if (seen.size() == 3) {
                    Files.createFile(directory.resolve("go"));
                }
            }
            Thread.sleep(5);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void findsVirtV2vsErrors() throws Exception {
        try (ServerAccess access = server.access(server.root()); RemoteRun run = prepare(access)) {
            assertThat(run.errors(List.of())).isEqualTo(RunErrors.NONE);
            Files.writeString(Path.of(run.directory(), "virt-v2v-conversion-log.txt"),
                    "noise\nnbdcopy: No space left\n\u001b[1;31mvirt-v2v: error: no guest\nhere\u001b[0m\nnoise\n"
                            + "virt-v2v: error: plain\n\nnoise\n");
            assertThat(run.errors(List.of("No (space|room) left"))).isEqualTo(
                    new RunErrors(List.of("no guest\nhere", "plain"), List.of("nbdcopy: No space left")));
        }
    }
}
