package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.e2e.Product.Result;

/** A disk of several that goes away in the middle of its copy, and comes back. */
class GoneDiskTest {
    private static final Duration SOON = Duration.ofSeconds(100);
    private static final int SECONDS = 4;
    private static final String NAME = "gone";

    @TempDir
    Path work;
    private Copying copying;
    private Path disk;
    private Path other;
    private byte[] content;

    @BeforeEach
    void makeDisks() throws IOException {
        copying = new Copying(work);
        disk = copying.addDiskOf(SECONDS);
        other = copying.addDiskOf(1);
        content = Files.readAllBytes(disk);
    }

    /** Most of it is not there any more, as with a disk that has lost its power all of it is not. */
    private void takeAway() throws IOException {
        try (FileChannel file = FileChannel.open(disk, StandardOpenOption.WRITE)) {
            file.truncate(content.length / 2);
        }
    }

    private Product startAndTakeAway(LabServer server, String more) throws Exception {
        Product product = copying.start(server, NAME, Copying.LIMITED + more);
        Copying.awaitCopy(product);
        takeAway();
        product.awaitOutput("is gone: is its cable or its power loose?", SOON);
        return product;
    }

    @Test
    void isWaitedForWhileTheOthersAreCopiedAndIsReadOn() throws Exception {
        try (LabServer server = copying.server()) {
            Product product = startAndTakeAway(server, "");
            Path remote = product.logDirectory();
            byte[] others = Files.readAllBytes(other);
            for (int i = 0; !Arrays.equals(Files.readAllBytes(copying.copyOf(NAME, 1)), others); i++) {
                assertThat(i).as("tries").isLessThan(500);
                Thread.sleep(100);
            }
            try (FileChannel file = FileChannel.open(disk, StandardOpenOption.WRITE)) {
                int half = content.length / 2;
                file.write(ByteBuffer.wrap(content, half, content.length - half), half);
            }
            copying.assertConverted(product, server, NAME);
            assertThat(product.output()).contains(disk + " is back after", disk + " was gone 1 ×");
            assertThat(remote.resolve("p2v-report.json")).content().contains("\"absences\":1", "\"losses\":[]");
        }
    }

    @Test
    @EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = "only with releng/verify --full")
    void endsTheConversionWhenItStaysAway() throws Exception {
        try (LabServer server = copying.server()) {
            Result result = startAndTakeAway(server, " p2v.reconnect=5s").end(SOON);
            assertThat(result.code()).as(result.output()).isEqualTo(3);
            assertThat(result.output()).contains("did not come back within 0:05", "p2v.reconnect");
        }
    }

    @Test
    @EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = "only with releng/verify --full")
    void canBeCancelledMeanwhile() throws Exception {
        try (LabServer server = copying.server()) {
            Product product = startAndTakeAway(server, "");
            product.signal("INT");
            assertThat(product.end(Duration.ofSeconds(30)).code()).isEqualTo(130);
            assertThat(copying.output()).isEmptyDirectory();
        }
    }
}
