package org.virtp2v.ssh.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.ssh.internal.LabServer;
import org.virtp2v.ssh.internal.SshConversionServer;

/**
 * A connection that ends while it is being made, at whatever point, is one that was cut: JSch takes it for a refusal of
 * what it was trying, and a conversion whose connection is made again would be given up.
 */
@Timeout(120)
class CutLoginTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @ParameterizedTest
    @CsvSource({ "identity, true", "password, false" })
    void isNoRefusal(String with, boolean reset) throws Exception {
        int loggingIn = 0;
        try (LabServer server = LabServer.start("--user");
                Tunnel line = new Tunnel(server.host(), server.port())) {
            boolean identity = with.equals("identity");
            ServerLogin login = new ServerLogin("127.0.0.1", line.port(), server.user(),
                    identity ? null : server.password(), identity ? server.identity() : null, false);
            try (ServerAccess access = new SshConversionServer(LabServer.options(List.of(), LIMIT))
                    .access(login, key -> {
                    })) {
                access.test();
                ConnectionException e;
                int piece = 1;
                do {
                    line.cutNextAfter(piece, reset);
                    e = catchThrowableOfType(ConnectionException.class,
                            () -> LabServer.data(access, LabServer.unused()));
                    assertThat(e).as("cut after piece %d", piece).isNotNull();
                    assertThat(ConnectErrors.isFinal(e)).as("piece %d: %s", piece, e.getMessage()).isFalse();
                    loggingIn += e.getMessage().startsWith("Cannot log in") ? 1 : 0;
                    piece++;
                } while (e.reason() != Reason.LOST);
            }
        }
        assertThat(loggingIn).as("cut after the keys were exchanged").isGreaterThan(2);
    }
}
