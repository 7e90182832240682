package org.virtp2v.nbd.internal.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.testing.RecordedReads;
import org.virtp2v.core.testing.Seeds;
import org.virtp2v.nbd.internal.NbdSocket;

/** Our NBD server with the clients of the field. */
@Timeout(120)
class ClientsTest {
    private static final int SIZE = (40 << 20) + 512;
    private static final Extent HOLE = new Extent(8 << 20, 4 << 20);

    @TempDir
    private Path directory;
    private Content content;
    private NbdSocket socket;

    @BeforeEach
    void serve() throws IOException {
        content = Content.mixed(SIZE, Seeds.random());
        Arrays.fill(content.bytes(), (int) HOLE.offset(), (int) HOLE.end(), (byte) 0);
        var server = new BuiltinServer(content, SIZE, new BuiltinServer.Sectors(512, 512), List.of(HOLE),
                new RecordedReads(),
                (offset, error) -> {
                }, part -> false);
        socket = NbdSocket.of(server::connect);
    }

    @AfterEach
    void stop() throws IOException {
        socket.close();
    }

    private String run(int status, String... command) throws Exception {
        Process process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isEqualTo(status);
        return output;
    }

    @ParameterizedTest(name = "nbdcopy {0}")
    @ValueSource(strings = { "--requests=64", "--requests=1 --threads=1", "--connections=4 --threads=4",
            "--request-size=1048576", "--request-size=33554432 --threads=1", "--synchronous",
            "--no-extents --requests=64" })
    void nbdcopy(String options) throws Exception {
        Path copy = directory.resolve("copy");
        run(0, "sh", "-c", "exec nbdcopy " + options + " '" + socket.uri() + "' " + copy);
        assertThat(Arrays.mismatch(Files.readAllBytes(copy), content.bytes())).isEqualTo(-1);
    }

    /** As virt-v2v has it: nbdkit's plugin, with several connections to the disk, and its overlay before nbdcopy. */
    @Test
    void nbdkitBeforeNbdcopy() throws Exception {
        Path copy = directory.resolve("copy");
        run(0, "nbdkit", "--exit-with-parent", "--foreground", "-U", "-", "--filter=cow", "nbd",
                "uri=" + socket.uri(), "--run", "nbdcopy --requests=64 \"$uri\" " + copy);
        assertThat(Arrays.mismatch(Files.readAllBytes(copy), content.bytes())).isEqualTo(-1);
    }

    @Test
    void qemuImg() throws Exception {
        Path copy = directory.resolve("copy");
        run(0, "qemu-img", "convert", "-f", "raw", "-O", "raw", socket.uri(), copy.toString());
        assertThat(Arrays.mismatch(Files.readAllBytes(copy), content.bytes())).isEqualTo(-1);
        assertThat(run(0, "qemu-img", "map", "--output=json", "-f", "raw", socket.uri()))
                .contains("\"start\": " + HOLE.offset() + ", \"length\": " + HOLE.length());
    }

    @Test
    void qemuIo() throws Exception {
        assertThat(run(0, "qemu-io", "-r", "-f", "raw", "-c", "read 0 32M", "-c", "read -P 0 " + HOLE.offset() + " 4M",
                "-c", "read 5M 1M", "-c", "flush", socket.uri()))
                .contains("read 33554432/33554432 bytes").doesNotContain("Pattern verification failed");
        assertThat(run(1, "qemu-io", "-f", "raw", "-c", "write 0 512", socket.uri())).contains("Permission denied");
    }

    @Test
    void nbdinfo() throws Exception {
        assertThat(run(0, "nbdinfo", socket.uri())).contains("newstyle-fixed", "using structured packets",
                "export-size: " + SIZE, "is_read_only: true", "can_multi_conn: true", "base:allocation",
                "block_size_minimum: 512", "block_size_maximum: 33554432");
        assertThat(run(0, "nbdinfo", "--list", socket.uri())).contains("export=\"\"");
        assertThat(run(0, "nbdinfo", "--map", socket.uri()).replaceAll(" +", " ")).contains(
                " 0 " + HOLE.offset() + " 0 data", " " + HOLE.offset() + " " + HOLE.length() + " 3 hole,zero");
    }
}
