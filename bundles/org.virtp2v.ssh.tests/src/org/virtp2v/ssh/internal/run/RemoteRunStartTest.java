package org.virtp2v.ssh.internal.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
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
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.ServerException.Reason;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.testing.Seeds;
import org.virtp2v.ssh.internal.LabServer;
import org.virtp2v.ssh.internal.SshConversionServer;
import org.virtp2v.ssh.internal.SshOptions;
import org.virtp2v.ssh.internal.blocking.Blocking;

/** What is put on the server for a run, and how it is started. */
class RemoteRunStartTest extends RemoteRunFixture {
    /** Two connections with this seed choose the same name. */
    private static final long SEED = Seeds.seed();

    @Test
    void putsFilesIntoAPrivateDirectory() throws Exception {
        byte[] binary = new byte[300_000];
        Seeds.random().nextBytes(binary);
        SshOptions normal = server.options();
        SshOptions fixed = new SshOptions(normal.knownHosts(), normal.connectLimit(), normal.fetchLimit(),
                normal.scriptLimit(), normal.aliveInterval(), 3,
                Clock.fixed(Instant.parse("2031-02-03T23:59:00Z"), ZoneOffset.UTC), normal.random());
        try (ServerAccess access = new SshConversionServer(fixed).access(server.labUser(false), k -> {
        });
                RemoteRun run = prepare(access, file("physical.xml", "<domain/>"), file("empty", ""),
                        RemoteFile.optional("it's $HOME \"q\" \\ -n", binary),
                        RemoteFile.script("virt-v2v-wrapper.sh", "exit 0\n".getBytes(UTF_8)))) {
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
    void putsFilesIntoDirectoriesThatNobodyElseSees() throws Exception {
        try (ServerAccess access = server.access(server.root());
                RemoteRun run = prepare(access, file("relay/a.py", "1"), file("relay/b.py", ""),
                        file("relay.py", "2"))) {
            Path directory = Path.of(run.directory());
            assertThat(mode(directory.resolve("relay"))).isEqualTo("rwx------");
            assertThat(directory.resolve("relay/a.py")).hasContent("1");
            assertThat(mode(directory.resolve("relay/a.py"))).isEqualTo("rw-------");
            assertThat(directory.resolve("relay/b.py")).isEmptyFile();
            assertThat(directory.resolve("relay.py")).hasContent("2");
            assertThat(run.leave(RemoteFile.optional("relay.py/x", new byte[70_000]))).as("a file is in its place")
                    .isFalse();
            assertThat(run.leave(file("later/x", "3"))).isTrue();
            assertThat(mode(directory.resolve("later"))).isEqualTo("rwx------");
        }
    }

    @Test
    void putsNothingElsewhere() throws Exception {
        try (ServerAccess access = server.access(server.root()); RemoteRun run = prepare(access)) {
            for (String name : List.of("", ".", "..", "/a", "a/", "../a", "./a", "a/..", "a/./b", "a/b/c")) {
                assertThatIllegalArgumentException().isThrownBy(() -> run.leave(file(name, "x")))
                        .withMessageEndingWith(": " + name);
            }
        }
    }

    @Test
    void takesAnotherNameWhenTheFirstIsTaken() throws Exception {
        SshOptions normal = server.options();
        SshOptions seeded = new SshOptions(normal.knownHosts(), normal.connectLimit(), normal.fetchLimit(),
                normal.scriptLimit(), normal.aliveInterval(), 3, normal.clock(), new Random(SEED));
        try (ServerAccess first = new SshConversionServer(seeded).access(server.root(), k -> {
        });
                RemoteRun taken = prepare(first)) {
            SshOptions same = new SshOptions(normal.knownHosts(), normal.connectLimit(), normal.fetchLimit(),
                    normal.scriptLimit(), normal.aliveInterval(), 3, normal.clock(), new Random(SEED));
            try (ServerAccess second = new SshConversionServer(same).access(server.root(), k -> {
            });
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
                RemoteRun run = prepare(access, RemoteFile.optional("n".repeat(300), new byte[70_000]),
                        file("after", "it"))) {
            assertThat(run.missingFiles()).containsExactly("n".repeat(300));
            assertThat(Path.of(run.directory(), "after")).hasContent("it");
            ServerException e = catchThrowableOfType(ServerException.class, () -> access
                    .prepare(List.of(RemoteFile.needed("n".repeat(300), new byte[70_000]))));
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
        RemoteFile large = RemoteFile.optional("large", new byte[100 << 20]);
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

    /** What the directory will be called, and who does something when there is a key in it. */
    private static String whenThereIsAKey(LabServer lab, Clock clock, Consumer<String> action) throws Exception {
        String name = nextDirectory(lab, clock);
        Blocking.start("test", () -> {
            await(Path.of(name, "disk-key-1"));
            action.accept(name);
        });
        return name;
    }

    /** The same when “head” and “cat” write the file “large”, and cannot end: it is a pipe that nobody reads. */
    private static String whileAFileIsWritten(Clock clock, Consumer<String> action) throws Exception {
        String name = nextDirectory(server, clock);
        Blocking.start("test", () -> {
            await(Path.of(name));
            Path pipe = Path.of(name, "large");
            try {
                LabServer.run("mkfifo", pipe.toString());
                try (InputStream unread = Files.newInputStream(pipe)) {
                    while (workingIn(name, List.of("head", "cat")).size() < 2) {
                        LockSupport.parkNanos(100_000);
                    }
                    action.accept(name);
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        return name;
    }

    private static String nextDirectory(LabServer lab, Clock clock) throws Exception {
        String name;
        try (ServerAccess access = access(lab, clock); RemoteRun run = access.prepare(List.of())) {
            name = run.directory();
        }
        LabServer.run("rm", "-rf", name);
        return name;
    }

    private static void await(Path file) {
        while (!Files.exists(file)) {
            LockSupport.parkNanos(100_000);
        }
    }

    /** Sends a signal to what works in a directory: the script that copies files has not told yet that it has. */
    private static void signal(String name, String directory) {
        signal(name, directory, List.of());
    }

    /** Sends it to at least one, and only to those with one of these names if there are any. */
    private static void signal(String name, String directory, List<String> programs) {
        try {
            List<String> found;
            do {
                found = workingIn(directory, programs);
            } while (found.isEmpty() && Files.exists(Path.of(directory)));
            // some may have ended meanwhile
            LabServer.run("bash", "-c", "kill -" + name + " " + String.join(" ", found) + " || true");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> workingIn(String directory, List<String> programs) throws IOException {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    if (Files.readSymbolicLink(process.resolve("cwd")).toString().equals(directory) && (programs
                            .isEmpty() || programs.contains(Files.readString(process.resolve("comm")).strip()))) {
                        found.add(process.getFileName().toString());
                    }
                } catch (IOException e) {
                    // it has ended meanwhile
                }
            }
        }
        return found;
    }

    private static final List<RemoteFile> WITH_KEY = List.of(RemoteFile.needed("disk-key-1", "secret".getBytes(UTF_8)),
            RemoteFile.optional("large", new byte[100 << 20]));

    @Test
    void removesKeysOverANewConnectionWhenTheFirstIsCutAtTheEndOfCopying() throws Exception {
        Clock clock = Clock.fixed(Instant.parse("2031-02-05T12:00:00Z"), ZoneOffset.UTC);
        String name = whenThereIsAKey(server, clock, directory -> {
            signal("STOP", directory);
            server.cutConnections();
        });
        try (ServerAccess access = access(server, clock)) {
            ConnectionException e = catchThrowableOfType(ConnectionException.class, () -> access.prepare(WITH_KEY));
            assertThat(e.reason()).isEqualTo(ConnectionException.Reason.LOST);
            assertThat(Path.of(name)).doesNotExist();
            assertThat(e).message().doesNotContain(name);
        } finally {
            signal("KILL", name + " (deleted)");
        }
    }

    /** Not that something cannot be written: nothing is known about that. */
    @Test
    void saysThatTheServerEndedTheScriptThatCopies() throws Exception {
        Clock clock = Clock.fixed(Instant.parse("2031-02-07T12:00:00Z"), ZoneOffset.UTC);
        String name = whileAFileIsWritten(clock, directory -> signal("KILL", directory));
        try (ServerAccess access = access(server, clock)) {
            ServerException e = catchThrowableOfType(ServerException.class, () -> access.prepare(withKeyAnd(1 << 20)));
            assertThat(e.reason()).isEqualTo(Reason.NOT_UNDERSTOOD);
            assertThat(e).message().contains("ended “head” before it was done").doesNotContain("Cannot write");
            assertThat(Path.of(name)).doesNotExist();
        }
    }

    /**
     * A file whose writer alone was ended, which leaves the script without a reason. More is on its way than the server
     * takes at once: it is taken to its end, or the connection would be lost too.
     */
    @Test
    void saysThatTheServerEndedWhatWritesAFile() throws Exception {
        Clock clock = Clock.fixed(Instant.parse("2031-02-08T12:00:00Z"), ZoneOffset.UTC);
        String name = whileAFileIsWritten(clock, directory -> signal("KILL", directory, List.of("head", "cat")));
        try (ServerAccess access = access(server, clock)) {
            ServerException e = catchThrowableOfType(ServerException.class, () -> access.prepare(withKeyAnd(50 << 20)));
            assertThat(e).message().contains("ended “head” before it was done").doesNotContain("Cannot write");
            assertThat(Path.of(name)).doesNotExist();
        }
    }

    private static List<RemoteFile> withKeyAnd(int bytes) {
        return List.of(WITH_KEY.getFirst(), RemoteFile.needed("large", new byte[bytes]));
    }

    @Test
    void saysWhereKeysAreLeftWhenTheServerCannotBeReachedAnyMore() throws Exception {
        Clock clock = Clock.fixed(Instant.parse("2031-02-06T12:00:00Z"), ZoneOffset.UTC);
        String[] left = new String[1];
        try (LabServer gone = LabServer.start()) {
            left[0] = whenThereIsAKey(gone, clock, directory -> {
                signal("STOP", directory); // so that it does not end before the server
                try {
                    gone.stop();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            try (ServerAccess access = access(gone, clock)) {
                assertThatThrownBy(() -> access.prepare(WITH_KEY)).isInstanceOf(ConnectionException.class)
                        .hasMessageContaining("keys and other secrets").hasMessageContaining(left[0]);
            }
        } finally {
            LabServer.run("rm", "-rf", left[0]);
        }
    }

    @Test
    void nothingHasToBeStoppedWhereNothingHasStarted() throws Exception {
        try (ServerAccess access = server.access(server.root()); RemoteRun run = prepare(access)) {
            LabServer.run("rm", run.directory() + "/launch.sh");
            assertThatThrownBy(run::start).isInstanceOf(ServerException.class);
            assertThat(run.stop(Duration.ofSeconds(20))).isTrue();
        }
    }

    private static ServerAccess access(LabServer lab, Clock clock) throws Exception {
        SshOptions normal = lab.options();
        SshOptions seeded = new SshOptions(normal.knownHosts(), normal.connectLimit(), normal.fetchLimit(),
                normal.scriptLimit(), normal.aliveInterval(), 3, clock, new Random(SEED));
        return new SshConversionServer(seeded).access(lab.root(), k -> {
        });
    }

    private static ServerAccess access(SshOptions normal, Clock clock) throws Exception {
        SshOptions seeded = new SshOptions(normal.knownHosts(), normal.connectLimit(), normal.fetchLimit(),
                normal.scriptLimit(), normal.aliveInterval(), 3, clock, new Random(SEED));
        return new SshConversionServer(seeded).access(server.root(), k -> {
        });
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
    void runsTheWrapperInAPlainEnvironment() throws Exception {
        try (LabServer noisy = LabServer.start("--noisy", "--shell", "/bin/bash")) {
            Run run = run(noisy, noisy.labUser(false),
                    "echo $LANG ${LC_ALL-none}; umask; type -t sudo; echo 0 > status");
            assertThat(run.output).isEqualTo("C none\n0022\nfile\n");
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void tellsWhetherAFileIsThereAlsoOverAnotherConnection() throws Exception {
        try (ServerAccess access = server.access(server.root());
                RemoteRun run = prepare(access,
                        file("virt-v2v-wrapper.sh", "touch guest-started\necho 0 > status\n"))) {
            assertThat(run.hasFile("guest-started")).isFalse();
            run.start();
            run.follow(text -> {
            }, () -> "{}");
            server.cutConnections();
            assertThat(run.hasFile("guest-started")).isTrue();
            assertThat(run.hasFile("another")).isFalse();
        }
    }
}
