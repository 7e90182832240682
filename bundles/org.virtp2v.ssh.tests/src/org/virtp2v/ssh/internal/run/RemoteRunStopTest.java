package org.virtp2v.ssh.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.LeftFiles;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.ssh.internal.LabServer;
import org.virtp2v.ssh.internal.blocking.Blocking;

/** How a run is stopped, and what is removed afterwards. */
class RemoteRunStopTest extends RemoteRunFixture {
    @Test
    void removesSecretsAlsoWhenTheyAreGoneOrTheConnectionIs() throws Exception {
        try (ServerAccess access = server.access(server.root());
                RemoteRun run = prepare(access, file("it's secret", "x"), file("other", "y"))) {
            assertThat(run.removeSecrets(List.of("it's secret", "gone already"))).isTrue();
            assertThat(Path.of(run.directory(), "it's secret")).doesNotExist();
            server.cutConnections();
            assertThat(run.removeSecrets(List.of("other"))).isTrue();
            assertThat(Path.of(run.directory(), "other")).doesNotExist();
        }
    }

    @Test
    void admitsThatSecretsMayBeLeftWhenTheServerIsGone() throws Exception {
        LabServer gone = LabServer.start();
        try (gone; ServerAccess access = gone.access(gone.root()); RemoteRun run = prepare(access)) {
            gone.stop();
            assertThat(run.removeSecrets(List.of("disk-key-1"))).isFalse();
        }
    }

    @Test
    void understandsWhatIsLeftOfTheOutput() throws Exception {
        assertThat(leftFiles("echo done")).isEqualTo(new LeftFiles(LeftFiles.State.NONE, List.of()));
        assertThat(leftFiles("echo 'left /a b'; echo done"))
                .isEqualTo(new LeftFiles(LeftFiles.State.PARTIAL, List.of("/a b")));
        assertThat(leftFiles("echo 'left /a b'; echo 'foreign /c d'; echo done"))
                .isEqualTo(new LeftFiles(LeftFiles.State.FOREIGN, List.of("/c d", "/a b")));
        assertThat(leftFiles("echo complete").state()).isEqualTo(LeftFiles.State.COMPLETE);
        assertThat(leftFiles("exit 1").state()).isEqualTo(LeftFiles.State.UNKNOWN);
    }

    private LeftFiles leftFiles(String discard) throws Exception {
        String wrapper = "if [ \"$1\" = discard ]; then " + discard + "; exit; fi; echo 1 > status\n";
        try (ServerAccess access = server.access(server.root());
                RemoteRun run = prepare(access, file("virt-v2v-wrapper.sh", wrapper))) {
            Duration limit = Duration.ofSeconds(20);
            assertThat(run.removeOutput(limit).state()).isEqualTo(LeftFiles.State.NONE);
            run.start();
            run.follow(text -> {
            }, () -> "{}");
            return run.removeOutput(limit);
        }
    }

