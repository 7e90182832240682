package org.virtp2v.ssh.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.ServerException.Reason;
import org.virtp2v.core.server.LeftFiles;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.WaitingRun;
import org.virtp2v.core.server.WaitingRun.State;
import org.virtp2v.ssh.internal.LabServer;
import org.virtp2v.ssh.internal.OutageLog;

/** Runs that their machine has left: how they are found, and how another program goes on with them. */
class WaitingRunsTest extends RemoteRunFixture {
    private static final String RECORD = "{\"guest\":\"a $(touch /tmp/never) 'b' é\",\"n\":1}";
    private static final RemoteFile RESUME = file("resume.json", RECORD + "\n");
    private static final String SLOW = "echo 99 > status; echo begun; while [ ! -e go ]; do sleep 0.1; done; "
            + "echo more; echo 0 > status\n";
    private final List<Path> made = new ArrayList<>();

    @AfterEach
    void removeWhatWasMade() throws Exception {
        for (Path path : made) {
            LabServer.run("rm", "-rf", path.toString());
        }
    }

    /** A run that has begun and is left, as by a machine that loses power. */
    private Path leave(String wrapper) throws Exception {
        try (ServerAccess access = server.access(server.root());
                RemoteRun run = prepare(access, file("virt-v2v-wrapper.sh", wrapper), RESUME)) {
            run.start();
            return Path.of(run.directory());
        }
    }

    private static Optional<WaitingRun> find(Path directory) throws Exception {
        try (ServerAccess access = server.access(server.root())) {
            return access.waitingRuns().stream().filter(run -> run.directory().equals(directory.toString()))
                    .findFirst();
        }
    }

    private static void await(Path file) throws Exception {
        OutageLog.await(() -> Files.exists(file), 10);
    }

    @Test
    void goesOnWithARunFromItsFirstByte() throws Exception {
        Path directory = leave(SLOW);
        await(directory.resolve("status"));
        Files.createFile(directory.resolve("heartbeat"));
        Files.setLastModifiedTime(directory.resolve("heartbeat"), FileTime.from(Instant.now().minusSeconds(100)));
        WaitingRun waiting = find(directory).orElseThrow();
        assertThat(waiting.state()).isEqualTo(State.RUNNING);
        assertThat(waiting.record()).isEqualTo(RECORD);
        assertThat(waiting.heartbeatAge()).isBetween(Duration.ofSeconds(99), Duration.ofSeconds(130));
        assertThat(waiting.followedFor()).isZero();

        StringBuilder output = new StringBuilder();
        try (ServerAccess access = server.access(server.root()); RemoteRun run = access.adopt(waiting)) {
            assertThat(run.directory()).isEqualTo(directory.toString());
            Files.createFile(directory.resolve("go"));
            assertThat(run.follow(output::append, () -> "{}")).isZero();
            assertThat(run.leave(file("p2v-report.json", "{}"))).isTrue();
        }
        assertThat(output).hasToString("begun\nmore\n");
        assertThat(directory.resolve("resumed")).content().hasLineCount(1);
        assertThat(find(directory)).isEmpty();
    }

    @Test
    void seesASignOfLifeThatIsNew() throws Exception {
        Path directory = leave(SLOW);
        Files.createFile(directory.resolve("heartbeat"));
        assertThat(find(directory).orElseThrow().followedFor()).isBetween(Duration.ofSeconds(15),
                Duration.ofSeconds(25));
        Files.createFile(directory.resolve("go"));
    }

    @Test
    void stopsARunThatIsWaiting() throws Exception {
        Path directory = leave("echo 99 > status; case $1 in discard) echo 'done'; exit ;; esac; sleep 1000\n");
        await(directory.resolve("status"));
        try (ServerAccess access = server.access(server.root());
                RemoteRun run = access.adopt(find(directory).orElseThrow())) {
            assertThat(run.stop(Duration.ofSeconds(20))).isTrue();
            assertThat(run.removeOutput(Duration.ofSeconds(10)).state()).isEqualTo(LeftFiles.State.NONE);
        }
        assertThat(find(directory).orElseThrow().state()).isEqualTo(State.DEAD);
    }

    @Test
    void tellsHowARunEndedWhileNobodyFollowedIt() throws Exception {
        Path ended = leave("echo 3 > status\n");
        Path dead = leave("echo 99 > status; kill -KILL $$\n");
        Path gaveUp = leave("touch given-up; echo 98 > status\n");
        for (Path directory : List.of(ended, dead, gaveUp)) {
            await(directory.resolve("status"));
        }
        Thread.sleep(300);
        assertThat(find(ended).orElseThrow().state()).isEqualTo(State.ENDED);
        assertThat(find(dead).orElseThrow().state()).isEqualTo(State.DEAD);
        assertThat(find(gaveUp).orElseThrow().state()).isEqualTo(State.GAVE_UP);
        try (ServerAccess access = server.access(server.root());
                RemoteRun run = access.adopt(find(ended).orElseThrow())) {
            assertThat(run.follow(text -> {
            }, () -> "{}")).isEqualTo(3);
        }
    }

