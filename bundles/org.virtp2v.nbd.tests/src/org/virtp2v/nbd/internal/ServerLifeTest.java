package org.virtp2v.nbd.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.source.BlockExport;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.ReadErrorPolicy;
import org.virtp2v.core.testing.RecordedReads;

/** How a server ends: with the program that started it, however that ends, and never unnoticed. */
class ServerLifeTest {
    /** A program that starts its arguments, leaves a pipe open to their standard input, and hangs. */
    private static final String HOLDER = """
            class Holder {
                public static void main(String[] command) throws Exception {
                    Process process = new ProcessBuilder(command).start();
                    System.out.println("started");
                    process.getOutputStream().flush();
                    Thread.sleep(1_000_000);
                }
            }
            """;

    @TempDir
    private Path directory;
    private Path sockets;
    private TestDisk disk;
    private NbdExporter exporter;

    @BeforeEach
    void makeDisk() throws IOException {
        sockets = Files.createTempDirectory(Path.of("/tmp"), "s");
        disk = TestDisk.of(1024 * 1024, directory.resolve("disk.img"));
        exporter = new NbdExporter(Tools.ofThisMachine(), List.of(sockets), TestDisk.LIMIT);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        assertThat(disk.isSoonGoneWith(sockets)).as("no process and no socket left").isTrue();
        Files.delete(sockets);
    }

    private BlockExport export(NbdServer server) throws Exception {
        return exporter.export(disk.source(), List.of(server), new RecordedReads(), ReadErrorPolicy.STOP, null);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "BUILTIN")
    void doesNotOutliveAKilledJvm(NbdServer server) throws Exception {
        SocketDirectory place = SocketDirectory.create(List.of(sockets));
        Tools tools = Tools.ofThisMachine();
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                Files.writeString(directory.resolve("Holder.java"), HOLDER).toString()));
        command.addAll(ServerProcess.supervised(tools,
                ServerCommand.of(server, tools, disk.path(), place.socket()), place));
        Process jvm = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        assertThat(TestDisk.within(TestDisk.LIMIT, () -> Files.exists(place.socket()))).isTrue();
        TimeUnit.MILLISECONDS.sleep(300);
        assertThat(disk.servers()).as("the server, and the JVM that holds it").hasSize(2);
        jvm.destroyForcibly().waitFor();
        assertThat(disk.isSoonGoneWith(sockets)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "BUILTIN")
    @SuppressWarnings("try") // open is all that it has to be
    void doesNotOutliveAKilledSupervisorEvenWithAClient(NbdServer server) throws Exception {
        try (BlockExport export = export(server); TestClient client = TestClient.on(export.connect())) {
            supervisor().destroyForcibly();
            assertThat(TestDisk.within(Duration.ofSeconds(5), () -> disk.servers().isEmpty())).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "BUILTIN")
    @SuppressWarnings("try") // open is all that it has to be
    void endsWithATerminatedSupervisor(NbdServer server) throws Exception {
        try (BlockExport export = export(server)) {
            supervisor().destroy();
            assertThat(disk.isSoonGoneWith(sockets)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "BUILTIN")
    void isOutOfReachOfCtrlC(NbdServer server) throws Exception {
        try (BlockExport export = export(server)) {
            assertThat(sessions()).doesNotContain(sessionOf("self"));
            export.check();
        }
    }

    private List<String> sessions() throws IOException {
        List<String> sessions = new ArrayList<>(List.of(sessionOf(Long.toString(supervisor().pid()))));
        for (ProcessHandle process : disk.processes()) {
            sessions.add(sessionOf(Long.toString(process.pid())));
        }
        return sessions;
    }

    private static String sessionOf(String process) throws IOException {
        String stat = Files.readString(Path.of("/proc", process, "stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3];
    }

    @ParameterizedTest
    @EnumSource(names = "QEMU_NBD")
    void killsAServerThatDoesNotStop(NbdServer server) throws Exception {
        BlockExport export = export(server);
        ProcessHandle process = server();
        new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())).start().waitFor();
        export.close();
        assertThat(process.isAlive()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "BUILTIN")
    void checkReportsAServerThatDied(NbdServer server) throws Exception {
        try (BlockExport export = export(server)) {
            export.check();
            server().destroyForcibly();
            assertThatExceptionOfType(SourceException.class).isThrownBy(export::check)
                    .withMessageContainingAll("NBD server " + server.optionName(), "is gone: it ended with status 137")
                    .withMessageNotContaining("cables");
        }
    }

    private ProcessHandle supervisor() {
        List<ProcessHandle> ofThisDisk = disk.processes();
        return ProcessHandle.current().children().filter(ofThisDisk::contains).findFirst().orElseThrow();
    }

    private ProcessHandle server() {
        return supervisor().children()
                .filter(p -> !p.info().command().orElse("").endsWith("sh")).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void checkReportsATruncatedDisk(NbdServer server) throws Exception {
        try (BlockExport export = export(server);
                FileChannel file = FileChannel.open(disk.path(), StandardOpenOption.WRITE)) {
            file.truncate(512 * 1024);
            assertThatExceptionOfType(SourceException.class).isThrownBy(export::check)
                    .withMessageContaining("it has 524288 bytes now, 1048576 were planned");
        }
    }

    @ParameterizedTest
    @EnumSource
    void checkReportsAVanishedDisk(NbdServer server) throws Exception {
        try (BlockExport export = export(server)) {
            Files.delete(disk.path());
            assertThatExceptionOfType(SourceException.class).isThrownBy(export::check)
                    .withMessageContaining("there is no such device");
        }
    }

    @ParameterizedTest
    @EnumSource
    void checkKeepsAnInterrupt(NbdServer server) throws Exception {
        try (BlockExport export = export(server)) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(SourceException.class).isThrownBy(export::check);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(export.connect().read(ByteBuffer.allocate(8))).isEqualTo(8);
        }
    }
}
