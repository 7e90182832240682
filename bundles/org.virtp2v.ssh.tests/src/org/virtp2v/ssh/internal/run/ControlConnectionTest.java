package org.virtp2v.ssh.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.ssh.internal.LabServer;
import org.virtp2v.ssh.internal.connection.Connector;
import org.virtp2v.ssh.internal.connection.SshConnection;
import org.virtp2v.ssh.internal.script.RemoteShell;

@Timeout(60)
class ControlConnectionTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    @AutoClose
    private static LabServer server;
    private ServerAccess access;
    private SshConnection first;
    private ControlConnection control;

    @BeforeAll
    static void start() throws Exception {
        server = LabServer.start("--user");
    }

    @BeforeEach
    void connect() throws Exception {
        ServerLogin login = server.root();
        access = server.access(login);
        Connector connector = LabServer.connector(access);
        first = connector.connect(LIMIT);
        control = new ControlConnection(connector, first, login);
    }

    @AfterEach
    void close() {
        access.close();
    }

    private static ConnectionException lost() {
        return new ConnectionException(Reason.LOST, "cut", null);
    }

    @Test
    void isKeptWhileItIsOpen() throws Exception {
        assertThat(control.shell(LIMIT).connection()).isSameAs(first);
        assertThat(control.renewableShell(LIMIT).connection()).isSameAs(first);
    }

    @Test
    void isMadeAnewForWhoNeedsItWhenItHasBeenAbandoned() throws Exception {
        control.abandon();
        SshConnection second = control.shell(LIMIT).connection();
        assertThat(second).isNotSameAs(first).matches(SshConnection::isOpen);
        assertThat(first.isOpen()).isFalse();
        assertThat(control.shell(LIMIT).connection()).isSameAs(second);
    }

    @Test
    void comesBackAndBeginsWithTheFirstStep() throws Exception {
        AtomicReference<RemoteShell> begun = new AtomicReference<>();
        assertThat(control.<String>comeBack(lost(), shell -> {
            begun.set(shell);
            return "done";
        })).isEqualTo("done");
        assertThat(begun.get().connection()).isNotSameAs(first).isSameAs(control.shell(LIMIT).connection());
    }

    @Test
    void doesNotComeBackWhenItHasBeenGivenUpButServesThoseThatCleanUp() throws Exception {
        control.giveUp();
        ConnectionException lost = lost();
        assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> control.comeBack(lost, shell -> shell))
                .isSameAs(lost);
        assertThat(control.shell(LIMIT).connection()).isNotSameAs(first).matches(SshConnection::isOpen);
    }

    @Test
    void endsForGoodWhenItIsClosed() {
        control.close();
        assertThat(first.isOpen()).isFalse();
        assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> control.shell(LIMIT))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.LOST));
        ConnectionException lost = lost();
        assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> control.comeBack(lost, shell -> shell))
                .isSameAs(lost);
    }
}