    @Test
    void canBeInterruptedWhileFollowingAndStillStopped() throws Exception {
        try (ServerAccess access = server.access(server.root());
                RemoteRun run = prepare(access, file("virt-v2v-wrapper.sh", "echo begun; sleep 100"))) {
            run.start();
            Thread following = Thread.currentThread();
            long[] asked = new long[1];
            assertThatThrownBy(() -> run.follow(text -> Blocking.start("test", () -> {
                asked[0] = System.nanoTime();
                following.interrupt();
            }), () -> "{}")).isInstanceOf(InterruptedException.class);
            assertThat(System.nanoTime() - asked[0]).isLessThan(TimeUnit.SECONDS.toNanos(1));
            following.interrupt();
            assertThat(run.stop(Duration.ofSeconds(30))).isTrue();
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void asksToStopAsCtrlCDoes() throws Exception {
        String wrapper = "trap 'echo interrupted; echo 1 > status; exit' INT; echo begun; while :; do sleep 0.1; done";
        assertThat(stopped(server.root(), wrapper)).endsWith("interrupted\n");
    }

    @Test
    void stopsWhatDoesNotWantTo() throws Exception {
        stopped(server.root(), """
                trap '' INT TERM
                (setsid bash -c 'trap "" INT TERM; sleep 321' & wait) &
                echo begun; wait
                """);
        assertThat(living("[s]leep 321")).isEmpty();
    }

    @Test
    void stopsWhatOutlivesItsParentInASessionOfItsOwn() throws Exception {
        stopped(server.root(), """
                setsid bash -c 'trap "" INT TERM; echo begun; sleep 322' &
                sleep 100
                """);
        assertThat(living("[s]leep 322")).isEmpty();
    }

    @Test
    void stopsRootsProcessesBehindSudo() throws Exception {
        writeV2v("trap 'echo cleaned up; exit 1' INT; echo begun as $EUID; while :; do sleep 0.2; done");
        String output = stopped(server.labUser(true), "sudo -n virt-v2v; echo $? > status");
        assertThat(output).contains("begun as 0").contains("cleaned up");
    }

    @ParameterizedTest
    @ValueSource(strings = { "PermitTTY no", "MaxSessions 1", "MaxSessions 2" })
    void stopsThemWhateverTheServerForbids(String line) throws Exception {
        writeV2v("trap 'echo cleaned up; exit 1' INT; echo begun as $EUID; while :; do sleep 0.2; done");
        try (LabServer strict = LabServer.start("--user", "--sudoers", "Defaults:USER requiretty", "--sshd", line,
                "--virt-v2v", v2v.toString())) {
            long begin = System.nanoTime();
            String output = stopped(strict, strict.labUser(true), "sudo -n virt-v2v; echo $? > status");
            assertThat(output).contains("begun as 0").contains("cleaned up");
            assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(15));
        }
    }

    @Test
    void doesNotCareForStartUpFilesThatTakeATerminalForAPersons() throws Exception {
        writeV2v("trap 'echo cleaned up; exit 1' INT; echo begun as $EUID; while :; do sleep 0.2; done");
        try (LabServer busy = LabServer.start("--user", "--virt-v2v", v2v.toString())) {
            for (String file : List.of(".bashrc", ".profile", ".bash_profile")) {
                Files.writeString(busy.dir().resolve("home").resolve(file),
                        "[ -t 0 ] && read -r answer; [ -t 1 ] && exec sleep 1000\n");
            }
            assertThat(stopped(busy, busy.labUser(true), "sudo -n virt-v2v; echo $? > status"))
                    .contains("begun as 0").contains("cleaned up");
        }
    }

    /** A server whose sessions find few programs, among them nothing to make a terminal with, and these. */
    private LabServer bare(String... more) throws Exception {
        Set<PosixFilePermission> open = PosixFilePermissions.fromString("rwxr-xr-x");
        Files.setPosixFilePermissions(temp, open);
        Path programs = Files.setPosixFilePermissions(Files.createTempDirectory(temp, "programs"), open);
        List<String> found = new ArrayList<>(List.of(("awk bash cat chmod date dd env head ln mkdir mkfifo mv ps rm"
                + " setsid sleep stty sudo tail wc").split(" ")));
        found.addAll(List.of(more));
        for (String program : found) {
            Files.createSymbolicLink(programs.resolve(program), Path.of("/usr/bin", program).toRealPath());
        }
        Path dir = programs.resolveSibling(programs.getFileName() + "-server");
        return LabServer.start("--user", "--dir", dir.toString(), "--virt-v2v", v2v.toString(), "--sshd",
                "SetEnv PATH=" + programs + " P2V_LAB_PROCESS_OF=" + dir);
    }

    /** As in Debian's unstable release of 2026, which has it in a package that may be missing. */
    @Test
    void makesDoWithPythonWhereThereIsNoScript() throws Exception {
        writeV2v("""
                case $1 in
                  --version) echo virt-v2v 2.10.0; exit ;;
                  --machine-readable) echo libguestfs-rewrite; echo output:null; exit ;;
                esac
                trap 'echo cleaned up; exit 1' INT
                echo begun as $EUID
                while :; do sleep 0.2; done
                """);
        try (LabServer bare = bare("python3")) {
            try (ServerAccess access = bare.access(bare.labUser(true))) {
                assertThat(access.test().version()).isEqualTo("2.10.0");
            }
            assertThat(stopped(bare, bare.labUser(true), "sudo -n virt-v2v; echo $? > status")).contains("begun as 0")
                    .contains("cleaned up");
        }
    }

    @Test
    void startsNothingThatItCouldNotStop() throws Exception {
        try (LabServer bare = bare()) {
            try (ServerAccess access = bare.access(bare.labUser(true));
                    RemoteRun run = prepare(access, file("virt-v2v-wrapper.sh", "echo begun"))) {
                assertThat(catchThrowableOfType(ServerException.class, access::test))
                        .hasMessageContaining("no terminal can be made");
                ServerException e = catchThrowableOfType(ServerException.class, run::start);
                assertThat(e.reason()).isEqualTo(ServerException.Reason.CANNOT_STOP);
                assertThat(e).hasMessageContaining("Install script (util-linux) or python3");
                assertThat(run.stop(Duration.ofSeconds(20))).isTrue();
                assertThat(Path.of(run.directory(), "console")).doesNotExist();
            }
            // What runs as the user himself needs none.
            String wrapper = "trap 'echo interrupted; exit' INT; echo begun; while :; do sleep 0.1; done";
            assertThat(stopped(bare, bare.labUser(false), wrapper)).endsWith("interrupted\n");
        }
    }

    @Test
    void keepsWhatHasNotStartedFromEverStarting() throws Exception {
        try (ServerAccess access = server.access(server.root());
                RemoteRun run = prepare(access, file("virt-v2v-wrapper.sh", "echo begun; sleep 100"))) {
            Files.writeString(Path.of(run.directory(), "pid"), "0 0\n");
            assertThat(catchThrowableOfType(ServerException.class, run::start)).hasMessageContaining("did not start");
            assertThat(run.stop(Duration.ofSeconds(20))).isTrue();
            assertThat(Path.of(run.directory(), "console")).doesNotExist();
        }
    }

    @Test
    void stopsWhatWasStartedWithoutAnAnswer() throws Exception {
        try (ServerAccess access = server.access(server.root());
                RemoteRun run = prepare(access, file("virt-v2v-wrapper.sh", "echo begun; sleep 100"))) {
            Thread starting = Thread.currentThread();
            Blocking.start("test", () -> {
                while (!Files.exists(Path.of(run.directory(), "pid"))) {
                    Thread.onSpinWait();
                }
                starting.interrupt();
            });
            assertThatThrownBy(run::start).isInstanceOf(InterruptedException.class);
            assertThat(run.stop(Duration.ofSeconds(20))).isTrue();
        }
    }

    @Test
    void admitsThatItCannotStopRootsStubbornProcesses() throws Exception {
        writeV2v("trap '' INT TERM; echo begun; for i in {1..100}; do sleep 0.1; done");
        try (ServerAccess access = server.access(server.labUser(true));
                RemoteRun run = prepare(access, file("virt-v2v-wrapper.sh", "sudo -n virt-v2v; echo 0 > status"))) {
            begin(run);
            assertThat(run.stop(Duration.ofSeconds(4))).isFalse();
            assertThat(run.stop(Duration.ofSeconds(40))).isTrue();
        }
    }

    @Test
    void stopsOverANewConnectionWhenTheOldOneIsDead() throws Exception {
        try (ServerAccess access = server.access(server.root());
                RemoteRun run = prepare(access, file("virt-v2v-wrapper.sh", "echo begun; sleep 100"))) {
            begin(run);
            server.cutConnections();
            assertThat(run.stop(Duration.ofSeconds(30))).isTrue();
        }
    }

    @Test
    void admitsThatItCannotStopWhenTheServerIsGone() throws Exception {
        LabServer gone = LabServer.start();
        try (gone;
                ServerAccess access = gone.access(gone.root());
                RemoteRun run = prepare(access, file("virt-v2v-wrapper.sh", "echo begun; sleep 100"))) {
            begin(run);
            gone.stop();
            long begin = System.nanoTime();
            assertThat(run.stop(Duration.ofSeconds(5))).isFalse();
            assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(8));
        }
    }

