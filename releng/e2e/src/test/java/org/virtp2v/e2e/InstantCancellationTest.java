package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.e2e.Product.Result;

/**
 * Cancelling a conversion whose guest is started before it is copied, in each of its stages: nothing of it is left but
 * the logs, and nothing of what a guest has done is thrown away without the operator's word. The guest is a boot sector
 * in a real QEMU; the programs of the server are held up in turn.
 */
class InstantCancellationTest {
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration SOON = Duration.ofSeconds(45);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Pattern PORT = Pattern.compile("Disk \\S+ is port (\\d+) of");
    private static final String LOST = "with everything that it has done since its start";
    private static final int DISK_BYTES = 24 << 20;
    private static final String SLOWLY = " p2v.bandwidth=1M";
    /** Does not go on as long as the file "held" of a stage is there. */
    private static final String HOLD = """
            hold() {
              [ "$(cat %1$s/hold)" = "$1" ] || return
              touch %1$s/held; while :; do sleep 0.1; done; }
            """;

    @TempDir
    Path work;
    private Path output;
    private Path disk;
    private String before;
    private LabServer server;

    @BeforeEach
    void makeAServer() throws Exception {
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        output = Files.createDirectory(work.resolve("output"));
        disk = SmallGuest.disk(work.resolve("disk.img"), DISK_BYTES);
        before = Checkout.sha256(List.of(disk));
        Path programs = Files.createDirectory(work.resolve("programs"));
        String hold = HOLD.formatted(work);
        SmallGuest.converter(programs, hold + "hold convert");
        for (String[] program : new String[][] { { "qemu-img", "[ \"$1\" != create ] || hold overlays" },
                { "qemu-system-x86_64", "case $* in *-S*) hold start ;; esac" } }) {
            Checkout.program(programs.resolve(program[0]),
                    "#!/bin/bash\n" + hold + program[1] + "\n" + SmallGuest.original(program[0]) + "\n");
        }
        SmallGuest.virtV2v(programs, hold + "[[ $* != *--version* || ! -e physical.xml ]] || hold version");
        hold("");
        server = LabServer.start("--instead", programs.toString());
    }

    /** Another server sees what has been mounted since. */
    private void startAnotherServer() throws Exception {
        server.close();
        server = LabServer.start("--instead", work.resolve("programs").toString());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private void hold(String stage) throws IOException {
        Files.writeString(work.resolve("hold"), stage);
    }

    private void awaitHeld() throws Exception {
        long end = System.nanoTime() + START.toNanos();
        while (!Files.exists(work.resolve("held"))) {
            assertThat(System.nanoTime()).as("it goes on").isLessThan(end);
            Thread.sleep(50);
        }
    }

    private Product start(String server, String more) throws Exception {
        return Product.start(work, server + " p2v.name=little" + more, List.of(disk));
    }

    private Product begin(String more) throws Exception {
        return start(server.asRoot(), SmallGuest.started() + " p2v.o=local p2v.os=" + output + more);
    }

    private Product runs(String more) throws Exception {
        Product product = begin(more);
        product.awaitOutput(RemoteRun.GUEST_RUNS, START);
        return product;
    }

    @Test
    void whileVirtV2vWorks() throws Exception {
        isRemovedWhile("convert", "INT", 130);
    }

    @ParameterizedTest
    @ValueSource(strings = { "version", "overlays", "start" })
    @EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = "only with releng/verify --full")
    void beforeTheGuestRuns(String stage) throws Exception {
        isRemovedWhile(stage, "INT", 130);
    }

