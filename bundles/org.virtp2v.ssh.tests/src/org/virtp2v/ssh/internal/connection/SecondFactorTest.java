package org.virtp2v.ssh.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.server.Connections;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.ssh.internal.LabServer;
import org.virtp2v.ssh.internal.OutageLog;
import org.virtp2v.ssh.internal.SshConversionServer;

/** A real sshd whose PAM asks for the password and then for a code that changes with time (RFC 6238). */
@Timeout(120)
class SecondFactorTest {
    private static final String PASSWORD = "|| false Password:";
    private static final String CODE = "|| true Verification code:";
    static @Nullable LabServer server;

    private final ScriptedDialog dialog = new ScriptedDialog();

    @BeforeAll
    static void start() throws Exception {
        boolean root = LabServer.run("id", "-u").strip().equals("0") || succeeds("sudo", "-n", "true");
        assumeThat(root).as("sshd finds what PAM asks in /etc/pam.d, where only root can put it").isTrue();
        server = LabServer.start("--second-factor");
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            LabServer.run(command);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
            assertThat(Path.of("/etc/pam.d", server.user())).doesNotExist();
        }
    }

    @Test
    void answersThePasswordAndLetsTheUserAnswerTheRest() throws Exception {
        dialog.answers.add(code());
        logsIn(server.password());
        assertThat(dialog.askedWhole()).containsExactly(CODE);
    }

    @Test
    void letsTheUserAnswerEverythingWhereThereIsNoPassword() throws Exception {
        dialog.answers.addAll(List.of(server.password().reveal(), code()));
        logsIn(null);
        assertThat(dialog.askedWhole()).containsExactly(PASSWORD, CODE);
    }

    @Test
    void letsTheUserCorrectAWrongAnswer() throws Exception {
        dialog.answers.addAll(List.of("000000", server.password().reveal(), code()));
        logsIn(server.password());
        assertThat(dialog.askedWhole()).containsExactly(CODE, PASSWORD, CODE);
    }

    @Test
    void letsTheUserCorrectAWrongPassword() throws Exception {
        dialog.answers.addAll(List.of(code(), server.password().reveal(), code()));
        logsIn(new Secret("wrong"));
        assertThat(dialog.askedWhole()).containsExactly(CODE, PASSWORD, CODE);
    }

    @Test
    void saysThatTheAnswersWereRefusedTwice() throws Exception {
        dialog.answers.addAll(List.of("000000", server.password().reveal(), "000000"));
        assertThat(fails(server.password())).hasMessage("Cannot log in to 127.0.0.1:" + server.port() + " as "
                + server.user() + ": the server refused the password, or the answer to “Verification code:”; it does"
                + " not say which. Check both and try again.");
        assertThat(dialog.answers).isEmpty();
    }

    @Test
    void saysThatTheAnswersWereRefusedWhenTheUserDoesNotTryAgain() throws Exception {
        dialog.answers.add("000000");
        assertThat(fails(server.password())).hasMessageContaining("refused the password, or the answer to “Verific");
        assertThat(dialog.askedWhole()).containsExactly(CODE, PASSWORD);
        dialog.answers.addAll(List.of(server.password().reveal(), "000000"));
        assertThat(fails(null)).hasMessageContaining("refused the answers, the last one to “Verification code:”");
    }

    @Test
    void endsWhenTheUserGivesUp() throws Exception {
        assertThat(fails(server.password())).hasMessageContaining("also asks “Verification code:”, and there was no");
        dialog.answers.add(server.password().reveal());
        assertThat(fails(null)).hasMessageContaining("also asks “Verification code:”, and there was no answer");
    }

    @Test
    void asksAgainWhenALostConnectionIsMadeAgain() throws Exception {
        OutageLog person = new OutageLog();
        person.answers.addAll(List.of(code(), code()));
        try (Tunnel tunnel = new Tunnel(server.host(), server.port());
                ServerAccess access = new SshConversionServer(server.options().with(List.of("python3"))).access(
                        new ServerLogin("127.0.0.1", tunnel.port(), server.user(), server.password(), null, false),
                        person);
                DataConnection data = LabServer.data(access, LabServer.unused())) {
            assertThat(person.answers).hasSize(1);
            tunnel.cut();
            person.awaitBack(1);
            assertThat(person.answers).isEmpty();
            tunnel.cut();
            OutageLog.await(() -> !data.isOpen(), 20); // for good, as there is no further answer
        }
    }

    @Test
    void isNotAskedForAFurtherConnection() throws Exception {
        OutageLog person = new OutageLog();
        person.answers.addAll(List.of(code(), code(), code()));
        try (Tunnel tunnel = new Tunnel(server.host(), server.port());
                ServerAccess access = new SshConversionServer(server.options().with(List.of("python3"))).access(
                        new ServerLogin("127.0.0.1", tunnel.port(), server.user(), server.password(), null, false)
                                .withConnections(Connections.exactly(3)),
                        person);
                DataConnection data = LabServer.data(access, LabServer.unused());
                RemoteRun run = access.prepare(List.of())) {
            int before = tunnel.accepted();
            data.announce(run.directory());
            Thread.sleep(3000);
            assertThat(person.answers).hasSize(1);
            assertThat(tunnel.accepted()).isEqualTo(before);
            assertThat(data.most()).isEqualTo(1);
            LabServer.run("sudo", "-n", "rm", "-r", run.directory());
        }
    }

    private ServerAccess access(@Nullable Secret password) throws Exception {
        var login = new ServerLogin(server.host(), server.port(), server.user(), password, null, false);
        return new SshConversionServer(server.options()).access(login, dialog);
    }

    private void logsIn(@Nullable Secret password) throws Exception {
        try (ServerAccess access = access(password)) {
            assertThat(access.test().version()).isNotEmpty();
        }
    }

    private ConnectionException fails(@Nullable Secret password) throws Exception {
        try (ServerAccess access = access(password)) {
            ConnectionException e = catchThrowableOfType(ConnectionException.class, access::test);
            assertThat(e.reason()).isEqualTo(Reason.LOGIN_REFUSED);
            return e;
        }
    }

    /** The code of this half minute; the server also takes those before and after it. */
    private static String code() throws Exception {
        String secret = LabServer.run("sudo", "-n", "head", "-n", "1", server.dir() + "/second-factor").strip();
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(base32(secret), "HmacSHA1"));
        byte[] hash = mac.doFinal(
                ByteBuffer.allocate(Long.BYTES).putLong(System.currentTimeMillis() / 30_000).array());
        int number = ByteBuffer.wrap(hash).getInt(hash[hash.length - 1] & 15) & Integer.MAX_VALUE;
        return "%06d".formatted(number % 1_000_000);
    }

    /** RFC 4648, section 6, of 32 characters: 20 bytes. */
    private static byte[] base32(String text) {
        BigInteger number = BigInteger.ZERO;
        for (char c : text.toCharArray()) {
            number = number.shiftLeft(5).or(BigInteger.valueOf("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c)));
        }
        byte[] bytes = new byte[20];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = number.shiftRight(8 * (bytes.length - 1 - i)).byteValue();
        }
        return bytes;
    }
}
