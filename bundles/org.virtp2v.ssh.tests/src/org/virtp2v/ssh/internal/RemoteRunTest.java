package org.virtp2v.ssh.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.server.ConnectionException;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.Remains;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerException;
import org.virtp2v.core.server.ServerException.Reason;
import org.virtp2v.core.server.ServerLogin;

/** A run on a real server, with small scripts in place of the wrapper. The server is this machine, so we can look. */
@Timeout(120)
class RemoteRunTest {
    @TempDir
    static Path temp;
    static LabServer server;
    static Path v2v;

    private final List<Path> directories = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        v2v = Files.writeString(temp.resolve("virt-v2v"), "#!/bin/bash\n");
        Files.setPosixFilePermissions(v2v, PosixFilePermissions.fromString("rwxr-xr-x"));
        server = LabServer.start("--user", "--virt-v2v", v2v.toString());
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @AfterEach
    void nothingIsLeftRunning() throws Exception {
        for (Path directory : directories) {
            assertThat(LabServer.run("bash", "-c",
                    "ps -eo args | grep -F " + directory + " | grep -v grep | grep -v tail || true")).isEmpty();
            LabServer.run("rm", "-rf", directory.toString());
        }
    }

    @Test
    void putsFilesIntoAPrivateDirectory() throws Exception {
        byte[] binary = new byte[300_000];
        new Random(1).nextBytes(binary);
        SshOptions normal = server.options();
        SshOptions fixed = new SshOptions(normal.knownHosts(), normal.connectLimit(), normal.fetchLimit(),
                normal.scriptLimit(), normal.aliveInterval(), 3,
                Clock.fixed(Instant.parse("2031-02-03T23:59:00Z"), ZoneOffset.UTC), normal.random());
        try (ServerAccess access = new SshConversionServer(fixed).access(server.labUser(false), k -> { });
                RemoteRun run = prepare(access, file("physical.xml", "<domain/>"), file("empty", ""),
                        new RemoteFile("it's $HOME \"q\" \\ -n", binary, false, false),
                        new RemoteFile("virt-v2v-wrapper.sh", "exit 0\n".getBytes(UTF_8), true, true))) {
            Path directory = Path.of(run.directory());
            assertThat(run.directory()).matches("/tmp/virt-p2v-20310203-[0-9a-z]{8}");
            assertThat(run.missingFiles()).isEmpty();
            assertThat(mode(directory)).isEqualTo("rwx------");
            assertThat(directory.resolve("physical.xml")).hasContent("<domain/>");
            assertThat(directory.resolve("empty")).isEmptyFile();
            assertThat(directory.resolve("it's $HOME \"q\" \\ -n")).hasBinaryContent(binary);
            assertThat(mode(directory.resolve("physical.xml"))).isEqualTo("rw-------");
            assertThat(mode(directory.resolve("virt-v2v-wrapper.sh"))).isEqualTo("rwx------");
            assertThat(Files.readString(directory.resolve("time"))).contains("20");
        }
    }

    @Test
    void takesAnotherNameWhenTheFirstIsTaken() throws Exception {
        SshOptions normal = server.options();
        SshOptions seeded = new SshOptions(normal.knownHosts(), normal.connectLimit(), normal.fetchLimit(),
                normal.scriptLimit(), normal.aliveInterval(), 3, normal.clock(), new Random(42));
        try (ServerAccess first = new SshConversionServer(seeded).access(server.root(), k -> { });
                RemoteRun taken = prepare(first)) {
            SshOptions same = new SshOptions(normal.knownHosts(), normal.connectLimit(), normal.fetchLimit(),
                    normal.scriptLimit(), normal.aliveInterval(), 3, normal.clock(), new Random(42));
            try (ServerAccess second = new SshConversionServer(same).access(server.root(), k -> { });
                    RemoteRun other = prepare(second)) {
                assertThat(other.directory()).isNotEqualTo(taken.directory());
            }
        }
    }

