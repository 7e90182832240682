package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.e2e.Product.Result;

/** What happens to a conversion whose machine loses power in the middle of copying, and comes back. */
class ResumeTest {
    private static final int SECONDS = 8;
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final String NAME = "lost";
    @TempDir
    Path work;
    private Copying copying;
    private Path disk;

    @BeforeEach
    void makeADisk() throws Exception {
        copying = new Copying(work);
        disk = copying.addDiskOf(SECONDS);
    }

    private Product start(LabServer server, String more) throws Exception {
        return copying.start(server, NAME, more);
    }

    /** A conversion that is killed while it copies, long enough ago for the server to know that it is gone. */
    private Path killed(LabServer server) throws Exception {
        Product product = start(server, Copying.LIMITED);
        Copying.awaitCopy(product);
        Path remote = product.logDirectory();
        Thread.sleep(1500);
        product.signal("KILL");
        assertThat(product.end(LIMIT).code()).isEqualTo(137);
        RemoteRun.beSilent(remote);
        return remote;
    }

    /** Other tests may leave conversions of this machine on it, too. */
    private static String named(LabServer server) {
        return server.asRoot() + " p2v.name=" + NAME;
    }

    private Result resume(LabServer server, String more) throws Exception {
        return Product.start(work, named(server) + more, List.of(disk), "--resume").end(LIMIT);
    }

    @Test
    void goesOnWhereItWasAfterTheMachineWasSwitchedOff() throws Exception {
        try (LabServer server = copying.server()) {
            Result nothing = resume(server, "");
            assertThat(nothing.code()).as(nothing.output()).isEqualTo(4);
            assertThat(nothing.output()).contains("No conversion of this machine", "/tmp/virt-p2v-*");

            Path remote = killed(server);
            long copied = Files.size(copying.copyOf(NAME, 0));
            Product again = Product.start(work, named(server) + " p2v.bandwidth=1G", List.of(disk), "--resume");
            copying.assertConverted(again, server, NAME);
            assertThat(again.output()).contains("Going on with the conversion of lost", "Copying disk 1/1",
                    "Conversion finished successfully");
            assertThat(copied).isPositive();
            assertThat(remote.resolve("p2v-report.json")).content().contains("\"resumed\":\"20", "\"succeeded\"");
            assertThat(remote.resolve("relay.json")).doesNotExist();

            Result over = resume(server, "");
            assertThat(over.code()).as(over.output()).isEqualTo(4);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = "only with releng/verify --full")
    void goesOnByItselfWhenTheSameConversionBeginsAgainAndAgain() throws Exception {
        try (LabServer server = copying.server()) {
            Path remote = killed(server);
            assertThat(killed(server)).isEqualTo(remote);
            Product last = start(server, "");
            copying.assertConverted(last, server, NAME);
            assertThat(last.logDirectory()).isEqualTo(remote);
            assertThat(remote.resolve("resumed")).content().hasLineCount(2);
        }
    }

    @Test
    void refusesADiskThatHasChangedAndEndsWhatIsWaiting() throws Exception {
        try (LabServer server = copying.server()) {
            Path remote = killed(server);
            try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
                file.seek(1024);
                file.write(~file.read());
            }
            for (Result refused : List.of(resume(server, ""),
                    start(server, "").end(LIMIT))) {
                assertThat(refused.code()).as(refused.output()).isEqualTo(3);
                assertThat(refused.output()).contains("has changed since", "p2v.resume=end");
            }
            assertThat(remote.resolve("status")).content().isEqualTo("99\n");

            Result ended = Product.start(work, named(server) + " p2v.resume=end", List.of(disk)).end(LIMIT);
            assertThat(ended.code()).as(ended.output()).isZero();
            assertThat(ended.output()).contains("was ended there");
            assertThat(copying.output()).isEmptyDirectory();
            assertThat(remote.resolve("relay.json")).doesNotExist();
            assertThat(remote.resolve("p2v-report.json")).content().contains("\"ended\"");

            copying.assertConverted(start(server, ""), server, NAME);
        }
    }
}
