package org.virtp2v.ssh.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.ssh.internal.LabServer;
import org.virtp2v.ssh.internal.SshConversionServer;

/** Servers that want more than one proof: an identity and a password, in any order, or a certificate. */
@Timeout(120)
class CombinedLoginTest {
    @TempDir
    Path temp;

    private final ScriptedDialog dialog = new ScriptedDialog();

    @ParameterizedTest
    @ValueSource(strings = { "publickey,password", "password,publickey", "publickey,keyboard-interactive",
            "keyboard-interactive,publickey", "publickey,password,keyboard-interactive" })
    void combinesIdentityAndPassword(String methods) throws Exception {
        try (LabServer lab = LabServer.start("--auth", methods, "--user")) {
            logsIn(lab, lab.password(), lab.identity());
            assertThat(dialog.asked()).as("what is known").isEmpty();

            dialog.answers.addAll(List.of(lab.password().reveal(), lab.password().reveal()));
            logsIn(lab, null, lab.identity());
            assertThat(dialog.asked()).isNotEmpty().allMatch(question -> question.startsWith("Password"));

            dialog.answers.clear();
            ConnectionException e = fails(lab, null, lab.identity());
            if (methods.startsWith("publickey")) {
                assertThat(e).hasMessageContaining("accepted the SSH identity, but also asks for: ");
            }
            assertThat(fails(lab, new Secret("S3cr3t-wrong"), lab.identity())).hasMessageContaining("password");
        }
    }

    @Test
    void saysThatThePasswordBesideTheIdentityIsWrong() throws Exception {
        try (LabServer lab = LabServer.start("--auth", "publickey,password", "--user")) {
            assertThat(fails(lab, new Secret("wrong"), lab.identity()))
                    .hasMessageContaining("accepted the SSH identity");
        }
    }

    @Test
    void combinesPasswordAndAnswers() throws Exception {
        try (LabServer lab = LabServer.start("--auth", "password,keyboard-interactive", "--user")) {
            logsIn(lab, lab.password(), null);
            assertThat(dialog.asked()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "ed25519", "ecdsa", "rsa" })
    void showsTheCertificateBesideTheKey(String type) throws Exception {
        Path authority = temp.resolve("ca");
        Path key = temp.resolve("id");
        LabServer.run("ssh-keygen", "-q", "-N", "", "-t", "ed25519", "-f", authority.toString());
        LabServer.run("ssh-keygen", "-q", "-N", "", "-t", type, "-f", key.toString());
        try (LabServer lab = LabServer.start("--user", "--sshd", "TrustedUserCAKeys " + authority + ".pub")) {
            assertThat(fails(lab, null, key.toString()).reason()).isEqualTo(Reason.LOGIN_REFUSED);
            LabServer.run("ssh-keygen", "-q", "-s", authority.toString(), "-I", "test", "-n", lab.user(), key + ".pub");
            logsIn(lab, null, key.toString());
            logsIn(lab, null, key.toUri().toString());

            Path plain = temp.resolve("plain");
            Files.copy(Path.of(lab.identity()), plain);
            Files.writeString(Path.of(plain + "-cert.pub"), "ssh-ed25519-cert-v01@openssh.com !nonsense!");
            logsIn(lab, null, plain.toString());
            Files.copy(Path.of(key + "-cert.pub"), Path.of(plain + "-cert.pub"),
                    StandardCopyOption.REPLACE_EXISTING);
            logsIn(lab, null, plain.toString());
        }
    }

    private ServerAccess access(LabServer lab, @Nullable Secret password, @Nullable String identity) throws Exception {
        dialog.forget();
        return new SshConversionServer(lab.options())
                .access(new ServerLogin(lab.host(), lab.port(), lab.user(), password, identity, false), dialog);
    }

    private void logsIn(LabServer lab, @Nullable Secret password, @Nullable String identity) throws Exception {
        try (ServerAccess access = access(lab, password, identity)) {
            assertThat(access.test().version()).isNotEmpty();
        }
    }

    private ConnectionException fails(LabServer lab, @Nullable Secret password, @Nullable String identity)
            throws Exception {
        try (ServerAccess access = access(lab, password, identity)) {
            return catchThrowableOfType(ConnectionException.class, access::test);
        }
    }
}