    @Test
    void leavesAFileAtTheEndIfItCan() throws Exception {
        try (ServerAccess access = server.access(server.root()); RemoteRun run = prepare(access, file("a", "old"))) {
            assertThat(run.leave(file("a", "new"))).isTrue();
            assertThat(Path.of(run.directory(), "a")).hasContent("new");
            assertThat(run.leave(file("n".repeat(300), "x"))).isFalse();
            access.close();
            assertThat(run.leave(file("b", "x"))).isFalse();
            Thread.currentThread().interrupt();
            assertThat(run.leave(file("b", "x"))).isFalse();
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void saysWhichFilesAreMissing() throws Exception {
        try (ServerAccess access = server.access(server.root());
                RemoteRun run = prepare(access, new RemoteFile("n".repeat(300), new byte[70_000], false, false),
                        file("after", "it"))) {
            assertThat(run.missingFiles()).containsExactly("n".repeat(300));
            assertThat(Path.of(run.directory(), "after")).hasContent("it");
            ServerException e = catchThrowableOfType(ServerException.class, () -> access
                    .prepare(List.of(new RemoteFile("n".repeat(300), new byte[70_000], true, false))));
            assertThat(e.reason()).isEqualTo(Reason.CANNOT_WRITE);
            assertThat(e).hasMessageContaining("File name too long");
        }
    }

    @Test
    void saysWhenTmpIsFullAndLeavesNothing() throws Exception {
        try (LabServer full = LabServer.start("--full-tmp"); ServerAccess access = full.access(full.root())) {
            ServerException e = catchThrowableOfType(ServerException.class,
                    () -> access.prepare(List.of(file("name", "x".repeat(100_000)))));
            assertThat(e.reason()).isEqualTo(Reason.CANNOT_WRITE);
            assertThat(e).hasMessageMatching("Cannot write /tmp\\S* on the conversion server 127.0.0.1:" + full.port()
                    + ": No space left on device. Make room in /tmp there.");
        }
    }

    @Test
    void leavesNothingWhenCopyingIsInterrupted() throws Exception {
        SshOptions normal = server.options();
        Clock clock = Clock.fixed(Instant.parse("2031-02-04T12:00:00Z"), ZoneOffset.UTC);
        String name;
        try (ServerAccess access = access(normal, clock); RemoteRun run = access.prepare(List.of())) {
            name = run.directory();
        }
        LabServer.run("rm", "-rf", name);
        RemoteFile large = new RemoteFile("large", new byte[100 << 20], false, false);
        try (ServerAccess access = access(normal, clock)) {
            Thread copying = Thread.currentThread();
            Blocking.start("test", () -> {
                while (!Files.exists(Path.of(name, "large"))) {
                    LockSupport.parkNanos(1_000_000);
                }
                copying.interrupt();
            });
            assertThatThrownBy(() -> access.prepare(List.of(file("first", "x"), large, file("disk-key-1", "secret"))))
                    .isInstanceOf(InterruptedException.class);
            for (int i = 0; i < 50 && Files.exists(Path.of(name)); i++) {
                Thread.sleep(100);
            }
            assertThat(Path.of(name)).doesNotExist();
        }
    }

    private static ServerAccess access(SshOptions normal, Clock clock) throws Exception {
        SshOptions seeded = new SshOptions(normal.knownHosts(), normal.connectLimit(), normal.fetchLimit(),
                normal.scriptLimit(), normal.aliveInterval(), 3, clock, new Random(77));
        return new SshConversionServer(seeded).access(server.root(), k -> { });
    }

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
        assertThat(remains("echo done")).isEqualTo(new Remains(Remains.State.NONE, List.of()));
        assertThat(remains("echo 'left /a b'; echo done"))
                .isEqualTo(new Remains(Remains.State.PARTIAL, List.of("/a b")));
        assertThat(remains("echo complete").state()).isEqualTo(Remains.State.COMPLETE);
        assertThat(remains("exit 1").state()).isEqualTo(Remains.State.UNKNOWN);
    }

    private Remains remains(String discard) throws Exception {
        String wrapper = "if [ \"$1\" = discard ]; then " + discard + "; exit; fi; echo 1 > status\n";
        try (ServerAccess access = server.access(server.root());
                RemoteRun run = prepare(access, file("virt-v2v-wrapper.sh", wrapper))) {
            Duration limit = Duration.ofSeconds(20);
            assertThat(run.discardOutput(limit).state()).isEqualTo(Remains.State.NONE);
            run.start();
            run.follow(text -> { });
            return run.discardOutput(limit);
        }
    }

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
        try (ServerAccess access = server.access(server.root()); RemoteRun run = prepare(access,
                file("virt-v2v-wrapper.sh", "head -c 52428800 /dev/zero | tr '\\0' x; echo 0 > status\n"))) {
            run.start();
            assertThat(run.follow(text -> {
                total[0] += text.length();
                longest[0] = Math.max(longest[0], text.length());
            })).isZero();
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
    void goesOnWhereItWasWhenTheConnectionIsCut() throws Exception {
        String wrapper = "for i in {1..100}; do echo line $i; sleep 0.05; done; echo 7 > status";
        StringBuilder output = new StringBuilder();
        try (ServerAccess access = server.access(server.root());
                RemoteRun run = prepare(access, file("virt-v2v-wrapper.sh", wrapper))) {
            run.start();
            ConnectionException e = catchThrowableOfType(ConnectionException.class, () -> run.follow(text -> {
                output.append(text);
                if (text.contains("line 20\n")) {
                    server.cutConnections();
                }
            }));
            assertThat(e.reason()).isEqualTo(ConnectionException.Reason.LOST);
            assertThat(e).hasMessageContaining("lost");
            assertThat(followAgain(run, output)).isEqualTo(7);
        }
        StringBuilder expected = new StringBuilder();
        for (int i = 1; i <= 100; i++) {
            expected.append("line ").append(i).append('\n');
        }
        assertThat(output).hasToString(expected.toString());
    }

    /** JSch may take a cut connection for open a moment longer; whoever follows again just tries again. */
    private static int followAgain(RemoteRun run, StringBuilder output) throws Exception {
        for (int i = 0; i < 20; i++) {
            try {
                return run.follow(output::append);
            } catch (ConnectionException e) {
                Thread.sleep(100);
            }
        }
        return run.follow(output::append);
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
            }))).isInstanceOf(InterruptedException.class);
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
    void survivesTheEndOfItsConnectionAlsoBehindSudo() throws Exception {
        writeV2v("echo begun; for i in {1..30}; do sleep 0.1; done; echo still here");
        StringBuilder output = new StringBuilder();
        try (ServerAccess access = server.access(server.labUser(true));
                RemoteRun run = prepare(access, file("virt-v2v-wrapper.sh", "sudo -n virt-v2v; echo $? > status"))) {
            run.start();
            assertThatThrownBy(() -> run.follow(text -> {
                output.append(text);
                server.cutConnections();
            })).isInstanceOf(ConnectionException.class);
            assertThat(run.follow(output::append)).isZero();
        }
        assertThat(output).hasToString("begun\nstill here\n");
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
            assertThat(run.follow(text -> { })).isZero();
            assertThat(run.stop(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void saysWhenItDoesNotStart() throws Exception {
        try (ServerAccess access = server.access(server.root()); RemoteRun run = prepare(access)) {
            LabServer.run("rm", "-rf", run.directory());
            ServerException e = catchThrowableOfType(ServerException.class, run::start);
            assertThat(e).hasMessageContaining("did not start").hasMessageContaining("No such file or directory");
        }
    }

    @Test
    void findsVirtV2vsErrors() throws Exception {
        try (ServerAccess access = server.access(server.root()); RemoteRun run = prepare(access)) {
            assertThat(run.errors()).isEmpty();
            Files.writeString(Path.of(run.directory(), "virt-v2v-conversion-log.txt"),
                    "noise\n\u001b[1;31mvirt-v2v: error: no guest\nhere\u001b[0m\nnoise\n"
                            + "virt-v2v: error: plain\n\nnoise\n");
            assertThat(run.errors()).containsExactly("no guest\nhere", "plain");
        }
    }

    @Test
    void runsTheWrapperInAPlainEnvironment() throws Exception {
        try (LabServer noisy = LabServer.start("--noisy", "--shell", "/bin/bash")) {
            Run run = run(noisy, noisy.labUser(false),
                    "echo $LANG ${LC_ALL-none}; umask; type -t sudo; echo 0 > status");
            assertThat(run.output).isEqualTo("C none\n0022\nfile\n");
        }
    }

    // ------------------------------------------------------------------------------------------------------

    /** What a run printed, when, and its exit code. */
    private static final class Run {
        final List<Long> times = new ArrayList<>();
        String output = "";
        int code;
    }

    private Run run(ServerLogin login, String wrapper) throws Exception {
        return run(server, login, wrapper);
    }

    private Run run(LabServer lab, ServerLogin login, String wrapper) throws Exception {
        Run result = new Run();
        try (ServerAccess access = lab.access(login);
                RemoteRun run = prepare(access, file("virt-v2v-wrapper.sh", wrapper + "\n"))) {
            run.start();
            result.code = run.follow(text -> {
                result.times.add(System.nanoTime());
                result.output += text;
            });
        }
        return result;
    }

    private String stopped(ServerLogin login, String wrapper) throws Exception {
        try (ServerAccess access = server.access(login);
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

    /** Starts a run and waits until it printed something. */
    private static void begin(RemoteRun run) throws Exception {
        run.start();
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture.runAsync(() -> {
            try {
                run.follow(text -> begun.countDown());
            } catch (Exception e) {
                begun.countDown();
            }
        });
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private RemoteRun prepare(ServerAccess access, RemoteFile... files) throws Exception {
        RemoteRun run = access.prepare(List.of(files));
        directories.add(Path.of(run.directory()));
        return run;
    }

    private static RemoteFile file(String name, String content) {
        return new RemoteFile(name, content.getBytes(UTF_8), true, false);
    }

    private static void writeV2v(String script) throws IOException {
        Files.writeString(v2v, "#!/bin/bash\n" + script + "\n");
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
