package org.virtp2v.ssh.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.ssh.internal.LabServer;

/** A user whose start-up files leave little as it is elsewhere: a run is copied, started and stopped as ever. */
class OddSurroundingsTest extends RemoteRunFixture {
    private static final String START_UP = """
            umask 0777
            export POSIXLY_CORRECT=1 LD_PRELOAD=/no/such/library.so
            PATH=%s:$PATH
            """;
    /** What BusyBox has in the place of the usual programs, or something like it. */
    private static final Map<String, String> PROGRAMS = Map.of("head", "cat | /usr/bin/head \"$@\"",
            "ps", "echo \"ps: bad -o argument 'sid'\" >&2; exit 1");
    private static final String WRAPPER = """
            setsid sleep 323 &
            echo begun; wait
            """;

    @Test
    void doNotMatter() throws Exception {
        byte[] large = new byte[300_000];
        try (LabServer odd = LabServer.start("--user")) {
            Path programs = Files.createDirectory(odd.dir().resolve("programs"));
            for (var program : PROGRAMS.entrySet()) {
                Path file = Files.writeString(programs.resolve(program.getKey()),
                        "#!/bin/bash\n" + program.getValue() + "\n");
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            Files.writeString(odd.dir().resolve("home/.bashrc"), START_UP.formatted(programs));
            try (ServerAccess access = odd.access(odd.labUser(false));
                    RemoteRun run = prepare(access, file("first", "x"), RemoteFile.optional("large", large),
                            file("empty", ""), file("virt-v2v-wrapper.sh", WRAPPER));
                    DataConnection data = LabServer.data(access, LabServer.unused())) {
                Path directory = Path.of(run.directory());
                assertThat(run.missingFiles()).isEmpty();
                assertThat(directory.resolve("first")).hasContent("x");
                assertThat(directory.resolve("large")).hasBinaryContent(large);
                data.announce(run.directory());
                assertThat(directory.resolve("relay-port.1")).hasContent(data.remotePort() + "\n");
                begin(run);
                assertThat(run.stop(Duration.ofSeconds(8))).isTrue();
                assertThat(LabServer.run("bash", "-c", "ps -eo args= | grep '[s]leep 323' || true")).isEmpty();
            }
        }
    }
}
