package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.e2e.Product.Result;

/**
 * Cancelling in each stage leaves nothing running on either side, no port open, and no files but the logs. The stages
 * are held up by a server or program that does not answer; virt-v2v is a stand-in where only its manners matter.
 */
class CancellationTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration STUBBORN = Duration.ofSeconds(60);
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Pattern PORT = Pattern.compile("Disk \\S+ is port (\\d+) of");

    /** What every stand-in does until it is to be interrupted. FREEZE is a file that says when sshd is to stop. */
    private static final String VIRT_V2V = """
            #!/bin/bash
            case $* in
              *--version*) echo virt-v2v 2.2.0; exit ;;
              *--machine-readable*)
                printf '%%s\\n' libguestfs-rewrite input:libvirtxml output:local output:qemu
                case $(cat %1$s/freeze) in
                  preflight) kill -STOP "$(cat %1$s/pid)" ;;
                  connect | prepare) # when a session of our sshd listens: for the preflight, then for the disk
                    [ "$(cat %1$s/freeze)" = connect ] && wanted=1 || wanted=2
                    # which is a child of our sshd, or of the one that watches the session; ports are counted, as for a
                    # moment what it starts has them, too, and it has that of our sshd itself when it has just begun
                    ports_of() { ss -Hltnp src 127.0.0.1 | grep "pid=$1," | awk '{ print $4 }'; }
                    ( sshd=$(cat %1$s/pid)
                      own=$(ports_of "$sshd")
                      until [ "$(wc -w <<< "$found")" -ge $wanted ] || [ $SECONDS -gt 30 ]; do
                        children=$(pgrep -d , -P "$sshd") || continue
                        for process in $(pgrep -P "$sshd,$children"); do
                          for port in $(ports_of "$process"); do
                            [[ $port == "$own" || " $found " == *" $port "* ]] || found="$found $port"
                          done
                        done
                      done
                      kill -STOP "$sshd" ) < /dev/null &> /dev/null & ;;
                esac
                exit ;;
            esac
            %2$s
            echo '[   0.0] Setting up the source'
            port=$(sed -n 's/.*port="\\([0-9]*\\)".*/\\1/p' physical.xml | head -n 1)
            exec 3<>"/dev/tcp/localhost/$port"
            echo data > %1$s/output/cut-sda
            echo '[   1.0] Copying disk 1/1'
            while :; do sleep 0.2; done
            """;
    private static final String SLOPPY = "trap 'exit 1' INT";
    private static final String DEAF = "trap '' INT TERM";

    @TempDir
    Path work;
    private Path output;
    private Path runtime;
    private Path image;
    private Path program;

    @BeforeEach
    void makeADisk() throws Exception {
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        output = Files.createDirectory(work.resolve("output"));
        runtime = Files.createDirectory(work.resolve("runtime"));
        image = Files.write(work.resolve("disk.img"), new byte[1 << 20]);
        program = work.resolve("virt-v2v-stand-in");
        Files.writeString(work.resolve("freeze"), "");
        manners(SLOPPY);
    }

    private void manners(String trap) throws Exception {
        Checkout.program(program, VIRT_V2V.formatted(work, trap));
    }

    private LabServer server(String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of("--virt-v2v", program.toString()));
        all.addAll(List.of(options));
        LabServer server = LabServer.start(all.toArray(String[]::new));
        Files.writeString(work.resolve("pid"), server.pid());
        return server;
    }

    private Product start(String login, String... options) throws Exception {
        return Product.start(work, List.of("XDG_RUNTIME_DIR=" + runtime, "PATH=" + work + ":" + System.getenv("PATH")),
                login + " p2v.name=cut p2v.o=local p2v.os=" + output, List.of(image), options);
    }

    @Test
    void whileTheServerDoesNotAnswer() throws Exception {
        try (LabServer server = server()) {
            Checkout.run("kill", "-STOP", server.pid());
            Product product = start(server.asRoot());
            product.awaitOutput("Checking the conversion server", START);
            cancel(product, server, SOON);
        }
    }

    @Test
    void whileADiskIsServed() throws Exception {
        Checkout.program(work.resolve("qemu-nbd"), "#!/bin/bash\nexec -a \"qemu-nbd $*\" sleep 600\n");
        try (LabServer server = server()) {
            Product product = start(server.asRoot(), "--nbd=qemu-nbd-no-sa");
            product.awaitOutput("Serving the disks", START);
            cancel(product, server, SOON);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "preflight", "connect", "prepare" })
    void whileConnectionsAreOpened(String stage) throws Exception {
        Files.writeString(work.resolve("freeze"), stage);
        try (LabServer server = server()) {
            Product product = start(server.asRoot());
            product.awaitOutput(switch (stage) {
                case "preflight" -> "virt-v2v: 2.2.0";
                case "connect" -> "Opening the data";
                default -> "Preparing the conversion";
            }, START);
            Thread.sleep(1000);
            assertThat(product.output()).doesNotContain("Running virt-v2v");
            cancel(product, server, SOON);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "Running virt-v2v", "Setting up the source", "Copying disk" })
    void whileVirtV2vRuns(String moment) throws Exception {
        try (LabServer server = server()) {
            Product product = start(server.asRoot());
            product.awaitOutput(moment, START);
            Path remote = product.logDirectory();
            Result result = cancel(product, server, SOON);
            assertThat(result.output()).doesNotContain("Warning");
            assertThat(remote.resolve("physical.xml")).exists();
        }
    }

    /** A session that systemd ends gets SIGHUP just after SIGTERM, and nobody is impatient then. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "HUP|running|129|terminal_closed|its terminal was closed",
            "TERM|degraded|143|told_to_end|virt-p2v was told to end (SIGTERM)",
            "TERM|stopping|143|shutdown|this machine is being shut down" })
    void tellsWhatElseThanTheUserEndedIt(String signal, String state, int code, String cause, String words)
            throws Exception {
        Checkout.program(work.resolve("systemctl"), "#!/bin/sh\necho " + state + "\nexit 1\n");
        Path inhibited = work.resolve("inhibited");
        Checkout.program(work.resolve("systemd-inhibit"), "#!/bin/sh\necho \"$*\" > " + inhibited + "\nexec cat\n");
        try (LabServer server = server()) {
            Product product = start(server.asRoot());
            product.awaitOutput("Copying disk", START);
            Path remote = product.logDirectory();
            assertThat(inhibited).content().contains("--what=shutdown:sleep:idle:handle-lid-switch ");
            product.signal(signal);
            product.signal("HUP");
            Result result = product.end(SOON);
            assertThat(result.output()).contains("Cancelling: " + words, "Conversion was cancelled: " + words);
            assertNothingRuns(result, code, server);
            assertThat(output).isEmptyDirectory();
            assertThat(remote.resolve("p2v-report.json")).content()
                    .contains("\"outcome\":\"cancelled\",\"cause\":\"" + cause + "\"");
        }
    }

    @Test
    void removesTheOutputOfAVirtV2vThatHadToBeKilled() throws Exception {
        manners(DEAF);
        Files.writeString(output.resolve("cut.xml"), "somebody else’s");
        try (LabServer server = server()) {
            Product product = start(server.asRoot() + " p2v.ignore_preflight");
            product.awaitOutput("Copying disk", START);
            assertThat(output.resolve("cut-sda")).exists();
            product.signal("INT");
            Result result = product.end(STUBBORN);
            assertNothingLeft(result, server);
            assertThat(output.toFile().list()).containsExactly("cut.xml");
        }
    }

    @Test
    void namesWhatItMayNotRemove() throws Exception {
        try (LabServer server = server("--user")) {
            Product product = start(server.asUserWithSudo());
            product.awaitOutput("Copying disk", START);
            product.signal("INT");
            Result result = product.end(STUBBORN);
            assertNothingLeft(result, server);
            assertThat(result.output()).contains("may not remove. Remove them there: " + output.resolve("cut-sda"));
        }
    }

    @Test
    void givesUpAtOnceAtTheSecondSignal() throws Exception {
        manners(DEAF);
        try (LabServer server = server()) {
            Product product = start(server.asRoot());
            product.awaitOutput("Copying disk", START);
            product.signal("INT");
            product.awaitOutput("Press Ctrl-C again to give up", SOON);
            long before = System.nanoTime();
            product.signal("INT");
            Result result = product.end(SOON);
            assertThat(result.code()).isEqualTo(130);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
            assertThat(Leftovers.processesWith(PATIENCE, image.toString())).isEmpty();
        }
    }

    private Result cancel(Product product, LabServer server, Duration limit) throws Exception {
        product.signal("INT");
        Result result = product.end(limit);
        assertNothingLeft(result, server);
        assertThat(output).isEmptyDirectory();
        return result;
    }

    private void assertNothingLeft(Result result, LabServer server) throws Exception {
        assertThat(result.output()).contains("Cancelling…", "Conversion was cancelled.");
        assertNothingRuns(result, 130, server);
    }

    private void assertNothingRuns(Result result, int code, LabServer server) throws Exception {
        Checkout.run("kill", "-CONT", server.pid());
        assertThat(result.code()).isEqualTo(code);
        assertThat(result.output()).doesNotContain("may still be running");
        // What the launcher remembers of the recorded start is not of this run.
        assertThat(runtime).isDirectoryNotContaining(file -> !file.endsWith("virt-p2v.cache-tried"));
        assertThat(Leftovers.processesWith(Duration.ZERO, image.toString(), output.toString())).isEmpty();
        Matcher port = PORT.matcher(result.output());
        while (port.find()) {
            assertThat(Checkout.run("ss", "-Hltn", "sport = :" + port.group(1))).isEmpty();
        }
        assertThat(Leftovers.childrenOf(PATIENCE, server.pid())).isEmpty();
    }
}
