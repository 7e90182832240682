package org.virtp2v.ssh.internal.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.server.GuestfsStart;
import org.virtp2v.core.server.GuestfsStart.State;
import org.virtp2v.core.server.GuestfsTry;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerInspection;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.ssh.internal.LabServer;
import org.virtp2v.ssh.internal.blocking.Deadline;
import org.virtp2v.ssh.internal.script.RemoteShell;

/** Trying libguestfs on a real server, whose virt-v2v does what a test says. */
class GuestfsTrialTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String STARTS = "echo 'libguestfs: trace: v2v: launch = 0'; exit 1";
    private static final String FAILS = """
            echo 'nbdkit: file[1]: debug: cow: get_size'
            echo 'qemu-system-x86_64: error: failed to set MSR 0x10a to 0x69'
            echo 'libguestfs: trace: v2v: launch = -1 (error)'
            echo 'virt-v2v: error: libguestfs error: guestfs_launch failed, see earlier error messages'
            exit 1""";
    /** Says something, and then nothing any more, until it is interrupted; what it has started goes with it. */
    private static final String HANGS = "echo $$ > WORK/pid; echo 'Booting from ROM'; sleep 1000";
    @TempDir
    private static Path work;
    @AutoClose
    private static LabServer server;
    private static final AtomicInteger tests = new AtomicInteger();
    private static final Set<Path> OTHERS = new HashSet<>();
    private Map<String, Secret> variables = Map.of();
    private String version = "";

    @BeforeAll
    static void startServer() throws Exception {
        OTHERS.addAll(leftInTmp());
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path program = Files.writeString(work.resolve("virt-v2v"), """
                #!/bin/bash
                # says launch = 0, or what else is in the file
                exec 2>&1
                echo "$(id -un) $LIBGUESTFS_MEMSIZE $*" >> WORK/calls
                . WORK/behaviour
                """.replace("WORK", work.toString()));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        server = LabServer.start("--user", "--virt-v2v", program.toString());
    }

    /** What is known from before is not another test's: each has a virt-v2v of its own. */
    @BeforeEach
    void beginAnew() throws Exception {
        version = "2.2." + tests.incrementAndGet();
        Files.deleteIfExists(work.resolve("calls"));
        Files.deleteIfExists(work.resolve("pid"));
        Files.createFile(work.resolve("calls"));
        Files.setPosixFilePermissions(work.resolve("calls"), PosixFilePermissions.fromString("rw-rw-rw-"));
    }

    private static void behaves(String how) throws Exception {
        Files.writeString(work.resolve("behaviour"), how.replace("WORK", work.toString()) + "\n");
    }

    private static List<String> calls() throws Exception {
        return Files.readAllLines(work.resolve("calls"));
    }

    private GuestfsTry how(ServerLogin login) {
        return new GuestfsTry(version, login.sudo(), variables);
    }

    private GuestfsStart start(ServerLogin login) throws Exception {
        return start(server, login);
    }

    private GuestfsStart start(LabServer lab, ServerLogin login) throws Exception {
        try (ServerAccess access = lab.access(login); ServerInspection inspection = access.inspect()) {
            GuestfsStart known = inspection.tryGuestfs(how(login));
            return known.state() == State.RUNNING ? inspection.awaitGuestfs(how(login), SOON) : known;
        }
    }

    private static List<Path> leftInTmp() throws Exception {
        try (var files = Files.newDirectoryStream(Path.of("/tmp"), "virt-p2v.*")) {
            return StreamSupport.stream(files.spliterator(), false).filter(path -> !OTHERS.contains(path)).toList();
        }
    }

    private static void waitUntilGone() throws Exception {
        for (int i = 0; i < 100 && !leftInTmp().isEmpty(); i++) {
            Thread.sleep(100);
        }
        assertThat(leftInTmp()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void believesASuccessForAsLongAsNothingChanges(boolean sudo) throws Exception {
        behaves(STARTS);
        ServerLogin login = server.labUser(sudo);

        assertThat(start(login).state()).isEqualTo(State.STARTED);
        assertThat(start(login).state()).isEqualTo(State.KNOWN);
        assertThat(calls()).singleElement().asString().startsWith(sudo ? "root " : server.user() + " ")
                .matches(".* -v -x -i disk /tmp/virt-p2v\\.\\w{10}/disk -o null");
        waitUntilGone();
    }

    @Test
    void triesItAgainInAnotherEnvironment() throws Exception {
        behaves(STARTS);
        assertThat(start(server.labUser(false)).state()).isEqualTo(State.STARTED);
        variables = Map.of("LIBGUESTFS_MEMSIZE", new Secret("4711"));
        assertThat(start(server.labUser(false)).state()).isEqualTo(State.STARTED);
        assertThat(calls()).hasSize(2).last().asString().contains(" 4711 ");
    }

    @Test
    void keepsTheResultWhereOnlyTheUserCanWrite() throws Exception {
        behaves(STARTS);
        start(server.labUser(false));
        Path place = server.dir().resolve("home/.cache/virt-p2v");
        assertThat(Files.getPosixFilePermissions(place)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(Files.getOwner(place)).hasToString(server.user());
    }

    @Test
    void triesAFailureAgainAndTellsItsLastWords() throws Exception {
        behaves(FAILS);
        GuestfsStart failed = start(server.labUser(false));
        assertThat(failed.state()).isEqualTo(State.FAILED);
        assertThat(failed.lines()).containsExactly("qemu-system-x86_64: error: failed to set MSR 0x10a to 0x69",
                "virt-v2v: error: libguestfs error: guestfs_launch failed, see earlier error messages");
        behaves(STARTS);
        assertThat(start(server.labUser(false)).state()).isEqualTo(State.STARTED);
    }

    @Test
    void forgetsOldResultsButNotTheLockThatItHolds() throws Exception {
        behaves(FAILS);
        start(server.labUser(false));
        Path place = server.dir().resolve("home/.cache/virt-p2v");
        Path other = Files.createFile(place.resolve("libguestfs-0"));
        try (var files = Files.newDirectoryStream(place)) {
            for (Path file : files) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(40))));
            }
        }
        behaves("sleep 2; " + FAILS);
        assertThat(start(server.labUser(false)).state()).isEqualTo(State.FAILED);
        assertThat(other).doesNotExist();
    }

    @Test
    void saysWhenVirtV2vDoesNotGetThatFar() throws Exception {
        behaves("echo 'virt-v2v: error: insufficient free space'; exit 1");
        assertThat(start(server.root())).extracting(GuestfsStart::state, GuestfsStart::lines)
                .containsExactly(State.ENDED, List.of("virt-v2v: error: insufficient free space"));
        assertThat(start(server.labUser(true))).extracting(GuestfsStart::state).isEqualTo(State.ENDED);
    }

    @Test
    void tellsWhatSudoSaysOfVariables() throws Exception {
        behaves(STARTS);
        variables = Map.of("VIRTIO_WIN", new Secret("/srv"));
        GuestfsStart ended = start(server.labUser(true));
        assertThat(ended.state()).isEqualTo(State.ENDED);
        assertThat(ended.lines()).last().asString().contains("not allowed to set", "VIRTIO_WIN");
    }

    @Test
    void goesOnByItselfAndIsBegunOnce() throws Exception {
        behaves("until [ -e WORK/go ]; do sleep 0.1; done; " + STARTS);
        ServerLogin login = server.labUser(false);
        for (int i = 0; i < 2; i++) {
            try (ServerAccess access = server.access(login); ServerInspection inspection = access.inspect()) {
                assertThat(inspection.tryGuestfs(how(login)).state()).isEqualTo(State.RUNNING);
                assertThat(inspection.awaitGuestfs(how(login), Duration.ofSeconds(1)).state())
                        .isEqualTo(State.RUNNING);
            }
        }
        Files.createFile(work.resolve("go"));
        try (ServerAccess access = server.access(login); ServerInspection inspection = access.inspect()) {
            assertThat(inspection.awaitGuestfs(how(login), SOON).state()).isEqualTo(State.STARTED);
        }
        assertThat(calls()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({ "false,2,60,SILENT", "true,2,60,SILENT", "false,60,2,SLOW" })
    void endsWhatHangs(boolean sudo, int quiet, int limit, State state) throws Exception {
        behaves(HANGS);
        ServerLogin login = server.labUser(sudo);
        GuestfsStart start;
        try (ServerAccess access = server.access(login)) {
            var shell = new RemoteShell(LabServer.connector(access).connect(SOON), login);
            var trial = new GuestfsTrial(how(login), quiet, limit);
            trial.begin(shell);
            start = trial.await(shell, Deadline.in(SOON));
        }
        assertThat(start.state()).isEqualTo(state);
        assertThat(start.lines()).containsExactly("Booting from ROM");
        assertThat(start.after()).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        waitUntilGone();
        assertThat(ProcessHandle.of(Long.parseLong(Files.readString(work.resolve("pid")).strip()))).isEmpty();
    }

    @Test
    void saysThatItCannotBeTriedWithoutAHome() throws Exception {
        behaves(STARTS);
        Path home = server.dir().resolve("home");
        Path aside = server.dir().resolve("aside");
        Files.move(home, aside);
        try {
            GuestfsStart untried = start(server.labUser(false));
            assertThat(untried.state()).isEqualTo(State.UNTRIED);
            assertThat(untried.lines()).containsExactly("cannot write to " + home + "/.cache/virt-p2v");
        } finally {
            Files.move(aside, home);
        }
    }

    @Test
    void saysThatItCannotBeTriedWithoutATmp() throws Exception {
        Path elsewhere = Files.createTempDirectory(Path.of("/var/tmp"), "p2v-");
        Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (LabServer closed = LabServer.start("--user", "--own-tmp", "--dir", elsewhere.resolve("lab").toString())) {
            Files.setPosixFilePermissions(closed.dir().resolve("tmp"), PosixFilePermissions.fromString("r-xr-xr-x"));
            GuestfsStart untried = start(closed, closed.labUser(false));
            assertThat(untried.state()).isEqualTo(State.UNTRIED);
            assertThat(untried.lines()).containsExactly("cannot write to /tmp");
        } finally {
            LabServer.run("rm", "-rf", elsewhere.toString());
        }
    }

    /** The machine's own libguestfs; whether it works with KVM depends on the machine. */
    @Test
    @EnabledIfSystemProperty(named = "virtp2v.full", matches = "true")
    void triesTheRealOneOnce() throws Exception {
        version = "2.2-" + System.nanoTime();
        try (LabServer real = LabServer.start("--user", "--kvm", "yes");
                ServerAccess access = real.access(real.root());
                ServerInspection inspection = access.inspect()) {
            GuestfsTry withKvm = how(real.root());
            assertThat(inspection.tryGuestfs(withKvm).state()).isEqualTo(State.RUNNING);
            GuestfsStart kvm = inspection.awaitGuestfs(withKvm, Duration.ofMinutes(5));
            assertThat(kvm.state()).isIn(State.STARTED, State.FAILED, State.SILENT);
            assertThat(String.join("\n", kvm.lines())).contains(kvm.state() == State.STARTED ? "" : "kvm");

            variables = Map.of("LIBGUESTFS_BACKEND_SETTINGS", new Secret("force_tcg"));
            GuestfsTry emulated = how(real.root());
            assertThat(inspection.tryGuestfs(emulated).state()).isEqualTo(State.RUNNING);
            assertThat(inspection.awaitGuestfs(emulated, Duration.ofMinutes(5)).state()).isEqualTo(State.STARTED);
            assertThat(inspection.tryGuestfs(emulated).state()).isEqualTo(State.KNOWN);
            waitUntilGone();
        }
        assertThat(ProcessHandle.allProcesses().map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains("guestfs_identifier") && line.contains("/tmp/virt-p2v."))).isEmpty();
    }

    @Test
    void understandsNoOtherWords() {
        assertThat(GuestfsTrial.understand("")).isEqualTo(GuestfsStart.untried(""));
        assertThat(GuestfsTrial.understand("bash: oops")).isEqualTo(GuestfsStart.untried("bash: oops"));
        assertThat(GuestfsTrial.understand("started ever")).isEqualTo(GuestfsStart.untried("started ever"));
        assertThat(GuestfsTrial.understand("started 7\n")).isEqualTo(
                new GuestfsStart(State.STARTED, Duration.ofSeconds(7), List.of()));
    }
}
