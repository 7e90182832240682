package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wizard, for people who do not see it, and on a screen that is not X’s. */
class ScreenReaderTest {
    @TempDir
    Path work;

    @Test
    void leadsThroughAllPagesWithWhatAScreenReaderIsTold() throws Exception {
        walk();
    }

    @Test
    void doesTheSameOnWayland() throws Exception {
        assumeTrue(Checkout.isFullRun(), "takes as long again");
        walk("--wayland");
    }

    private void walk(String... session) throws Exception {
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path output = Files.createDirectory(work.resolve("output"));
        Path disk = Files.write(work.resolve("disk.img"), new byte[8 << 20]);
        try (LabServer server = LabServer.start()) {
            List<String> command = new ArrayList<>(
                    List.of(Checkout.DIR.resolve("releng/gui-session").toString(), "--accessible"));
            command.addAll(Arrays.asList(session));
            command.addAll(List.of(Checkout.DIR.resolve("releng/e2e/screen-reader").toString(), server.port(),
                    server.identity(), output.toString(), Checkout.PRODUCT.toString(), "--cmdline=",
                    "--test-disk=" + disk));
            assertThat(Checkout.run(command.toArray(String[]::new))).contains("server: ", "host key: ", "machine: ",
                    "destination: ", "destination, advanced: ", "summary: ", "conversion: ", "question: ", "result: ");
        }
        assertThat(output).isEmptyDirectory();
    }
}
