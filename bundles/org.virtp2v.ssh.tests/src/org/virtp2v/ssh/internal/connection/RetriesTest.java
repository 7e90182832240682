package org.virtp2v.ssh.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.ssh.internal.LabServer;
import org.virtp2v.ssh.internal.SshConversionServer;

/** Connections that fail for a reason that may pass are tried again, and others are not. */
@Timeout(120)
class RetriesTest {
    @AutoClose
    static LabServer server;

    private final List<String> told = new ArrayList<>();
    private final ServerDialog dialog = new ServerDialog() {
        @Override
        public void accepted(HostKey key) {
            // the relay's address is not known
        }

        @Override
        public void retrying(ConnectionException why, int pauseSeconds, int secondsLeft) {
            told.add(why.reason() + " " + pauseSeconds + " " + secondsLeft);
        }
    };

    @BeforeAll
    static void start() throws Exception {
        server = LabServer.start("--user");
    }

    @Test
    void triesAgainWhenTheServerTurnsItAway() throws Exception {
        try (Tunnel crowd = new Tunnel(server.host(), server.port());
                ServerAccess access = access(crowd.port(), 1, 2)) {
            crowd.refuse(2);
            assertThat(access.test().version()).isNotEmpty();
            assertThat(told).containsExactly("NOT_SSH 1 1", "NOT_SSH 2 2", "NOT_SSH 2 1");
            told.clear();
            crowd.refuse(1);
            LabServer.data(access, LabServer.unused()).close();
            assertThat(told).as("also later").containsExactly("NOT_SSH 1 1");
        }
    }

    @Test
    void triesAgainWhereNobodyListensYet() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = free.getLocalPort();
            free.close();
            try (ServerAccess access = access(port, 1)) {
                assertThat(catchThrowableOfType(ConnectionException.class, access::test).reason())
                        .isEqualTo(Reason.REFUSED);
            }
        }
        assertThat(told).containsExactly("REFUSED 1 1");
    }

    @Test
    void triesAgainWhenANameIsNotKnown() throws Exception {
        var login = new ServerLogin("no.such.host.invalid", 22, "root", null, null, false);
        try (ServerAccess access = new SshConversionServer(LabServer.retrying(1, 1, 1)).access(login, dialog)) {
            assertThat(catchThrowableOfType(ConnectionException.class, access::test).reason())
                    .isEqualTo(Reason.UNKNOWN_HOST);
        }
        assertThat(told).as("but not as often").containsExactly("UNKNOWN_HOST 1 1", "UNKNOWN_HOST 1 1");
    }

    @Test
    void doesNotGoBeyondTheLimit() throws Exception {
        try (Tunnel crowd = new Tunnel(server.host(), server.port());
                ServerAccess access = access(crowd.port(), 1, 90)) {
            crowd.refuse(9);
            assertThat(catchThrowableOfType(ConnectionException.class, access::test).reason())
                    .isEqualTo(Reason.NOT_SSH);
            assertThat(crowd.accepted()).isEqualTo(2);
        }
    }

    @Test
    void doesNotTryARefusedPasswordAgain() throws Exception {
        try (Tunnel relay = new Tunnel(server.host(), server.port());
                ServerAccess access = access(relay.port(), new Secret("wrong"), 1)) {
            assertThat(catchThrowableOfType(ConnectionException.class, access::test).reason())
                    .isEqualTo(Reason.LOGIN_REFUSED);
            assertThat(relay.accepted()).isLessThanOrEqualTo(2);
        }
        assertThat(told).isEmpty();
    }

    private ServerAccess access(int port, Integer... pauses) throws Exception {
        return access(port, null, pauses);
    }

    private ServerAccess access(int port, @Nullable Secret password, Integer... pauses) throws Exception {
        var login = new ServerLogin("127.0.0.1", port, server.user(), password,
                password == null ? server.identity() : null, false);
        return new SshConversionServer(LabServer.retrying(pauses)).access(login, dialog);
    }
}
