package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.e2e.Product.Result;

/**
 * Conversions by the OpenSSH and the virt-v2v of several releases of Debian: on this machine for its own release, in a
 * root file system of its own for another, which is made the first time. CI has time for one conversion by a release
 * that this machine does not have; it fails where that release's packages cannot be had.
 */
class GenerationsTest {
    private static final String WHY_NOT = "only with releng/verify --full";
    private static final Duration LIMIT = Duration.ofMinutes(12);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String NAME = "new";
    /** Bytes of a disk without a system, and bytes a second: it takes six seconds to copy. */
    private static final int DATA = 48 << 20;
    private static final String LIMITED = " p2v.bandwidth=8M";
    @TempDir
    Path work;
    private Path output;
    private List<Path> disks;

    @BeforeEach
    void makeAMachineWithADataDisk() throws Exception {
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        output = Files.setPosixFilePermissions(Files.createDirectory(work.resolve("output")),
                PosixFilePermissions.fromString("rwxrwxrwx"));
        disks = new ArrayList<>(Checkout.guest("phony", work.resolve("guests")));
        byte[] data = new byte[DATA];
        new Random(0).nextBytes(data);
        disks.add(Files.write(work.resolve("data.img"), data));
    }

    private static LabServer server(String release, String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of(options));
        if (!Files.readAllLines(Path.of("/etc/os-release")).contains("VERSION_CODENAME=" + release)) {
            all.addAll(List.of("--suite", release));
        }
        return LabServer.start(all.toArray(String[]::new));
    }

    private Product start(String login, String mode) throws IOException {
        return Product.start(work, login + " p2v.name=" + NAME + " p2v.memory=1G p2v.post= p2v.os=" + output + " p2v.o="
                + mode, disks);
    }

    /** A release, and one of the names that a mode has there. */
    static List<Arguments> releasesAndModes() throws Exception {
        return Checkout.isFullRun()
                ? List.of(arguments("bookworm", "disk"), arguments("trixie", "disk"), arguments("sid", "local"))
                : List.of(arguments(Checkout.run(Checkout.lab("other-release")).strip(), "disk"));
    }

    @ParameterizedTest
    @MethodSource("releasesAndModes")
    void convertThroughALossForAUserWithSudoWhicheverNameTheModeHasThere(String release, String mode)
            throws Exception {
        String before = Checkout.sha256(disks);
        try (LabServer server = server(release, "--user"); LabLine line = LabLine.start(work, server.port())) {
            Product product = start(server.asUserWithSudo(line) + LIMITED, mode);
            product.awaitOutput("Copying disk 2/2", LIMIT);
            Thread.sleep(1500);
            line.order("cut");
            Result result = product.end(LIMIT);
            assertConverted(result, server);
            assertThat(result.output()).contains("Connection lost", "Back after").doesNotContain(server.password());
        }
        GuestXml xml = GuestXml.read(output.resolve(NAME + ".xml"));
        assertThat(xml.all("/domain/name")).containsExactly(NAME);
        assertThat(xml.all("/domain/devices/disk[@device='disk']/source/@file")).containsExactly(copyOf('a').toString(),
                copyOf('b').toString());
        assertThat(Checkout.sha256(disks)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = { "bookworm", "trixie", "sid" })
    @EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = WHY_NOT)
    void convertForQemu(String release) throws Exception {
        try (LabServer server = server(release)) {
            assertConverted(start(server.asRoot(), "qemu").end(LIMIT), server);
        }
        assertThat(output.resolve(NAME + ".sh")).content().contains("qemu-system-x86_64", copyOf('a').toString(),
                copyOf('b').toString());
    }

    @ParameterizedTest
    @ValueSource(strings = { "bookworm", "trixie", "sid" })
    @EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = WHY_NOT)
    void leaveNothingWhenTheyAreCancelledInMidCopy(String release) throws Exception {
        try (LabServer server = server(release)) {
            Product product = start(server.asRoot() + LIMITED, "local");
            product.awaitOutput("Copying disk 2/2", LIMIT);
            Thread.sleep(1500);
            product.signal("INT");
            Result result = product.end(LIMIT);
            assertThat(result.code()).as(result.output()).isEqualTo(130);
            assertThat(result.output()).contains("Conversion was cancelled").doesNotContain("may still be running",
                    "Disk 2/2 (sdb): 100 %");
            assertThat(output).isEmptyDirectory();
            assertNothingRuns(server);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "bookworm", "trixie", "sid" })
    @EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = WHY_NOT)
    void areKnownByBothNamesOfAModeBeforeTheConversion(String release) throws Exception {
        Files.writeString(output.resolve(NAME + "-sda"), "somebody else’s");
        try (LabServer server = server(release)) {
            for (String mode : List.of("local", "disk", "rhv", "ovirt")) {
                Result result = start(server.asRoot(), mode).end(LIMIT);
                assertThat(result.code()).as(result.output()).isEqualTo(4);
                assertThat(result.output()).containsPattern("\n  ok      virt-v2v: [0-9.]+\n");
            }
        }
    }

    /** Newer virt-v2v looks for them before it does anything else, and repairs none. */
    @Test
    @EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = WHY_NOT)
    void tellThatAFileSystemHasErrors() throws Exception {
        String disk = disks.get(1).toString();
        Checkout.run("mke2fs", "-q", "-F", "-t", "ext4", disk);
        Checkout.run("debugfs", "-w", "-R", "set_inode_field <2> links_count 7", disk);
        try (LabServer server = server("sid")) {
            Result result = start(server.asRoot(), "local").end(LIMIT);
            assertThat(result.code()).as(result.output()).isEqualTo(4);
            assertThat(result.output()).contains("has errors, and virt-v2v does not convert it like that", "e2fsck: ");
            assertThat(output).isEmptyDirectory();
            assertNothingRuns(server);
        }
    }

    private Path copyOf(char disk) {
        return output.resolve(NAME + "-sd" + disk);
    }

    /** All checks of the preflight were good, the disks are there, and virt-v2v warned of nothing but the guest. */
    private void assertConverted(Result result, LabServer server) throws Exception {
        assertThat(result.code()).as(result.output()).isZero();
        assertThat(result.output()).contains("Conversion finished successfully", "  ok      TCP forwarding: ",
                "  ok      Lost connections: ", "  ok      Output storage: ", "  ok      Guest name: ")
                .doesNotContainPattern("\n  (warning|problem) ").doesNotContain("There was a warning: Guestfs");
        assertThat(copyOf('a')).isNotEmptyFile();
        assertThat(Files.mismatch(disks.get(1), copyOf('b'))).isEqualTo(-1);
        assertNothingRuns(server);
    }

    private void assertNothingRuns(LabServer server) throws Exception {
        assertThat(Leftovers.processesWith(PATIENCE, disks.get(1).toString(), output.toString())).isEmpty();
        assertThat(Leftovers.childrenOf(PATIENCE, server.pid())).isEmpty();
    }
}
