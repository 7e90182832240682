package org.virtp2v.ssh.internal.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.server.LinkSpeed;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.server.ServerFacts.Place;
import org.virtp2v.core.server.ServerFacts.State;
import org.virtp2v.core.server.ServerInspection;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.server.SurveyRequest;
import org.virtp2v.ssh.internal.LabServer;
import org.virtp2v.ssh.internal.SshConversionServer;
import org.virtp2v.ssh.internal.SshOptions;
import org.virtp2v.ssh.internal.script.RemoteShell;

/** What the preflight learns of real servers. */
class InspectionTest extends InspectionFixture {
    private static ServerFacts survey(ServerLogin login, SurveyRequest request) throws Exception {
        return server.survey(login, request);
    }

    private static SurveyRequest directory(Path directory, String... files) {
        return new SurveyRequest(directory.toString(),
                Stream.of(files).map(f -> directory.resolve(f).toString()).toList(), List.of("nbdkit"), null);
    }

    @Test
    void sendsBytesThereAndBack() throws Exception {
        assertThat(inspect(server, server.root(), ServerInspection::testForward)).isPositive()
                .isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void measuresTheSpeedOverTheSameConnection() throws Exception {
        inspect(server, server.root(), inspection -> {
            inspection.testForward();
            for (int i = 0; i < 2; i++) {
                LinkSpeed speed = inspection.measureSpeed();
                assertThat(speed.bytes()).isPositive().isLessThanOrEqualTo(SshInspection.SPEED.most());
                assertThat(speed.took()).isLessThan(Duration.ofSeconds(3));
                assertThat(speed.bytesPerSecond()).isGreaterThan(1e6);
            }
            return "";
        });
    }

    @ParameterizedTest
    @ValueSource(strings = { "--no-forwarding", "--permit-listen-none" })
    void findsThatForwardingIsRefused(String option) throws Exception {
        try (LabServer closed = LabServer.start(option)) {
            ConnectionException e = catchThrowableOfType(ConnectionException.class,
                    () -> inspect(closed, closed.root(), ServerInspection::testForward));
            assertThat(e.reason()).isEqualTo(Reason.FORWARDING_REFUSED);
            assertThat(e).hasMessageContaining("AllowTcpForwarding");
        }
    }

    @Test
    void findsThatTheServerDoesNotKnowTheNameLocalhost() throws Exception {
        try (LabServer nameless = LabServer.start("--no-localhost")) {
            ConnectionException e = catchThrowableOfType(ConnectionException.class,
                    () -> inspect(nameless, nameless.root(), ServerInspection::testForward));
            assertThat(e.reason()).isEqualTo(Reason.FORWARDING_REFUSED);
            assertThat(e).hasMessageContaining("127.0.0.1 localhost").hasMessageContaining("/etc/hosts");
        }
    }

    @Test
    void findsThatTmpIsFull() throws Exception {
        try (LabServer full = LabServer.start("--full-tmp")) {
            ServerFacts facts = inspect(full, full.root(), i -> i.survey(directory(Path.of("/var/tmp"))));
            assertThat(facts.temporary()).isEqualTo(new Place("/tmp", State.WRITABLE, 0L));
            assertThat(facts.storage().freeBytes()).isPositive();
        }
    }

    @Test
    void looksAtTheStorageAsItsUser() throws Exception {
        Path closed = Files.createDirectory(temp.resolve("closed"), PosixFilePermissions
                .asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Path hidden = Files.createDirectory(temp.resolve("hidden"), PosixFilePermissions
                .asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path inside = Files.createDirectory(hidden.resolve("it’s inside"));
        Path file = Files.createFile(temp.resolve("file"));
        ServerLogin user = server.labUser(false);
        Place own = survey(server.root(), directory(closed)).storage();
        assertThat(own.state()).isEqualTo(State.WRITABLE);
        assertThat(own.freeBytes()).isCloseTo(closed.toFile().getUsableSpace(), Percentage.withPercentage(5));
        assertThat(survey(user, directory(closed)).storage().state()).isEqualTo(State.NOT_WRITABLE);
        assertThat(survey(user, directory(inside)).storage())
                .isEqualTo(new Place(inside.toString(), State.UNREACHABLE, null));
        assertThat(survey(server.root(), directory(inside)).storage().state()).isEqualTo(State.WRITABLE);
        assertThat(survey(user, directory(temp.resolve("a/b"))).storage().state()).isEqualTo(State.MISSING);
        assertThat(survey(user, directory(file)).storage().state()).isEqualTo(State.NOT_A_DIRECTORY);
    }

    @Test
    void findsFilesThatExistAndLeavesNone() throws Exception {
        Path directory = Files.createDirectory(temp.resolve("storage 'x' $(id)"));
        Files.createFile(directory.resolve("web \"1\".xml"));
        Files.createSymbolicLink(directory.resolve("web-sda"), Path.of("/nowhere"));
        ServerFacts facts = survey(server.root(), directory(directory, "web \"1\".xml", "web-sda", "web-sdb"));
        assertThat(facts.existingFiles()).containsExactly(directory.resolve("web \"1\".xml").toString(),
                directory.resolve("web-sda").toString());
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void knowsToolsAndTheClock() throws Exception {
        ServerFacts facts = survey(server.labUser(false),
                new SurveyRequest(null, List.of(),
                        List.of("nbdkit", "no-such-tool", "nbdcopy", "/bin/bash", "/usr/libexec/none"),
                        null));
        assertThat(facts.missingTools()).containsExactly("no-such-tool", "/usr/libexec/none");
        assertThat(facts.clockAhead()).isBetween(Duration.ofSeconds(-2), Duration.ofSeconds(2));
        assertThat(facts.existingFiles()).isNull();
        assertThat(facts.libvirtGuest()).isNull();
        assertThat(facts.python()).matches("3\\.\\d+\\.\\d+");
        assertThat(facts.overlays().freeBytes()).isPositive();
    }

    @Test
    void noticesAClockThatIsWrong() throws Exception {
        SshOptions right = server.options();
        SshOptions wrong = new SshOptions(right.knownHosts(), right.connectLimit(), right.fetchLimit(),
                right.scriptLimit(), right.aliveInterval(), right.aliveCount(),
                Clock.offset(Clock.systemUTC(), Duration.ofMinutes(10)), right.random());
        try (ServerAccess access = new SshConversionServer(wrong).access(server.root(), key -> {
        });
                ServerInspection inspection = access.inspect()) {
            assertThat(inspection.survey(directory(temp)).clockAhead()).isBetween(Duration.ofSeconds(-602),
                    Duration.ofSeconds(-598));
        }
    }

    @Test
    void knowsNothingWhenTheServerTakesTooLong() throws Exception {
        try (ServerAccess access = server.access(server.root())) {
            RemoteShell shell = new RemoteShell(LabServer.connector(access).connect(Duration.ofSeconds(30)),
                    server.root());
            assertThat(new Survey(directory(temp), Clock.systemUTC()).run(shell, Duration.ZERO))
                    .isEqualTo(new ServerFacts(Place.unknown("/tmp"), Place.unknown("/var/tmp"),
                            Place.unknown(temp.toString()), null, null, null, null, null));
        }
    }

    static Stream<String> shells() {
        return VirtV2vProbeTest.shells();
    }

    @ParameterizedTest
    @MethodSource("shells")
    void doesNotCareForLoginShellsAndWhatTheyPrint(String shell) throws Exception {
        try (LabServer noisy = LabServer.start("--shell", shell, "--noisy")) {
            inspect(noisy, noisy.labUser(true), inspection -> {
                assertThat(inspection.testForward()).isPositive();
                assertThat(inspection.measureSpeed().bytes()).isPositive();
                assertThat(inspection.survey(directory(Path.of("/var/tmp"))).storage().state())
                        .isEqualTo(State.WRITABLE);
                return "";
            });
        }
    }

    @Test
    void returnsAtOnceWhenItIsInterrupted() throws Exception {
        try (ServerAccess access = server.access(server.root()); ServerInspection inspection = access.inspect()) {
            inspection.testForward();
            Thread caller = Thread.currentThread();
            var interrupter = CompletableFuture.runAsync(() -> {
                try {
                    Thread.sleep(15);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                caller.interrupt();
            });
            assertThatThrownBy(() -> {
                while (true) {
                    inspection.measureSpeed();
                }
            }).isInstanceOf(InterruptedException.class);
            interrupter.get();
            assertThat(inspection.survey(directory(temp)).storage().state()).isEqualTo(State.WRITABLE);
        }
    }

    @Test
    void failsWhenTheServerIsGone() throws Exception {
        try (LabServer dying = LabServer.start();
                ServerAccess access = dying.access(dying.root());
                ServerInspection inspection = access.inspect()) {
            inspection.testForward();
            dying.stop();
            ConnectionException e = catchThrowableOfType(ConnectionException.class,
                    () -> inspection.survey(directory(temp)));
            assertThat(e.reason()).isEqualTo(Reason.REFUSED);
        }
    }
}
