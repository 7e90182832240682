package org.virtp2v.ssh.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.server.HostKeyPolicy;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.testing.Seeds;
import org.virtp2v.ssh.internal.LabServer;
import org.virtp2v.ssh.internal.OutageLog;
import org.virtp2v.ssh.internal.SshConversionServer;
import org.virtp2v.ssh.internal.connection.Tunnel;

/** A run goes on without the control connection, and is followed again when that is back. */
class RemoteRunReconnectTest extends RemoteRunFixture {
    private final OutageLog log = new OutageLog();
    private Tunnel tunnel;

    @BeforeEach
    void open() throws Exception {
        tunnel = new Tunnel(server.host(), server.port());
    }

    @AfterEach
    void close() throws Exception {
        tunnel.close();
    }

    @Test
    void losesAndRepeatsNothingOverFiveCuts() throws Exception {
        Random random = Seeds.random();
        int[] cuts = random.ints(5, 1000, 120_000).sorted().toArray();
        StringBuilder output = new StringBuilder();
        int code;
        try (ServerAccess access = access(server, Duration.ofMinutes(1));
                RemoteRun run = prepare(access, file("virt-v2v-wrapper.sh", """
                        for i in {1..20000}; do echo "line $i €"; [ $((i % 500)) != 0 ] || sleep 0.03; done
                        echo 7 > status
                        """))) {
            run.start();
            int[] next = new int[1];
            code = run.follow(text -> {
                output.append(text);
                if (next[0] < cuts.length && output.length() > cuts[next[0]]) {
                    next[0]++;
                    cut(random.nextBoolean());
                }
            }, () -> "{}");
        }
        StringBuilder expected = new StringBuilder();
        for (int i = 1; i <= 20000; i++) {
            expected.append("line ").append(i).append(" €\n");
        }
        assertThat(output.toString().equals(expected.toString())).isTrue();
        assertThat(code).isEqualTo(7);
        assertThat(log.back()).isNotEmpty().containsOnly(Link.CONTROL);
    }