    @ParameterizedTest
    @ValueSource(strings = { "overlays", "convert", "start" })
    @EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = "only with releng/verify --full")
    void whenItIsToldToEndBeforeTheGuestRuns(String stage) throws Exception {
        isRemovedWhile(stage, "TERM", 143);
    }

    /** Before anything of the guest has run there is nothing to ask about. */
    private void isRemovedWhile(String stage, String signal, int code) throws Exception {
        hold(stage);
        Product product = begin("");
        awaitHeld();
        Path remote = product.logDirectory();
        product.signal(signal);
        Result result = product.end(SOON);
        assertThat(result.code()).as(result.output()).isEqualTo(code);
        assertThat(result.output()).contains("Conversion was cancelled").doesNotContain(LOST);
        assertNothingLeft(result.output(), remote);
    }

    @Test
    void whileItIsCopied() throws Exception {
        isRemovedByTheSecondCtrlC(runs(SLOWLY));
    }

    /** The disk that it is moved to at the end does not fit beside that which it has been working with. */
    @Test
    @EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = "only with releng/verify --full")
    void whileItIsMovedToItsLastFile() throws Exception {
        Checkout.run("mount", "-t", "tmpfs", "-o", "size=40m", "p2v-small", output.toString());
        try {
            startAnotherServer();
            Product product = runs("");
            product.awaitOutput("Copying waits: there is no space left", START);
            assertThat(output).isDirectoryContaining(file -> file.endsWith("little-sda.overlay"));
            isRemovedByTheSecondCtrlC(product);
        } finally {
            Checkout.run("umount", output.toString());
        }
    }

    private void isRemovedByTheSecondCtrlC(Product product) throws Exception {
        Path remote = product.logDirectory();
        product.signal("INT");
        product.awaitOutput(LOST, PATIENCE);
        assertThat(RemoteRun.guest(remote)).isPresent();
        product.signal("INT");
        Result result = product.end(SOON);
        assertThat(result.code()).as(result.output()).isEqualTo(130);
        assertThat(result.output()).contains("press Ctrl-C again for that", "Conversion was cancelled");
        assertNothingLeft(result.output(), remote);
    }

    /** The guest stays, stands still when it needs the machine, and goes when somebody wants exactly that. */
    @Test
    void whenItIsToldToEndAndThenWhileItWaits() throws Exception {
        Product product = runs(SLOWLY);
        Path remote = product.logDirectory();
        product.signal("TERM");
        Result left = product.end(SOON);
        assertThat(left.code()).as(left.output()).isEqualTo(7);
        assertThat(left.output()).contains("stays on the conversion server", "--resume");
        assertThat(RemoteRun.guest(remote)).isPresent();
        end(remote);
        assertNothingLeft(left.output(), remote);
    }

    /** Nothing can be ended there then, and that is said. */
    @Test
    @EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = "only with releng/verify --full")
    void whileTheLineIsDown() throws Exception {
        try (LabLine line = LabLine.start(work, server.port())) {
            Product product = start(server.asRoot(line),
                    SmallGuest.started() + " p2v.o=local p2v.os=" + output + SLOWLY);
            product.awaitOutput(RemoteRun.GUEST_RUNS, START);
            Path remote = product.logDirectory();
            line.order("stall");
            Thread.sleep(Duration.ofSeconds(3));
            product.signal("INT");
            product.awaitOutput(LOST, PATIENCE);
            product.signal("INT");
            Result result = product.end(Duration.ofMinutes(3));
            assertThat(result.code()).as(result.output()).isEqualTo(7);
            assertThat(result.output()).contains("The guest may still be running on 127.0.0.1", "p2v.resume=end")
                    .doesNotContain("can be started again");
            assertThat(RemoteRun.guest(remote)).isPresent();
            line.order("pass");
            end(remote);
            assertNothingLeft(result.output(), remote);
        }
    }

    /** All that ran for it on the server is killed. */
    @Test
    @EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = "only with releng/verify --full")
    void whenEverythingWasKilledOnTheServer() throws Exception {
        Product product = runs(SLOWLY);
        Path remote = product.logDirectory();
        RemoteRun.guest(remote).orElseThrow().destroyForcibly();
        Result left = product.end(SOON);
        assertThat(left.code()).as(left.output()).isEqualTo(7);
        assertThat(output).isDirectoryContaining(file -> file.endsWith("little-sda.overlay"));
        end(remote);
        assertNothingLeft(left.output(), remote);
    }

    /** It is the guest's for good then, whatever comes too late. */
    @ParameterizedTest
    @ValueSource(strings = { "INT", "TERM" })
    @EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = "only with releng/verify --full")
    void afterItIsComplete(String signal) throws Exception {
        Product product = runs("");
        product.awaitOutput("The guest has all of its disks", START);
        Path remote = product.logDirectory();
        for (int i = 0; i < 2 && product.isAlive(); i++) {
            product.signal(signal);
        }
        Result result = product.end(SOON);
        ProcessHandle guest = RemoteRun.guest(remote).orElseThrow();
        try {
            assertThat(result.code()).as(result.output()).isZero();
            assertThat(result.output()).contains("This machine is no longer needed.");
            assertThat(guest.isAlive()).isTrue();
            assertThat(output.toFile().list()).containsExactlyInAnyOrder("little-sda", "little.xml");
            assertThat(Checkout.sha256(List.of(disk))).isEqualTo(before);
            assertThat(result.output()).doesNotContain(LOST);
        } finally {
            guest.destroyForcibly();
        }
    }

    private void end(Path remote) throws Exception {
        RemoteRun.beSilent(remote);
        Result ended = start(server.asRoot(), " p2v.resume=end").end(SOON);
        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("was ended there");
    }

    /** Neither process, overlay, port nor secret; and the source is as it was. */
    private void assertNothingLeft(String said, Path remote) throws Exception {
        assertThat(said).doesNotContain("Remove them there", "Look for them");
        assertThat(output).isEmptyDirectory();
        assertThat(Leftovers.processesWith(PATIENCE, disk.toString(), output.toString(), remote.toString())).isEmpty();
        assertThat(Leftovers.processesIn(PATIENCE, remote)).isEmpty();
        assertThat(Leftovers.childrenOf(PATIENCE, server.pid())).isEmpty();
        Matcher port = PORT.matcher(said);
        while (port.find()) {
            assertThat(Checkout.run("ss", "-Hltn", "sport = :" + port.group(1))).isEmpty();
        }
        for (String gone : List.of("relay.json", "relay-ready", "guest-started", "instant-state.json")) {
            assertThat(remote.resolve(gone)).doesNotExist();
        }
        assertThat(Checkout.sha256(List.of(disk))).isEqualTo(before);
    }
}
