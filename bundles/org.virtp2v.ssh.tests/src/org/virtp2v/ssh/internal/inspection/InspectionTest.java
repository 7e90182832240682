package org.virtp2v.ssh.internal.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
import org.virtp2v.core.server.ServerQuestions.Answer;
import org.virtp2v.core.server.SurveyRequest;
import org.virtp2v.core.server.VirtV2vOptions;
import org.virtp2v.core.server.VirtV2vOptions.Argument;
import org.virtp2v.core.testing.Seeds;
import org.virtp2v.ssh.internal.LabServer;
import org.virtp2v.ssh.internal.SshConversionServer;
import org.virtp2v.ssh.internal.SshOptions;
import org.virtp2v.ssh.internal.script.RemoteShell;

/** What the preflight learns of real servers. */
@Timeout(120)
class InspectionTest {
    @TempDir
    static Path temp;
    @AutoClose
    static LabServer server;

    @BeforeAll
    static void start() throws Exception {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
        server = LabServer.start("--user");
    }

    @Test
    void givesExactlyTheBytesThatArePulled() {
        long total = (1 << 20) + 12_345;
        long seed = Seeds.seed();
        SpeedChannel channel = new SpeedChannel(new Random(seed), new SpeedChannel.Amount(total, total, Duration.ZERO));
        byte[] expected = new byte[1 << 20];
        new Random(seed).nextBytes(expected);
        channel.write(ByteBuffer.wrap(new byte[] { '\n' }));
        ByteBuffer all = ByteBuffer.allocate(2 << 20);
        ByteBuffer piece = ByteBuffer.allocate(10_007);
        while (channel.read(piece) >= 0) {
            all.put(piece.flip());
            piece.clear();
        }
        assertThat(all.position()).isEqualTo((int) total);
        assertThat(all.flip().slice(0, 1 << 20)).isEqualTo(ByteBuffer.wrap(expected));
        assertThat(all.slice(1 << 20, 12_345)).isEqualTo(ByteBuffer.wrap(expected, 0, 12_345));
    }

    @ParameterizedTest
    @CsvSource({ "0, 64", "250, 65", "60000, 256" })
    void givesMoreWhereTheLineIsFast(int millis, int blocks) throws Exception {
        var amount = new SpeedChannel.Amount(64 * 1000, 256 * 1000, Duration.ofMillis(millis));
        SpeedChannel channel = new SpeedChannel(new Random(1), amount);
        channel.write(ByteBuffer.wrap(new byte[] { '\n' }));
        int given = 0;
        while (channel.read(ByteBuffer.allocate(1000)) >= 0) {
            given++;
            if (given == 65 && millis == 250) {
                Thread.sleep(millis);
            }
        }
        assertThat(given).isEqualTo(blocks);
    }

    @Test
    void noticesOtherBytesThanItGave() {
        TokenChannel channel = new TokenChannel(new byte[] { 1, 2, 3 });
        channel.read(ByteBuffer.allocate(10));
        channel.write(ByteBuffer.wrap(new byte[] { 1, 2 }));
        assertThat(channel.returned()).isNotDone();
        channel.write(ByteBuffer.wrap(new byte[] { 4 }));
        assertThat(channel.returned()).isCompletedExceptionally();
    }

    private interface Use<T> {
        T of(ServerInspection inspection) throws Exception;
    }

    private static <T> T inspect(LabServer server, ServerLogin login, Use<T> use) throws Exception {
        try (ServerAccess access = server.access(login); ServerInspection inspection = access.inspect()) {
            return use.of(inspection);
        }
    }

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

