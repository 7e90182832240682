package org.virtp2v.ssh.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.ServerException.Reason;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.ExportKey;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.ssh.internal.connection.RelayPeer;

/** A port that leads to a disk is the relay's alone, and the relay is told where it is. */
@Timeout(60)
class RelayPortTest {
    @AutoClose
    static LabServer server;
    @TempDir
    Path temp;

    private final ExportKey key = ExportKey.random();

    @BeforeAll
    static void start() throws Exception {
        server = LabServer.start("--user");
    }

    @Test
    void onlyWhoKnowsTheKeyReachesTheDisk() throws Exception {
        AtomicInteger dialled = new AtomicInteger();
        try (ServerSocketChannel disk = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
                ServerAccess access = server.access(server.root(), List.of("python3"));
                DataConnection data = access.openDataConnection(Link.disk(1), () -> {
                    dialled.incrementAndGet();
                    return SocketChannel.open(disk.getLocalAddress());
                }, key)) {
            assertThat(data.relayInterpreter()).isEqualTo(LabServer.run("bash", "-c", "type -P python3").strip());
            try (Socket stranger = new Socket("127.0.0.1", data.remotePort())) {
                stranger.getOutputStream().write("IHAVEOPT".getBytes());
                assertThat(stranger.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(dialled).hasValue(0);
            try (Socket relay = new Socket("127.0.0.1", data.remotePort())) {
                RelayPeer.prove(key, relay.getInputStream(), relay.getOutputStream());
                try (Socket accepted = disk.accept().socket()) {
                    accepted.getOutputStream().write(42);
                    assertThat(relay.getInputStream().read()).isEqualTo(42);
                    relay.getOutputStream().write(43);
                    assertThat(accepted.getInputStream().read()).isEqualTo(43);
                }
            }
            assertThat(dialled).hasValue(1);
        }
    }

    @Test
    void tellsTheRelayThePort() throws Exception {
        Files.writeString(temp.resolve("relay-port.3"), "1\n");
        try (ServerAccess access = server.access(server.root(), List.of("python3"));
                DataConnection data = access.openDataConnection(Link.disk(3), LabServer.unused(), key)) {
            data.announce(temp.toString());
            Path file = temp.resolve("relay-port.3");
            assertThat(file).hasContent(data.remotePort() + "\n");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
            assertThat(temp.resolve("heartbeat")).isEmptyFile();
            assertThat(temp.toFile().list()).containsExactlyInAnyOrder("relay-port.3", "heartbeat");
            ServerException e = catchThrowableOfType(ServerException.class,
                    () -> data.announce(temp.resolve("gone").toString()));
            assertThat(e.reason()).isEqualTo(Reason.CANNOT_WRITE);
            assertThat(e).hasMessageContaining("gone/relay-port.3").hasMessageContaining("No such file");
        }
    }

    @Test
    void takesAPythonThatRunsAndIsNewEnough() throws Exception {
        assertThat(interpreter(List.of("python3", "/bin/true"))).startsWith("/").endsWith("/python3");
        Path old = program("old", "[[ $3 == *version_info*'(3, 6)'* ]] || exit 0; exit 1");
        assertThat(interpreter(List.of("no-such-python", "/bin/false", old.toString(), "python3")))
                .endsWith("/python3");
        assertThat(interpreter(List.of("no-such-python", "/bin/false", old.toString()))).isNull();
    }

    private String interpreter(List<String> candidates) throws Exception {
        try (ServerAccess access = server.access(server.labUser(false), candidates);
                DataConnection data = access.openDataConnection(Link.disk(1), LabServer.unused(), key)) {
            return data.relayInterpreter();
        }
    }

    private Path program(String name, String script) throws IOException {
        Path program = Files.writeString(temp.resolve(name), "#!/bin/bash\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
        return program;
    }
}