    @Test
    void knowsThatWhatHasEndedIsGone() throws Exception {
        try (ServerAccess access = server.access(server.root());
                RemoteRun run = prepare(access, file("virt-v2v-wrapper.sh", "echo 0 > status"))) {
            assertThat(run.stop(Duration.ofSeconds(5))).isTrue();
            run.start();
            assertThat(run.follow(text -> {
            }, () -> "{}")).isZero();
            assertThat(run.stop(Duration.ofSeconds(10))).isTrue();
        }
    }

    private String stopped(ServerLogin login, String wrapper) throws Exception {
        return stopped(server, login, wrapper);
    }

    private String stopped(LabServer lab, ServerLogin login, String wrapper) throws Exception {
        try (ServerAccess access = lab.access(login);
                RemoteRun run = prepare(access, file("virt-v2v-wrapper.sh", wrapper + "\n"))) {
            begin(run);
            assertThat(run.stop(Duration.ofSeconds(20))).isTrue();
            String pid = Files.readString(Path.of(run.directory(), "pid")).split(" ")[0];
            assertThat(LabServer.run("bash", "-c", "ps -o stat=,args= -s " + pid + " | grep -v ^Z || true")).isEmpty();
            return Files.readString(Path.of(run.directory(), "console"));
        }
    }

    /** Processes whose command line matches, without those that only wait to be reaped. */
    private static String living(String pattern) throws Exception {
        return LabServer.run("bash", "-c", "ps -eo stat=,args= | grep '" + pattern + "' | grep -v ^Z || true");
    }
}
