package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.e2e.Product.Result;

/**
 * Everything a user can get wrong gives a message that says what to do, an exit code that tells, and leaves nothing.
 */
class BadInputTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    @TempDir
    static Path work;
    private static Path disk;
    @AutoClose
    private static LabServer server;

    @BeforeAll
    static void startServer() throws Exception {
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        disk = Files.write(work.resolve("disk.img"), new byte[1 << 20]);
        server = LabServer.start("--user");
        Files.writeString(work.resolve("not-a-key"), "hello\n");
        program(work.resolve("old-virt-v2v"), "echo virt-v2v 1.26.0");
        program(work.resolve("odd-virt-v2v"), "echo something else");
        program(work.resolve("failing-virt-v2v"), """
                case "$*" in
                  *--version*) echo 'virt-v2v 2.2.0' ;;
                  *--machine-readable*) printf 'libguestfs-rewrite\\noutput:local\\n' ;;
                  *) echo 'virt-v2v: error: the flux capacitor is empty' >&2; seq 100 >&2; exit 1 ;;
                esac""");
    }

    private static void program(Path path, String script) throws IOException {
        Checkout.program(path, "#!/bin/sh\n" + script + "\n");
    }

    private static Result run(String commandLine, Path... disks) throws Exception {
        Result result = Product.start(work, commandLine, disks.length == 0 ? List.of(disk) : List.of(disks)).end(LIMIT);
        assertThat(Leftovers.processesWith(Duration.ofSeconds(5), disk.toString())).isEmpty();
        assertThat(result.output()).doesNotContain("Exception", "\tat ");
        return result;
    }

    private static void fails(String commandLine, int code, String... words) throws Exception {
        Result result = run(commandLine);
        assertThat(result.output()).contains(words);
        assertThat(result.code()).isEqualTo(code);
    }

    @Test
    void unknownHost() throws Exception {
        fails("p2v.server=no-such-host.invalid p2v.password=x", 2, "no-such-host.invalid", "Check");
    }

    @Test
    void nothingListensThere() throws Exception {
        fails("p2v.server=127.0.0.1 p2v.port=1 p2v.password=x", 2, "127.0.0.1:1", "Check");
    }

    @Test
    void wrongUser() throws Exception {
        fails("p2v.server=127.0.0.1 p2v.port=" + server.port() + " p2v.username=nobody-here p2v.password=x", 2,
                "Cannot log in", "nobody-here");
    }

    @Test
    void wrongPassword() throws Exception {
        fails("p2v.server=127.0.0.1 p2v.port=" + server.port() + " p2v.username=" + server.user()
                + " p2v.password=wrong", 2, "Cannot log in", server.user(), "password");
    }

    @Test
    void noPasswordAndNoKey() throws Exception {
        fails("p2v.server=127.0.0.1 p2v.port=" + server.port(), 2, "password", "identity");
    }

    @Test
    void wrongKey() throws Exception {
        Path key = work.resolve("other-key");
        Checkout.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString());
        fails("p2v.server=127.0.0.1 p2v.port=" + server.port() + " p2v.identity=file://" + key, 2, "Cannot log in",
                "root", "key");
    }

    @ParameterizedTest
    @CsvSource({ "file:///no/such/key,/no/such/key", "http://127.0.0.1:1/key,127.0.0.1:1", "bogus://x/y,bogus" })
    void keyThatIsNotThere(String url, String named) throws Exception {
        fails("p2v.server=127.0.0.1 p2v.port=" + server.port() + " p2v.identity=" + url, 2, named);
    }

    @Test
    void fileThatIsNoKey() throws Exception {
        fails("p2v.server=127.0.0.1 p2v.port=" + server.port() + " p2v.identity=file://" + work.resolve("not-a-key"), 2,
                "not-a-key", "private key");
    }

    @Test
    void serverWithoutVirtV2v() throws Exception {
        try (LabServer bad = LabServer.start("--virt-v2v", "none")) {
            fails(bad.asRoot(), 4, "virt-v2v", "nstall");
        }
    }

    @ParameterizedTest
    @CsvSource({ "old-virt-v2v,1.26", "odd-virt-v2v,something else" })
    void serverWithAVirtV2vThatCannotDoIt(String program, String named) throws Exception {
        try (LabServer bad = LabServer.start("--virt-v2v", work.resolve(program).toString())) {
            fails(bad.asRoot(), 4, "virt-v2v", named);
        }
    }

    @Test
    void sudoThatAsksForAPassword() throws Exception {
        try (LabServer bad = LabServer.start("--sudo-asks")) {
            fails(bad.asUserWithSudo(), 4, "sudo", "password", bad.user());
        }
    }

    @ParameterizedTest
    @CsvSource({ "--no-forwarding", "--permit-listen-none" })
    void serverWithoutForwarding(String option) throws Exception {
        try (LabServer bad = LabServer.start(option)) {
            fails(bad.asRoot(), 2, "AllowTcpForwarding");
        }
    }

    @Test
    void fullRemoteTmp() throws Exception {
        try (LabServer bad = LabServer.start("--full-tmp")) {
            fails(bad.asRoot(), 4, "/tmp", "No space left");
        }
    }

    @Test
    void outputStorageThatIsNotThere() throws Exception {
        fails(server.asRoot() + " p2v.os=/no/such/place", 4, "/no/such/place does not exist", "p2v.os",
                "p2v.ignore_preflight");
    }

    @Test
    void guestNameThatIsTaken() throws Exception {
        Path storage = Files.createDirectory(work.resolve("taken"));
        Path other = Files.writeString(storage.resolve("web.xml"), "another guest");
        fails(server.asRoot() + " p2v.name=web p2v.os=" + storage, 4, "would be overwritten: " + other, "p2v.name");
        assertThat(other).hasContent("another guest");
    }

    @Test
    void severalProblemsAtOnce() throws Exception {
        try (LabServer bad = LabServer.start("--no-forwarding")) {
            fails(bad.asRoot() + " p2v.os=/no/such/place", 2, "AllowTcpForwarding", "/no/such/place does not exist");
        }
    }

    @Test
    void problemThatIsToBeIgnored() throws Exception {
        try (LabServer bad = LabServer.start("--virt-v2v", work.resolve("failing-virt-v2v").toString())) {
            fails(bad.asRoot() + " p2v.os=/no/such/place p2v.ignore_preflight", 4, "/no/such/place does not exist",
                    "the flux capacitor is empty");
        }
    }

    @Test
    void virtV2vThatFails() throws Exception {
        try (LabServer bad = LabServer.start("--virt-v2v", work.resolve("failing-virt-v2v").toString())) {
            fails(bad.asRoot() + " p2v.fail=\"touch " + work + "/failed\" p2v.post=\"touch " + work + "/done\"", 4,
                    "the flux capacitor is empty", "exit code 1", "virt-v2v-conversion-log.txt");
            assertThat(work.resolve("failed")).exists();
            assertThat(work.resolve("done")).doesNotExist();
        }
    }

    @Test
    void missingDisk() throws Exception {
        Result result = run(server.asRoot(), Path.of("/no/such/disk.img"));
        assertThat(result.output()).contains("/no/such/disk.img");
        assertThat(result.code()).isEqualTo(3);
    }

    @Test
    void emptyDisk() throws Exception {
        Path empty = Files.createFile(work.resolve("empty.img"));
        Result result = run(server.asRoot(), empty);
        assertThat(result.output()).contains(empty.toString(), "empty");
        assertThat(result.code()).isEqualTo(3);
    }

    @Test
    void preCommandThatFails() throws Exception {
        fails(server.asRoot() + " p2v.pre=\"exit 7\"", 5, "p2v.pre", "exit code 7");
    }

    @Test
    void postCommandThatFailsAfterAConversion() throws Exception {
        program(work.resolve("quick-virt-v2v"), """
                case "$*" in
                  *--version*) echo 'virt-v2v 2.2.0' ;;
                  *--machine-readable*) printf 'libguestfs-rewrite\\noutput:null\\n' ;;
                esac""");
        try (LabServer quick = LabServer.start("--virt-v2v", work.resolve("quick-virt-v2v").toString())) {
            fails(quick.asRoot() + " p2v.o=null p2v.post=\"exit 7\"", 5, "finished successfully", "p2v.post");
        }
    }

    @Test
    void neitherAServerNorADisplay() throws Exception {
        Result result = Product.start(work, List.of("--unset=DISPLAY", "--unset=WAYLAND_DISPLAY"), "", List.of(disk))
                .end(LIMIT);
        assertThat(result.output()).contains("display", "DISPLAY", "p2v.server").doesNotContain("\tat ");
        assertThat(result.code()).isEqualTo(1);
    }

    @Test
    void valuesThatCannotBeUnderstood() throws Exception {
        fails("p2v.server=x p2v.port=ssh p2v.memory=much", 1, "p2v.port=ssh", "p2v.memory=much");
    }
}
