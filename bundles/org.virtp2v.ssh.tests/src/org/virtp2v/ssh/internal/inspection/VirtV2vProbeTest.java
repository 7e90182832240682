package org.virtp2v.ssh.internal.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.ServerException.Reason;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.ssh.internal.LabServer;
import org.virtp2v.ssh.internal.SshConversionServer;
import org.virtp2v.ssh.internal.SshOptions;

/** The test connection, against servers of all kinds. */
class VirtV2vProbeTest {
    @TempDir
    static Path temp;
    static LabServer server;
    static LabServer stubbed;
    static Path behaviour;

    @BeforeAll
    static void start() throws Exception {
        server = LabServer.start("--user");
        behaviour = Files.writeString(temp.resolve("behaviour"), "");
        Path stub = Files.writeString(temp.resolve("virt-v2v"), "#!/bin/bash\n. " + behaviour + "\n");
        Files.setPosixFilePermissions(stub, PosixFilePermissions.fromString("rwxr-xr-x"));
        stubbed = LabServer.start("--user", "--virt-v2v", stub.toString());
    }

    @AfterAll
    static void stop() throws Exception {
        stubbed.close();
        server.close();
    }

    @Test
    void learnsVersionAndModes() throws Exception {
        assertIsDebians(test(server, server.root()));
    }

    @Test
    void namesAPasswordThatHasExpired() throws Exception {
        try (LabServer expired = LabServer.start("--user", "--sshd", "UsePAM yes")) {
            LabServer.run("sudo", "-n", "chage", "-d", "0", expired.user());
            assertThat(catchThrowableOfType(ServerException.class, () -> test(expired, expired.labUser(true))))
                    .hasMessageContaining("The password of " + expired.user()).hasMessageContaining("has expired");
        }
    }

    /** As sudo reads it; names that sudoers(5) takes for something else are to be escaped there. */
    @ParameterizedTest
    @ValueSource(strings = { "DOM\\user", "DOM\\first last", "user@dom.example", "user+x.y-z", "a#1", "a:b,c=(d)!" })
    void spellsAUserAsSudoersDoes(String user) throws Exception {
        Path rule = Files.writeString(temp.resolve("rule"),
                VirtV2vProbe.inSudoers(user) + " ALL=(ALL) NOPASSWD: ALL\n");
        assertThat(LabServer.run("cvtsudoers", "-f", "json", rule.toString()))
                .contains("\"username\": \"" + user.replace("\\", "\\\\") + "\"");
    }

    @Test
    void learnsThemThroughSudo() throws Exception {
        assertIsDebians(test(server, server.labUser(true)));
    }

