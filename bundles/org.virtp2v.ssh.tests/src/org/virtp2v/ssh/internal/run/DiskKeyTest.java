package org.virtp2v.ssh.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.convert.CancelCause;
import org.virtp2v.core.convert.Conversion;
import org.virtp2v.core.convert.ConversionEvent;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.convert.Engine;
import org.virtp2v.core.machine.Cpu;
import org.virtp2v.core.machine.Firmware;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.Rtc;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.plan.Planner;
import org.virtp2v.core.plan.Planning;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.testing.FakeExporter;
import org.virtp2v.core.testing.FakeMachine;
import org.virtp2v.ssh.internal.LabServer;
import org.virtp2v.ssh.internal.SshConversionServer;

/** The key of an encrypted disk on a real server, through the whole engine; a script stands for virt-v2v. */
@Timeout(120)
class DiskKeyTest {
    private static final String KEY = "s3cret-s3cret";
    private static final Machine MACHINE = new Machine("host", new Cpu(null, null, 1, 1, 1, 1, true, true), 1L << 30,
            true, Rtc.UNKNOWN, Firmware.UNKNOWN, List.of(), List.of(), List.of());

    @TempDir
    static Path temp;
    @AutoClose
    static LabServer server;
    static Path v2v;

    private final List<ConversionEvent> events = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch keyRead = new CountDownLatch(1);
    private Path directory = Path.of("/");

    @BeforeAll
    static void start() throws Exception {
        v2v = Files.writeString(temp.resolve("virt-v2v"), "#!/bin/bash\n");
        Files.setPosixFilePermissions(v2v, PosixFilePermissions.fromString("rwxr-xr-x"));
        server = LabServer.start("--user", "--virt-v2v", v2v.toString());
    }

    @AfterEach
    void removeDirectory() throws Exception {
        if (directory.getNameCount() > 1) {
            LabServer.run("rm", "-rf", directory.toString());
        }
    }

    @ParameterizedTest
    @CsvSource({ "0,false,SUCCEEDED", "1,false,FAILED", "0,true,SUCCEEDED" })
    void isReadableByVirtV2vOnlyAndGoneAfterwards(int code, boolean sudo, Outcome outcome) throws Exception {
        writeV2v("exit " + code);

        assertThat(conversion(sudo).run().outcome()).isEqualTo(outcome);

        assertThat(directory.resolve("seen")).content()
                .isEqualTo("700 600 " + KEY + "\nall:file:disk-key-1\n");
        assertNothingLeft();
    }

    @Test
    void isGoneWhenTheConversionIsCancelled() throws Exception {
        writeV2v("echo key read; sleep 100");
        Conversion conversion = conversion(false);
        var result = CompletableFuture.supplyAsync(conversion::run);
        assertThat(keyRead.await(60, TimeUnit.SECONDS)).isTrue();

        conversion.cancel(CancelCause.USER);

        assertThat(result.get(60, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.CANCELLED);
        assertNothingLeft();
    }

    @Test
    void isGoneWhenTheWrapperIsKilled() throws Exception {
        writeV2v("kill -KILL $(cut -d ' ' -f 1 pid); sleep 1; exit 0");

        assertThat(conversion(false).run().outcome()).isEqualTo(Outcome.FAILED);

        assertNothingLeft();
    }

    @Test
    void isGoneWhenTheConnectionIsCut() throws Exception {
        writeV2v("echo key read; sleep 100");
        var result = CompletableFuture.supplyAsync(conversion(false)::run);
        assertThat(keyRead.await(60, TimeUnit.SECONDS)).isTrue();

        server.cutConnections();

        assertThat(result.get(90, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.FAILED);
        assertNothingLeft();
    }

    private void assertNothingLeft() throws Exception {
        assertThat(directory.toString()).startsWith("/tmp/virt-p2v-");
        assertThat(directory).isDirectoryNotContaining("glob:**/disk-key*");
        LabServer.run("rm", "-f", directory.resolve("seen").toString());
        assertThat(LabServer.run("bash", "-c", "grep -rl " + KEY + " " + directory + " || true")).isEmpty();
        assertThat(events.toString()).doesNotContain(KEY);
    }

    private static void writeV2v(String end) throws IOException {
        Files.writeString(v2v, """
                #!/bin/bash
                case $1 in
                  --version) echo virt-v2v 2.2.0; exit ;;
                  --machine-readable) echo libguestfs-rewrite; echo output:null; exit ;;
                esac
                echo "$(stat -c %a .) $(stat -c %a disk-key-1) $(cat disk-key-1)" > seen
                printf '%s\\n' "$@" | grep :file: >> seen
                """ + end + "\n");
    }

    private Conversion conversion(boolean sudo) {
        try {
            var login = sudo ? server.labUser(true) : server.root();
            var line = "p2v.server=" + login.host() + " p2v.port=" + login.port() + " p2v.username=" + login.username()
                    + " p2v.identity=file://" + server.identity() + " p2v.o=null p2v.disks=/a p2v.key=all:key:" + KEY
                    + (sudo ? " p2v.sudo" : "");
            var settings = Defaults.complete(SettingsReader.read(line).settings(), MACHINE, List.of(), () -> "x");
            var plan = ((Planning.Ready) Planner.plan(settings, MACHINE, NbdServer.DEFAULT_ORDER, path -> 512,
                    Targets.NONE)).plan();
            return new Engine(new FakeMachine(() -> MACHINE), new FakeExporter(),
                    new SshConversionServer(server.options()),
                    Targets.NONE, "1", Clock.systemUTC()).conversion(plan, this::note);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void note(ConversionEvent event) {
        events.add(event);
        switch (event) {
            case ConversionEvent.LogDirectory log -> directory = Path.of(log.path());
            case ConversionEvent.Output output when output.text().contains("key read") -> keyRead.countDown();
            default -> {
                // Not of interest here.
            }
        }
    }
}
