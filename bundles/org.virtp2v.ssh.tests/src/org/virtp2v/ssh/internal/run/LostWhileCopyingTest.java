package org.virtp2v.ssh.internal.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.ServerException.Reason;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.ssh.internal.LabServer;
import org.virtp2v.ssh.internal.SshOptions;
import org.virtp2v.ssh.internal.blocking.Blocking;

/** The connection is lost, or the server ends what it runs for us, while the files of a run are copied. */
class LostWhileCopyingTest extends RunStartFixture {
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

    /** The same when “dd” writes the file “large”, and cannot end: it is a pipe that nobody reads. */
    private static String whileAFileIsWritten(Clock clock, Consumer<String> action) throws Exception {
        String name = nextDirectory(server, clock);
        Blocking.start("test", () -> {
            await(Path.of(name));
            Path pipe = Path.of(name, "large");
            try {
                LabServer.run("mkfifo", pipe.toString());
                try (InputStream unread = Files.newInputStream(pipe)) {
                    while (workingIn(name, List.of("dd")).isEmpty()) {
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
            assertThat(e).message().contains("ended “dd” before it was done").doesNotContain("Cannot write");
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
        String name = whileAFileIsWritten(clock, directory -> signal("KILL", directory, List.of("dd")));
        try (ServerAccess access = access(server, clock)) {
            ServerException e = catchThrowableOfType(ServerException.class, () -> access.prepare(withKeyAnd(50 << 20)));
            assertThat(e).message().contains("ended “dd” before it was done").doesNotContain("Cannot write");
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
}