    private void cut(boolean forget) {
        try {
            if (forget) {
                tunnel.forget();
            } else {
                tunnel.cut();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The server's side of a connection that was lost does not learn of it. */
    @Test
    void endsWhoeverFollowedBefore() throws Exception {
        try (LabServer narrow = LabServer.start("--sshd", "MaxSessions 1");
                Tunnel way = new Tunnel(narrow.host(), narrow.port());
                ServerAccess access = access(narrow, way, Duration.ofMinutes(1));
                RemoteRun run = prepare(access,
                        file("virt-v2v-wrapper.sh",
                                "echo on; while [ ! -e end ]; do sleep 0.1; done; echo 0 > status"))) {
            run.start();
            CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> follow(run));
            for (int i = 1; i <= 2; i++) {
                OutageLog.await(() -> followers(run) == 1, 10);
                way.forget();
                log.awaitBack(i);
            }
            OutageLog.await(() -> followers(run) == 1, 10);
            Files.createFile(Path.of(run.directory(), "end"));
            assertThat(code.get(10, TimeUnit.SECONDS)).isZero();
            assertThat(Path.of(run.directory(), ".follower")).doesNotExist();
        }
    }

    /** As when memory is short on the server, or somebody ends a process too many. */
    @Test
    void goesOnWhenWhatReadsTheOutputIsEnded() throws Exception {
        try (ServerAccess access = access(server, Duration.ofMinutes(1));
                RemoteRun run = prepare(access,
                        file("virt-v2v-wrapper.sh",
                                "echo on; while [ ! -e end ]; do sleep 0.1; done; echo 4 > status"))) {
            run.start();
            CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> follow(run));
            OutageLog.await(() -> followers(run) == 1, 10);
            LabServer.run("bash", "-c", "for p in $(pgrep -x tail); do [ \"$(readlink /proc/$p/cwd)\" != "
                    + run.directory() + " ] || kill $p; done");
            log.awaitBack(1);
            OutageLog.await(() -> followers(run) == 1, 10);
            Files.createFile(Path.of(run.directory(), "end"));
            assertThat(code.get(10, TimeUnit.SECONDS)).isEqualTo(4);
        }
    }

    private static int followers(RemoteRun run) {
        try {
            return Integer.parseInt(LabServer.run("bash", "-c",
                    "for p in $(pgrep -x tail); do readlink /proc/$p/cwd; done 2> /dev/null | grep -cx "
                            + run.directory() + " || true")
                    .strip());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static int follow(RemoteRun run) {
        try {
            return run.follow(text -> {
            }, () -> "{}");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void givesSignsOfLifeWhileTheRunIsSilent() throws Exception {
        try (ServerAccess access = access(server, Duration.ofMinutes(1));
                RemoteRun run = prepare(access,
                        file("virt-v2v-wrapper.sh", "while [ ! -e end ]; do sleep 0.1; done; echo 0 > status"))) {
            run.start();
            CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> follow(run));
            Path heartbeat = Path.of(run.directory(), "heartbeat");
            OutageLog.await(() -> Files.exists(heartbeat), 10);
            assertThat(LabServer.run("stat", "-c", "%a %s", heartbeat.toString()).strip()).isEqualTo("600 0");
            FileTime old = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
            Files.setLastModifiedTime(heartbeat, old);
            OutageLog.await(() -> !lastModified(heartbeat).equals(old), 13);
            Files.createFile(Path.of(run.directory(), "end"));
            assertThat(code.get(10, TimeUnit.SECONDS)).isZero();
        }
    }

    private static FileTime lastModified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its number may belong to another process when the connection is back. */
    @Test
    void doesNotTakeAnotherProcessForTheRun() throws Exception {
        try (ServerAccess access = access(server, Duration.ofMinutes(1));
                RemoteRun run = prepare(access, file("virt-v2v-wrapper.sh", "exit"), file("status", "3\n"),
                        file("pid", "1 1\n"))) {
            StringBuilder output = new StringBuilder();
            run.start();
            Files.writeString(Path.of(run.directory(), "console"), "last words\n");
            assertThat(run.follow(output::append, () -> "{}")).isEqualTo(3);
            assertThat(output).hasToString("last words\n");
        }
    }

    @Test
    void findsOutWhetherARunHasStartedWhenTheConnectionWasLostMeanwhile() throws Exception {
        try (ServerAccess access = access(server, Duration.ofMinutes(1));
                RemoteRun run = prepare(access, file("virt-v2v-wrapper.sh", "echo 5 > status"))) {
            Path pid = Path.of(run.directory(), "pid");
            CompletableFuture<Void> cut = CompletableFuture.runAsync(() -> {
                while (!Files.exists(pid)) {
                    Thread.onSpinWait();
                }
                cut(false);
            });
            run.start();
            cut.get(10, TimeUnit.SECONDS);
            assertThat(run.follow(text -> {
            }, () -> "{}")).isEqualTo(5);
            assertThat(log.back()).containsOnly(Link.CONTROL);
        }
    }

    /** A launcher that is late finds that another attempt has been made since. */
    @Test
    void startsARunAgainThatHadNotStartedWhenTheConnectionWasLost() throws Exception {
        try (ServerAccess access = access(server, Duration.ofMinutes(1));
                RemoteRun run = prepare(access,
                        file("virt-v2v-wrapper.sh", "echo ran >> runs; sleep 3; echo 5 > status"))) {
            Path directory = Path.of(run.directory());
            Path launcher = directory.resolve("launch.sh");
            Files.writeString(launcher, """
                    cd %s
                    if [ "$1" = 1 ]; then : > late; while [ ! -e pid ]; do sleep 0.1; done; fi
                    """.formatted(directory) + Files.readString(launcher));
            CompletableFuture<Void> cut = CompletableFuture.runAsync(() -> {
                while (!Files.exists(directory.resolve("late"))) {
                    Thread.onSpinWait();
                }
                cut(false);
            });
            run.start();
            cut.get(10, TimeUnit.SECONDS);
            assertThat(run.follow(text -> {
            }, () -> "{}")).isEqualTo(5);
            assertThat(directory.resolve("runs")).content().isEqualTo("ran\n");
            assertThat(directory.resolve("pid.1")).content().isEqualTo("0 0\n");
        }
    }

    @Test
    void saysThatTheConnectionIsLostWhenItCannotBeMadeAgain() throws Exception {
        try (ServerAccess access = access(server, Duration.ofSeconds(2));
                RemoteRun run = prepare(access, file("virt-v2v-wrapper.sh", "echo on; sleep 4; echo 0 > status"))) {
            run.start();
            ConnectionException e = catchThrowableOfType(ConnectionException.class, () -> run.follow(text -> {
                tunnel.refuse(1000);
                cut(false);
            }, () -> "{}"));
            assertThat(e.reason()).isEqualTo(ConnectionException.Reason.LOST);
            assertThat(e).hasMessageContaining("within 2 s").hasMessageContaining("closed the connection without");
            tunnel.refuse(0);
            assertThat(run.stop(Duration.ofSeconds(20))).isTrue();
        }
    }

    @Test
    void stopsWhileTheConnectionIsDownAndIsFollowedNoMore() throws Exception {
        try (ServerAccess access = access(server, Duration.ofMinutes(1));
                RemoteRun run = prepare(access, file("virt-v2v-wrapper.sh", "echo on; sleep 100"))) {
            run.start();
            CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> follow(run));
            OutageLog.await(() -> followers(run) == 1, 10);
            tunnel.refuse(3);
            cut(false);
            OutageLog.await(() -> log.outages().stream().anyMatch(o -> o.attempt() == 3), 10);
            long began = System.nanoTime();
            assertThat(run.stop(Duration.ofSeconds(20))).isTrue();
            assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(10));
            OutageLog.await(code::isCompletedExceptionally, 5);
        }
    }

    @Test
    void aThreadThatIsInterruptedDoesNotWait() throws Exception {
        try (ServerAccess access = access(server, Duration.ofMinutes(1));
                RemoteRun run = prepare(access, file("virt-v2v-wrapper.sh", "echo on; sleep 100"))) {
            run.start();
            Thread follower = new Thread(() -> follow(run));
            follower.start();
            OutageLog.await(() -> followers(run) == 1, 10);
            tunnel.stall(true);
            cut(false);
            Thread.sleep(1000);
            follower.interrupt();
            follower.join(2000);
            assertThat(follower.isAlive()).isFalse();
            tunnel.stall(false);
            assertThat(run.stop(Duration.ofSeconds(20))).isTrue();
        }
    }

    private ServerAccess access(LabServer lab, Duration reconnect) throws Exception {
        return access(lab, tunnel, reconnect);
    }

    private ServerAccess access(LabServer lab, Tunnel way, Duration reconnect) throws Exception {
        var login = new ServerLogin("127.0.0.1", way.port(), "root", null, lab.identity(), null, false,
                new HostKeyPolicy.AcceptOnce(), false, reconnect);
        return new SshConversionServer(LabServer.options(List.of(), Duration.ofSeconds(20))).access(login, log);
    }
}
