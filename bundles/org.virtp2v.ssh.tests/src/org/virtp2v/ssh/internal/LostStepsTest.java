package org.virtp2v.ssh.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerInspection;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.ssh.internal.connection.Tunnel;

/** Steps before the conversion are done again when the connection is lost in the middle of them. */
@Timeout(60)
class LostStepsTest {
    @AutoClose
    static LabServer server;
    private Tunnel tunnel;

    @BeforeAll
    static void start() throws Exception {
        server = LabServer.start();
    }

    @BeforeEach
    void open() throws Exception {
        tunnel = new Tunnel(server.host(), server.port());
    }

    @AfterEach
    void close() throws Exception {
        tunnel.close();
    }

    private interface Work {
        void run() throws Exception;
    }

    /**
     * Does it undisturbed, and then with a cut shortly before its end. How long it is depends on how many packets what
     * the server says comes in.
     */
    private void survives(Work step, int connections) throws Exception {
        tunnel.cutAfter(Math.min(length(step), length(step)) - 1000);
        int made = tunnel.accepted();
        step.run();
        assertThat(tunnel.accepted() - made).isEqualTo(connections);
    }

    private long length(Work step) throws Exception {
        long before = tunnel.bytes();
        step.run();
        return tunnel.bytes() - before;
    }

    @Test
    void testsTheConnectionAgain() throws Exception {
        try (ServerAccess access = access(1)) {
            survives(() -> assertThat(access.test().version()).isNotEmpty(), 2);
        }
    }

    @Test
    void opensADiskAgain() throws Exception {
        try (ServerAccess access = access(1)) {
            survives(() -> {
                DataConnection data = LabServer.data(access, LabServer.unused());
                assertThat(data.isOpen()).isTrue();
                data.close();
            }, 2);
        }
    }

    @Test
    void copiesFilesAgainIntoAnotherDirectory() throws Exception {
        byte[] content = "x".repeat(300_000).getBytes(UTF_8);
        try (ServerAccess access = access(1)) {
            tunnel.cutAfter(150_000);
            try (RemoteRun run = access.prepare(List.of(RemoteFile.needed("file", content)))) {
                Path directory = Path.of(run.directory());
                assertThat(directory.resolve("file")).hasBinaryContent(content);
                LabServer.run("rm", "-r", run.directory());
            }
            assertThat(tunnel.accepted()).as("one to remove the first directory").isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void inspectsOverAnotherConnection() throws Exception {
        try (ServerAccess access = access(); ServerInspection inspection = access.inspect()) {
            assertThat(inspection.testForward()).isPositive();
            int made = tunnel.accepted();
            for (Work step : List.<Work>of(() -> assertThat(inspection.testForward()).isPositive(),
                    () -> assertThat(inspection.ask(List.of("echo", "hello")).output()).isEqualTo("hello\n"),
                    () -> assertThat(inspection.measureSpeed().bytes()).isPositive())) {
                tunnel.cut();
                step.run();
                assertThat(tunnel.accepted()).isEqualTo(++made);
            }
        }
    }

    @Test
    void isLostWhereNothingIsTriedAgain() throws Exception {
        try (ServerAccess access = access()) {
            long before = tunnel.bytes();
            access.test();
            tunnel.cutAfter((tunnel.bytes() - before) * 3 / 4);
            ConnectionException e = catchThrowableOfType(ConnectionException.class, access::test);
            assertThat(e.reason()).isEqualTo(Reason.LOST);
        }
    }

    private ServerAccess access(Integer... pauses) throws Exception {
        ServerAccess access = new SshConversionServer(LabServer.retrying(pauses)).access(
                new ServerLogin("127.0.0.1", tunnel.port(), "root", null, server.identity(), false), new OutageLog());
        access.test(); // the key is accepted over a connection of its own
        return access;
    }
}
