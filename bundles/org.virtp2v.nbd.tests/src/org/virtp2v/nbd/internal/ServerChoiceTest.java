package org.virtp2v.nbd.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.source.BlockExport;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.ReadErrorPolicy;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.testing.RecordedReads;

/** Which server is used, and what is said when none can be; with servers that misbehave in place of the real ones. */
class ServerChoiceTest {
    private static final List<NbdServer> PROGRAMS = List.of(NbdServer.QEMU_NBD, NbdServer.QEMU_NBD_NO_SA,
            NbdServer.NBDKIT, NbdServer.NBDKIT_NO_SA);

    @TempDir
    private Path directory;
    private Path programs;
    private Path sockets;
    private TestDisk disk;

    @BeforeEach
    void makeDisk() throws IOException {
        sockets = Files.createTempDirectory(Path.of("/tmp"), "s");
        programs = Files.createDirectory(directory.resolve("bin"));
        disk = TestDisk.of(1024 * 1024, directory.resolve("disk.img"));
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        assertThat(disk.isSoonGoneWith(sockets)).as("no process and no socket left").isTrue();
        Files.delete(sockets);
    }

    private BlockExport export(SourceDisk source, NbdServer... order) throws Exception {
        return export(Duration.ofSeconds(2), source, order);
    }

    private BlockExport export(Duration limit, SourceDisk source, NbdServer... order) throws Exception {
        NbdExporter exporter = new NbdExporter(new Tools(List.of(programs)), List.of(sockets), limit);
        return exporter.export(source, order.length == 0 ? PROGRAMS : List.of(order), new RecordedReads(),
                ReadErrorPolicy.STOP, null);
    }

    private void install(String... names) throws IOException {
        for (String name : names) {
            script(name, "exec " + real(name) + " \"$@\"");
        }
    }

