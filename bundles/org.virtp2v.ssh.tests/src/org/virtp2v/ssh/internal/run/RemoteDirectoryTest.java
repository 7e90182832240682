package org.virtp2v.ssh.internal.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.ServerException.Reason;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.testing.Seeds;
import org.virtp2v.ssh.internal.LabServer;
import org.virtp2v.ssh.internal.SshConversionServer;
import org.virtp2v.ssh.internal.SshOptions;

class RemoteDirectoryTest extends RunStartFixture {
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

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
