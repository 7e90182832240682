package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.e2e.Product.Result;

/**
 * Kinds of machines whose guest is started before it is copied: a real Debian, emulated, which writes from its start on
 * and goes on after the machine is no longer needed.
 */
@EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = "only with releng/verify --full")
class InstantVariantsTest {
    private static final Duration LIMIT = Duration.ofMinutes(40);
    @TempDir
    Path work;

    @ParameterizedTest
    @CsvSource({ "debian-uefi, raw, efi", "debian-lvm, raw, bios", "debian-two-disks, qcow2, bios" })
    void keepsWhatTheGuestWrites(String kind, String format, String firmware) throws Exception {
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path output = Files.createDirectory(work.resolve("output"));
        WritingGuest guest = WritingGuest.make(work, kind);
        String before = Checkout.sha256(guest.disks());
        try (LabServer server = LabServer.start(); LabLine line = LabLine.start(work, server.port())) {
            Product product = Product.start(work, server.asRoot(line)
                    + " p2v.name=web1 p2v.instant p2v.o=local p2v.os="
                    + output + " p2v.of=" + format + " p2v.firmware=" + firmware
                    + " p2v.memory=1G p2v.interfaces= p2v.bandwidth=8M", guest.disks());
            product.awaitOutput(RemoteRun.GUEST_RUNS, LIMIT);
            Path remote = product.logDirectory();
            Thread.sleep(Duration.ofSeconds(40));
            line.order("cut");
            Result result = product.end(LIMIT);
            assertThat(result.code()).as(result.output()).isZero();
            assertThat(result.output()).contains("The guest has all of its disks", "This machine is no longer needed.");
            // It goes on without the machine.
            WritingGuest.awaitWrites(remote);
            ProcessHandle process = RemoteRun.guest(remote).orElseThrow();
            process.destroy();
            process.onExit().get(60, TimeUnit.SECONDS);
        }
        assertThat(Checkout.sha256(guest.disks())).isEqualTo(before);
        List<Path> copies = new ArrayList<>();
        for (int i = 0; i < guest.disks().size(); i++) {
            Path copy = work.resolve("copy-" + i + ".img");
            Checkout.run("qemu-img", "convert", "-f", format, "-O", "raw", output.resolve("web1-sd" + (char) ('a' + i))
                    .toString(), copy.toString());
            copies.add(copy);
        }
        guest.isWhole(copies);
    }
}
