package org.virtp2v.ssh.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.text.BashScript;
import org.virtp2v.ssh.internal.LabServer;

/** The directory of a run whose machine dies before the run is started. */
@Timeout(60)
class AbandonedDirectoryTest {
    private static final BashScript SCRIPT = BashScript.beside(RemoteDirectory.class, "make-directory.sh");
    private static final int SECONDS = 2;

    @TempDir
    Path temp;

    private Path make() throws Exception {
        Path directory = temp.resolve("run");
        String output = LabServer.run("bash", "-c",
                SCRIPT.with("names", List.of(directory.toString())).with("seconds", SECONDS).text());
        assertThat(output.strip()).isEqualTo("made " + directory);
        return directory;
    }

    @Test
    void isRemovedWithTheKeysThatAreInIt() throws Exception {
        Path directory = make();
        Files.writeString(directory.resolve("relay.json"), "secret");
        while (Files.exists(directory)) {
            Thread.sleep(50);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "pid", "p2v-report.json" })
    void staysWhenARunHasStartedOrAReportWasLeft(String file) throws Exception {
        Path directory = make();
        Files.writeString(directory.resolve(file), "1 2\n");
        Thread.sleep(SECONDS * 1000 + 1500);
        assertThat(directory.resolve("time")).exists();
        assertThat(directory.resolve(file)).content().isEqualTo("1 2\n");
    }
}