    /** Shells that are not installed here cannot be tested here. */
    static Stream<String> shells() {
        return Stream.of("/bin/sh", "/bin/bash", "/bin/dash", "/bin/csh", "/bin/tcsh", "/usr/bin/fish", "/bin/zsh")
                .filter(s -> Files.isExecutable(Path.of(s)));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void doesNotCareForLoginShellsAndWhatTheyPrint(String shell) throws Exception {
        try (LabServer noisy = LabServer.start("--shell", shell, "--noisy")) {
            assertIsDebians(test(noisy, noisy.labUser(true)));
        }
    }

    @Test
    void saysWhenSudoAsksForAPassword() throws Exception {
        try (LabServer asking = LabServer.start("--sudo-asks")) {
            ServerException e = fails(asking, asking.labUser(true));
            assertThat(e.reason()).isEqualTo(Reason.SUDO_NEEDS_PASSWORD);
            assertThat(e).hasMessageContaining("sudo asks " + asking.user() + " for a password")
                    .hasMessageContaining("NOPASSWD");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "PermitTTY no", "MaxSessions 1" })
    void usesSudoThatWantsATerminalWhateverSshdAllows(String line) throws Exception {
        try (LabServer strict = LabServer.start("--sudoers", "Defaults:USER requiretty", "--sshd", line)) {
            assertIsDebians(test(strict, strict.labUser(true)));
        }
    }

    @Test
    void saysWhenSudoDoesNotFindVirtV2vThatIsThere() throws Exception {
        try (LabServer hidden = LabServer.start("--sudoers", "Defaults:USER secure_path=/usr/sbin",
                "--sudoers", "USER ALL=(root) NOPASSWD: ALL")) {
            ServerException e = fails(hidden, hidden.labUser(true));
            assertThat(e.reason()).isEqualTo(Reason.NO_VIRT_V2V);
            assertThat(e).hasMessageContaining("virt-v2v, which is /usr/bin/virt-v2v: that is not in its secure_path")
                    .hasMessageContaining("Add /usr/bin to");
        }
    }

    @Test
    void saysWhenSudoAllowsOtherCommandsOnly() throws Exception {
        try (LabServer other = LabServer.start("--sudoers", "USER ALL=(root) PASSWD: ALL", "--sudoers",
                "USER ALL=(root) NOPASSWD: /usr/bin/id, !/usr/bin/virt-v2v")) {
            ServerException e = fails(other, other.labUser(true));
            assertThat(e.reason()).isEqualTo(Reason.SUDO_REFUSED);
            assertThat(e).hasMessageContaining("run some commands without a password, but not virt-v2v")
                    .hasMessageContaining("“" + other.user() + " ALL=(root) NOPASSWD: /usr/bin/virt-v2v”");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "sudo: a password is required|SUDO_NEEDS_PASSWORD",
            "sudo: interactive authentication is required|SUDO_NEEDS_PASSWORD",
            "sudo-rs: interactive authentication is required|SUDO_NEEDS_PASSWORD",
            "sudo: I'm sorry me. I'm afraid I can't do that|SUDO_REFUSED",
            "Sorry, user me is not allowed to execute '/usr/bin/virt-v2v' as root on conv.|SUDO_REFUSED",
            "sudo: sorry, you must have a tty to run sudo|SUDO_REFUSED",
            "sudo: virt-v2v: command not found|NO_VIRT_V2V",
            "sudo: 'virt-v2v': command not found|NO_VIRT_V2V", "libguestfs: something else|NOT_UNDERSTOOD" })
    void understandsTheWordsOfEachSudo(String words, Reason reason) throws Exception {
        Files.writeString(behaviour, "echo \"" + words + "\" >&2; exit 1");
        assertThat(fails(stubbed, stubbed.labUser(true)).reason()).isEqualTo(reason);
    }

    @Test
    void saysWhenThereIsNoVirtV2v() throws Exception {
        try (LabServer bare = LabServer.start("--user", "--virt-v2v", "none")) {
            assertThat(fails(bare, bare.root()).reason()).isEqualTo(Reason.NO_VIRT_V2V);
            ServerException e = fails(bare, bare.labUser(true));
            assertThat(e.reason()).isEqualTo(Reason.NO_VIRT_V2V);
            assertThat(e).hasMessage("There is no virt-v2v on the conversion server 127.0.0.1:" + bare.port()
                    + ". Install the package virt-v2v there, or check that this is the right server.");
        }
    }

    @Test
    void saysWhenVirtV2vIsTooOld() throws Exception {
        ServerException e = failsWith("echo virt-v2v 1.26.5");
        assertThat(e.reason()).isEqualTo(Reason.VIRT_V2V_TOO_OLD);
        assertThat(e).hasMessageContaining("virt-v2v 1.26.5").hasMessageContaining("1.28");
    }

    @Test
    void saysWhenVirtV2vLacksTheFeature() throws Exception {
        assertThat(failsWith("[ $1 = --version ] && echo virt-v2v 1.42.0rhel=8 || echo output:local").reason())
                .isEqualTo(Reason.VIRT_V2V_TOO_OLD);
        assertThat(failsWith("[ $1 = --version ] && echo virt-v2v 1.42.0 || exit 1").reason())
                .isEqualTo(Reason.VIRT_V2V_TOO_OLD);
    }

    @Test
    void saysWhenItDoesNotUnderstand() throws Exception {
        ServerException e = failsWith("echo Guten Morgen");
        assertThat(e.reason()).isEqualTo(Reason.NOT_UNDERSTOOD);
        assertThat(e).hasMessageContaining("Guten Morgen");
        assertThat(failsWith("echo broken >&2; exit 3")).hasMessageContaining("exit code 3): broken");
    }

    @Test
    void givesUpWhenVirtV2vHangs() throws Exception {
        Files.writeString(behaviour, "sleep 30");
        assertThat(late(stubbed.root(), Reason.TIMEOUT, ServerAccess::test)).hasMessageContaining("virt-v2v")
                .hasMessageContaining("2 seconds");
    }

    @Test
    void saysWhatAStartUpFileWaitsFor() throws Exception {
        Path startUp = server.dir().resolve("home/.bashrc");
        Files.writeString(startUp, "echo Which project?; read -r answer\n");
        try {
            for (Question question : List.<Question>of(ServerAccess::test, ServerAccess::waitingRuns)) {
                assertThat(late(server.labUser(false), Reason.SHELL_STUCK, question))
                        .hasMessageContaining("login shell of " + server.user())
                        .hasMessageContaining("within 2 seconds, but said: “Which project?”");
            }
        } finally {
            Files.delete(startUp);
        }
    }

    /** Something that the server is asked. */
    @FunctionalInterface
    private interface Question {
        Object ask(ServerAccess access) throws Exception;
    }

    private static ServerException late(ServerLogin login, Reason reason, Question question) throws Exception {
        SshOptions normal = (login.port() == server.port() ? server : stubbed).options();
        SshOptions hasty = new SshOptions(normal.knownHosts(), normal.connectLimit(), normal.fetchLimit(),
                Duration.ofSeconds(2), normal.aliveInterval(), normal.aliveCount(), normal.clock(), normal.random());
        try (ServerAccess access = new SshConversionServer(hasty).access(login, k -> {
        })) {
            ServerException e = catchThrowableOfType(ServerException.class, () -> question.ask(access));
            assertThat(e.reason()).isEqualTo(reason);
            return e;
        }
    }

    private static void assertIsDebians(ServerInfo info) {
        assertThat(info.version()).matches("2\\.[0-9.]+");
        assertThat(info.colours()).isTrue();
        assertThat(info.inputModes()).contains("libvirtxml");
        assertThat(info.outputModes()).contains("local", "libvirt").doesNotContain("vdsm");
    }

    private static ServerInfo test(LabServer lab, ServerLogin login) throws Exception {
        try (ServerAccess access = lab.access(login)) {
            return access.test();
        }
    }

    private static ServerException fails(LabServer lab, ServerLogin login) throws Exception {
        try (ServerAccess access = lab.access(login)) {
            return catchThrowableOfType(ServerException.class, access::test);
        }
    }

    private static ServerException failsWith(String script) throws Exception {
        Files.writeString(behaviour, script);
        return fails(stubbed, stubbed.root());
    }
}