    @Test
    void keepsOnlyTheStartOfAFloodOfOutput() throws Exception {
        inspect(server, server.root(), inspection -> {
            Answer flood = inspection.ask(List.of("yes", "0123456789"));
            assertThat(flood.output()).hasSizeLessThanOrEqualTo(1 << 20);
            Answer errors = inspection.ask(List.of("bash", "-c", "head -c 100000000 /dev/zero | tr '\\0' x >&2"));
            assertThat(errors.errors()).hasSizeLessThan(10_000);
            assertThat(inspection.ask(List.of("echo", "still here")).output()).isEqualTo("still here\n");
            return null;
        });
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

    private static Answer ask(ServerLogin login, String... command) throws Exception {
        return inspect(server, login, i -> i.ask(List.of(command)));
    }

    @Test
    void asksAProgramWithExactlyTheseArguments() throws Exception {
        assertThat(ask(server.labUser(false), "printf", "%s|", "two words", "it's", "$HOME `id`", "a\nb", "*", ""))
                .isEqualTo(new Answer(0, "two words|it's|$HOME `id`|a\nb|*||", ""));
    }

    @Test
    void tellsHowAProgramFailed() throws Exception {
        Answer answer = ask(server.labUser(false), "bash", "-c", "echo out; echo \"$LC_ALL\" >&2; cat; exit 3");
        assertThat(answer).isEqualTo(new Answer(3, "out\n", "C"));
        assertThat(answer.lines()).isEmpty();
        assertThat(ask(server.labUser(false), "no-such-program").status()).isEqualTo(127);
    }

    @Test
    void givesUpAProgramThatTakesTooLong() throws Exception {
        assertThat(ask(server.labUser(false), "sleep", "60").status()).isEqualTo(124);
    }

    @Test
    void asksAsRootOnlyWhatSudoAllows() throws Exception {
        Answer refused = ask(server.labUser(true), "bash", "-c", "id -un; echo complaint >&2");
        assertThat(refused).isEqualTo(new Answer(0, server.user() + "\n", "complaint", false));
        assertThat(ask(server.labUser(true), "virt-v2v", "--version").asVirtV2v()).isTrue();
        // There the user may run everything with sudo.
        try (LabServer bare = LabServer.start("--user", "--virt-v2v", "none")) {
            Answer asRoot = inspect(bare, bare.labUser(true), i -> i.ask(List.of("id", "-un")));
            assertThat(asRoot).isEqualTo(new Answer(0, "root\n", ""));
            assertThat(inspect(bare, bare.labUser(true), i -> i.ask(List.of("sleep", "61"))).status()).isEqualTo(124);
            assertThat(ProcessHandle.allProcesses().map(ProcessHandle::info).flatMap(i -> i.commandLine().stream()))
                    .noneMatch(line -> line.endsWith("sleep 61"));
            assertThat(inspect(bare, bare.labUser(false), i -> i.ask(List.of("id", "-un"))).lines())
                    .containsExactly(bare.user());
            assertThat(inspect(bare, bare.labUser(true), i -> i.ask(List.of("sudo", "-n", "printenv", "SUDO_USER")))
                    .lines()).containsExactly(bare.user());
        }
    }

    /** The rules of sudo allow virt-v2v, and nothing else. */
    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void readsTheOptionsOfTheRealVirtV2v(boolean sudo) throws Exception {
        Answer answer = ask(server.labUser(sudo), "virt-v2v", VirtV2vOptions.HELP);
        assertThat(answer.asVirtV2v()).isTrue();
        assertThat(VirtV2vOptions.parse(answer.output()).orElseThrow().arguments())
                .containsEntry("--root", Argument.REQUIRED).containsEntry("-oo", Argument.REQUIRED)
                .containsEntry("--network", Argument.REQUIRED).containsEntry("--wrap", Argument.NONE)
                .doesNotContainKey("--roo");
    }

    /** What targets with an environment ask: the rule of the server's user lets virt-v2v run, and no more. */
    @Test
    void learnsThatSudoRefusesTheEnvironment() throws Exception {
        assertThat(ask(server.labUser(true), "sudo", "-n", "virt-v2v", "--version").status()).isZero();
        Answer answer = ask(server.labUser(true), "sudo", "-n", "OS_PASSWORD=x", "virt-v2v", "--version");
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.errors()).contains("not allowed to set", "OS_PASSWORD");
    }
}
