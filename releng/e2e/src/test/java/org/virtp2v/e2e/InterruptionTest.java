package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.e2e.Product.Result;

/** Conversions that do not come to their end: cancelled, killed, or with a disk that vanishes. */
class InterruptionTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration STAGE_LIMIT = Duration.ofMinutes(4);
    @TempDir
    Path work;
    private Path output;
    private List<Path> disks;

    @BeforeEach
    void makeAGuest() throws Exception {
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        output = Files.createDirectory(work.resolve("output"));
        disks = Checkout.guest("phony", work.resolve("guests"));
    }

    private Product start(String login) throws Exception {
        return Product.start(work, login + " p2v.name=cut p2v.o=local p2v.os=" + output, disks);
    }

    @ParameterizedTest
    @CsvSource({ "INT,130", "TERM,143" })
    void stopsVirtV2vBehindSudoAndCleansUpOnBothSides(String signal, int code) throws Exception {
        try (LabServer server = LabServer.start("--user")) {
            Product product = start(server.asUserWithSudo());
            product.awaitOutput("Inspecting the source", STAGE_LIMIT);
            Path remote = product.logDirectory();
            product.signal(signal);
            Result result = product.end(SOON);
            assertThat(result.code()).isEqualTo(code);
            assertThat(result.output()).contains("Conversion was cancelled").doesNotContain("may still be running");
            assertThat(Leftovers.processesWith(Duration.ZERO, output.toString(), disks.getFirst().toString()))
                    .isEmpty();
            assertThat(output).isEmptyDirectory();
            assertThat(remote.resolve("virt-v2v-conversion-log.txt")).isNotEmptyFile();
        }
    }

    @Test
    void removesTheDiskThatAnInterruptedVirtV2vLeaves() throws Exception {
        try (LabServer server = LabServer.start()) {
            Product product = start(server.asRoot());
            product.awaitOutput("Setting up the destination", STAGE_LIMIT);
            product.signal("INT");
            Result result = product.end(SOON);
            assertThat(result.code()).isEqualTo(130);
            assertThat(result.output()).doesNotContain("may still be running", "Remove them there");
            assertThat(Leftovers.processesWith(Duration.ZERO, output.toString())).isEmpty();
            assertThat(output).isEmptyDirectory();
        }
    }

    @Test
    void leavesNoNbdServerWhenItIsKilled() throws Exception {
        try (LabServer server = LabServer.start()) {
            Product product = start(server.asRoot());
            product.awaitOutput("Opening the source", STAGE_LIMIT);
            assertThat(Leftovers.processesWith(Duration.ZERO, disks.getFirst().toString())).isNotEmpty();
            product.signal("KILL");
            assertThat(product.end(SOON).code()).isEqualTo(137);
            assertThat(Leftovers.processesWith(Duration.ofSeconds(10), disks.getFirst().toString())).isEmpty();
        }
    }

    @Test
    void blamesTheDiskWhenItVanishesAndIsNotWaitedFor() throws Exception {
        try (LabServer server = LabServer.start()) {
            Product product = start(server.asRoot() + " p2v.reconnect=0");
            product.awaitOutput("Opening the source", STAGE_LIMIT);
            try (var image = FileChannel.open(disks.getFirst(), StandardOpenOption.WRITE)) {
                image.truncate(0);
            }
            Result result = product.end(STAGE_LIMIT);
            assertThat(result.output()).contains("Conversion failed.", disks.getFirst().toString());
            assertThat(result.code()).isEqualTo(3);
        }
    }
}