    /**
     * The guest of a run that broke off has been started: the script is started once more, and nothing of it is lost.
     */
    @Test
    void startsARunAgainWhoseGuestWasStarted() throws Exception {
        Path directory = leave("""
                if [ -e guest-started ]; then echo again; echo 0 > status; exit; fi
                echo first; touch guest-started; echo 1 > status; exit 1
                """);
        await(directory.resolve("status"));
        Thread.sleep(300);
        for (String left : List.of("ended", "killed", "about to start")) {
            if (!left.equals("ended")) {
                Files.deleteIfExists(directory.resolve("status"));
            }
            if (left.equals("about to start")) {
                Files.move(directory.resolve("pid"), directory.resolve("pid.before"));
            }
            assertThat(find(directory).orElseThrow().state()).as(left).isEqualTo(State.BROKEN_OFF);
        }
        StringBuilder output = new StringBuilder();
        try (ServerAccess access = server.access(server.root());
                RemoteRun run = access.adopt(find(directory).orElseThrow())) {
            assertThat(directory.resolve("status")).doesNotExist();
            assertThat(run.hasFile("guest-started")).isTrue();
            run.start();
            assertThat(run.follow(output::append, () -> "")).isZero();
        }
        assertThat(output).hasToString("again\n");
        assertThat(find(directory).orElseThrow().state()).isEqualTo(State.ENDED);
    }

    /** Somebody else was faster: that run is followed, and not started twice. */
    @Test
    void doesNotStartAgainWhatRuns() throws Exception {
        Path directory = leave(SLOW.replace("echo begun", "touch guest-started; echo begun"));
        await(directory.resolve("guest-started"));
        try (ServerAccess access = server.access(server.root());
                RemoteRun run = access.adopt(new WaitingRun(directory.toString(), State.BROKEN_OFF, null, RECORD))) {
            run.start();
            Files.createFile(directory.resolve("go"));
            StringBuilder output = new StringBuilder();
            assertThat(run.follow(output::append, () -> "")).isZero();
            assertThat(output).hasToString("begun\nmore\n");
        }
    }

    @Test
    void readsAFileOfARunAndNothingBesideIt() throws Exception {
        Path directory = leave("echo 0 > status\n");
        Files.createSymbolicLink(directory.resolve("link"), Path.of("/etc/passwd"));
        WaitingRun run = find(directory).orElseThrow();
        try (ServerAccess access = server.access(server.root())) {
            assertThat(access.read(run, "resume.json")).isEqualTo(RECORD + "\n");
            assertThat(access.read(run, "relay.json")).isNull();
            assertThat(access.read(run, "link")).isNull();
        }
    }

    /** What other users and odd names put into /tmp is not looked at. */
    @Test
    void looksAtDirectoriesOfItsOwnOnly() throws Exception {
        Path foreign = make("/tmp/virt-p2v-20260101-aaaaaaaa");
        LabServer.run("chown", "-R", "nobody", foreign.toString());
        Path odd = make("/tmp/virt-p2v-20260101-aaaa aaa");
        Path target = make(temp.resolve("elsewhere").toString());
        Path link = Files.createSymbolicLink(Path.of("/tmp/virt-p2v-20260101-bbbbbbbb"), target);
        made.add(link);
        Path unstarted = make("/tmp/virt-p2v-20260101-cccccccc");
        Files.writeString(unstarted.resolve("pid"), "0 0\n");
        for (Path directory : List.of(foreign, odd, link, unstarted)) {
            assertThat(find(directory)).as(directory.toString()).isEmpty();
        }
        assertThat(adoptionOf(foreign)).isNotNull();
        assertThat(adoptionOf(link)).isNotNull();
    }

    private Path make(String name) throws Exception {
        Path directory = Files.createDirectory(Path.of(name));
        made.add(directory);
        Files.writeString(directory.resolve("resume.json"), RECORD);
        Files.writeString(directory.resolve("pid"), "1 1\n");
        return directory;
    }

    private static ServerException adoptionOf(Path directory) throws Exception {
        try (ServerAccess access = server.access(server.root())) {
            return catchThrowableOfType(ServerException.class,
                    () -> access.adopt(new WaitingRun(directory.toString(), State.RUNNING, null, RECORD)));
        }
    }

    @Test
    void doesNotGoOnWithARunThatIsGone() throws Exception {
        Path directory = leave("echo 0 > status\n");
        Files.writeString(directory.resolve("p2v-report.json"), "{}");
        assertThat(adoptionOf(directory).reason()).isEqualTo(Reason.CANNOT_RESUME);
        assertThat(directory.resolve("resumed")).doesNotExist();
    }

    /** A record is as long as it likes; more of it than anybody needs does not hide the others. */
    @Test
    void doesNotTakeMoreThanItNeeds() throws Exception {
        Path huge = make("/tmp/virt-p2v-20990101-aaaaaaaa");
        Files.writeString(huge.resolve("resume.json"), "{" + "x".repeat(5 << 20) + "}");
        Path binary = make("/tmp/virt-p2v-20990101-bbbbbbbb");
        Files.write(binary.resolve("resume.json"), new byte[] { 0, 1, '\n', 'r', 'u', 'n', '\r', 27 });
        Path directory = leave("echo 0 > status\n");
        assertThat(find(huge)).isEmpty();
        assertThat(find(binary)).isEmpty();
        assertThat(find(directory)).isPresent();
    }
}
