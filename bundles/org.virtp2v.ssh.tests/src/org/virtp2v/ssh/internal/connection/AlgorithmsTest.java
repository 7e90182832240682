package org.virtp2v.ssh.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.ssh.internal.LabServer;

/** Servers that offer few algorithms. */
@Timeout(120)
class AlgorithmsTest {

    @ParameterizedTest
    @ValueSource(strings = { "MACs umac-64-etm@openssh.com", "MACs umac-128@openssh.com", "MACs hmac-sha2-512",
            "KexAlgorithms curve25519-sha256", "KexAlgorithms ecdh-sha2-nistp521",
            "KexAlgorithms diffie-hellman-group18-sha512",
            "KexAlgorithms diffie-hellman-group-exchange-sha256", "Ciphers aes256-ctr", "Ciphers aes192-ctr" })
    void areReached(String line) throws Exception {
        try (LabServer lab = LabServer.start("--sshd", line); ServerAccess access = lab.access(lab.root())) {
            assertThat(access.test().version()).isNotEmpty();
        }
    }

    /**
     * The first choice of OpenSSH from version 10 on, in which Debian 13 has it; Java has its part from version 24 on.
     */
    @Test
    void areReachedWithMlKemOnly() throws Exception {
        String name = "mlkem768x25519-sha256";
        assumeThat(LabServer.run("ssh", "-Q", "kex")).as("what sshd of this machine knows")
                .contains(name);
        assumeThat(Runtime.version().feature()).as("the version of Java").isGreaterThanOrEqualTo(24);

        areReached("KexAlgorithms " + name);
    }

    @ParameterizedTest
    @CsvSource({ "KexAlgorithms, sntrup761x25519-sha512@openssh.com, curve25519-sha256",
            "MACs, umac-64-etm@openssh.com, hmac-sha2-256-etm@openssh.com" })
    void areToldWhatIsMissingHere(String line, String only, String ours) throws Exception {
        // A MAC of its own matters only to a cipher that does not authenticate.
        try (LabServer lab = LabServer.start("--sshd", line + " " + only, "--sshd", "Ciphers aes256-ctr");
                ServerAccess access = lab.access(lab.root())) {
            ConnectionException e = catchThrowableOfType(ConnectionException.class, access::test);
            assertThat(e.reason()).isEqualTo(Reason.NOT_SSH);
            assertThat(e).hasMessageContaining("Of " + line + " it offers only: " + only + ". This program has: ")
                    .hasMessageContaining(ours).hasMessageContaining("to the line “" + line + "”")
                    .hasMessageMatching("(?s)(?!.*(ext-info|kex-strict)).*");
        }
    }
}