    private void script(String name, String text) throws IOException {
        Path script = Files.writeString(programs.resolve(name), "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    private static Path real(String name) {
        return Tools.ofThisMachine().find(name).orElseThrow();
    }

    private void refuses(NbdServer server, String reason) {
        assertThatExceptionOfType(SourceException.class).isThrownBy(() -> export(disk.source(), server))
                .withMessageStartingWith("Cannot serve disk sda (" + disk.path() + ")")
                .withMessageContaining(server.optionName() + ": ").withMessageContaining(reason);
    }

    @Test
    void needsNoProgramByDefault() throws Exception {
        try (BlockExport export = export(disk.source(), NbdServer.DEFAULT_ORDER.toArray(NbdServer[]::new))) {
            assertThat(export.server()).isEqualTo(NbdServer.BUILTIN);
        }
    }

    @Test
    void usesTheFirstInTheOrder() throws Exception {
        install("qemu-nbd", "nbdkit", "systemd-socket-activate", "setsid", "setpriv");
        try (BlockExport export = export(disk.source())) {
            assertThat(export.server()).isEqualTo(NbdServer.QEMU_NBD);
        }
    }

    @Test
    void fallsThroughToTheNextWhenOneIsMissing() throws Exception {
        install("nbdkit", "systemd-socket-activate");
        try (BlockExport export = export(disk.source())) {
            assertThat(export.server()).isEqualTo(NbdServer.NBDKIT);
        }
    }

    @Test
    void doesWithoutSocketActivationWhereThereIsNone() throws Exception {
        install("qemu-nbd", "nbdkit");
        try (BlockExport export = export(disk.source())) {
            assertThat(export.server()).isEqualTo(NbdServer.QEMU_NBD_NO_SA);
        }
    }

    @Test
    void fallsThroughToTheNextWhenOneFails() throws Exception {
        install("nbdkit");
        script("qemu-nbd", "echo broken >&2; exit 3");
        try (BlockExport export = export(disk.source())) {
            assertThat(export.server()).isEqualTo(NbdServer.NBDKIT_NO_SA);
        }
    }

    @Test
    void namesAllThatAreMissingAndWhatToInstall() {
        assertThatExceptionOfType(SourceException.class).isThrownBy(() -> export(disk.source()))
                .withMessageContainingAll("qemu-nbd: qemu-nbd is missing (package qemu-utils or qemu-img)",
                        "qemu-nbd-no-sa: qemu-nbd is missing", "nbdkit: nbdkit is missing (package nbdkit)",
                        "nbdkit-no-sa: nbdkit is missing", "Install a missing package");
    }

    @Test
    void saysWhatAServerSaidThatFailed() throws Exception {
        script("qemu-nbd", "echo 'something is broken' >&2; exit 3");
        refuses(NbdServer.QEMU_NBD_NO_SA, "it ended with status 3, and said: something is broken");
    }

    @Test
    void saysWhatAnActivatedServerSaidThatFailed() throws Exception {
        install("systemd-socket-activate");
        script("qemu-nbd", "echo 'something is broken' >&2; exit 3");
        refuses(NbdServer.QEMU_NBD, "it ended with status 3, and said: something is broken");
    }

    @Test
    void refusesAServerThatWouldWrite() throws Exception {
        script("nbdkit", "exec " + real("nbdkit") + " --foreground -U \"$6\" file " + disk.path());
        refuses(NbdServer.NBDKIT_NO_SA, "it would let the disk be written to");
    }

    @Test
    void refusesAServerThatServesAnotherSize() throws Exception {
        script("nbdkit", "exec " + real("nbdkit") + " --readonly --foreground -U \"$6\" null size=2M");
        refuses(NbdServer.NBDKIT_NO_SA, "it serves 2097152 bytes, the disk has 1048576");
    }

    @Test
    void refusesAServerThatCannotReadTheLastBlock() throws Exception {
        script("nbdkit", "exec " + real("nbdkit") + " --readonly --foreground -U \"$6\" eval get_size='echo 1M' "
                + "pread='test $4 -eq 0 && dd if=/dev/zero bs=$3 count=1 2>/dev/null || { echo EIO >&2; exit 1; }'");
        refuses(NbdServer.NBDKIT_NO_SA, "reading 512 bytes at 1048064 failed (NBD error 5)");
    }

    @Test
    void givesUpOnAServerThatDoesNotListen() throws Exception {
        script("nbdkit", "echo thinking >&2; exec sleep 1000 " + disk.path());
        refuses(NbdServer.NBDKIT_NO_SA, "thinking");
    }

    @Test
    void givesUpOnAServerThatDoesNotAnswer() throws Exception {
        install("systemd-socket-activate");
        script("nbdkit", "exec tail -f /dev/null " + disk.path());
        refuses(NbdServer.NBDKIT, "no answer within 2 seconds");
    }

    @Test
    void leavesNothingRunningWhenInterrupted() throws Exception {
        install("systemd-socket-activate");
        script("nbdkit", "exec tail -f /dev/null " + disk.path());
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                export(TestDisk.LIMIT.multipliedBy(2), disk.source(), NbdServer.NBDKIT).close();
            } catch (Exception e) {
                thrown.set(e);
            }
        });
        assertThat(TestDisk.within(TestDisk.LIMIT, () -> !disk.servers().isEmpty())).isTrue();
        thread.interrupt();
        thread.join();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void saysWhatIsWrongWithTheDiskBeforeAnythingIsStarted() throws Exception {
        assertThatThrownBy(() -> export(new SourceDisk("sda", Path.of("/dev/p2vnone"), 512, "sda"))).hasMessage(
                "Cannot read disk sda (/dev/p2vnone): there is no such device. "
                        + "Check the name, or choose another disk.");
        assertThatThrownBy(() -> export(source(directory, 512))).hasMessageContaining("it is a directory");
        assertThatThrownBy(() -> export(source(Path.of("/dev/null"), 512))).hasMessageContaining("neither");
        assertThatThrownBy(() -> export(source(Files.createFile(directory.resolve("empty")), 0)))
                .hasMessageContaining("it is empty");
        assertThatThrownBy(() -> export(source(TestDisk.of(1000, directory.resolve("odd")).path(), 1000)))
                .hasMessageContaining("its size of 1000 bytes is not a multiple of 512");
        assertThatThrownBy(() -> export(source(disk.path(), 512)))
                .hasMessageContaining("it has 1048576 bytes now, 512 were planned");
    }

    private static SourceDisk source(Path path, long size) {
        return new SourceDisk(path.toString(), path, size, "sda");
    }
}
