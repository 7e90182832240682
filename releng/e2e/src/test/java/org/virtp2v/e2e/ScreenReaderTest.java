package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wizard in its smallest window, for people who do not see it, and on a screen that is not X’s. */
class ScreenReaderTest {
    @TempDir
    Path work;

    @Test
    void leadsThroughAllPagesWithWhatAScreenReaderIsTold() throws Exception {
        walk(List.of(), List.of());
    }

    @Test
    void doesTheSameOnWaylandInFullScreenWithATerminal() throws Exception {
        assumeTrue(Checkout.isFullRun(), "takes as long again");
        assertThat(walk(List.of("--wayland"), List.of("--iso"))).contains("full screen", "terminal");
    }

    private String walk(List<String> session, List<String> options) throws Exception {
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path output = Files.createDirectory(work.resolve("output"));
        Path disk = Files.write(work.resolve("disk.img"), new byte[8 << 20]);
        try (LabServer server = LabServer.start()) {
            List<String> command = new ArrayList<>(
                    List.of(Checkout.DIR.resolve("releng/gui-session").toString(), "--accessible", "--strict",
                            "--size", "800x600"));
            command.addAll(session);
            command.addAll(List.of(Checkout.DIR.resolve("releng/e2e/screen-reader").toString(), server.port(),
                    server.identity(), output.toString(), Checkout.PRODUCT.toString(), "--cmdline=",
                    "--test-disk=" + disk));
            command.addAll(options);
            String said = Checkout.run(command.toArray(String[]::new));
            assertThat(said).contains("server: ", "host key: ", "machine: ",
                    "destination: ", "destination, advanced: ", "summary: ", "conversion: ", "question: ", "result: ");
            assertThat(output).isEmptyDirectory();
            return said;
        }
    }
}
