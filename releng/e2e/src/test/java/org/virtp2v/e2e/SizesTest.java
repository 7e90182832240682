package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.e2e.Product.Result;

/** Many disks at once, and very large ones, through the relay; and what memory that takes. */
@EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = "only with releng/verify --full")
class SizesTest {
    private static final String NAME = "size";
    private static final long MIB = 1 << 20;
    /** The relay holds 64 MiB of data at most, besides Python itself; the program has a heap of 96 MiB. */
    private static final long RELAY_MIB = 128;
    private static final long PROGRAM_MIB = 256;
    private static final String MEMORY = ", relay within " + RELAY_MIB + " MiB, program within " + PROGRAM_MIB + " MiB";
    @TempDir
    Path work;
    private PeakMemory relay;
    private PeakMemory program;

    private Product start(Copying copying, LabServer server) throws Exception {
        Product product = copying.start(server, NAME,
                " p2v.ignore_preflight");
        Copying.awaitCopy(product);
        relay = PeakMemory.of("relay.py", product.logDirectory().toString());
        program = PeakMemory.of(product.pid());
        return product;
    }

    private String memory() throws Exception {
        long ofRelay = relay.end() / MIB;
        long ofProgram = program.end() / MIB;
        String figures = "relay " + ofRelay + " MiB, program " + ofProgram + " MiB";
        assertThat(ofRelay).as(figures).isBetween(1L, RELAY_MIB);
        assertThat(ofProgram).as(figures).isBetween(1L, PROGRAM_MIB);
        return figures;
    }

    @Test
    void copiesSixteenDisksAtOnce() throws Exception {
        int disks = 16;
        int each = 64 << 20;
        Figures.prove(disks + " disks of " + (each >> 20) + " MiB at once", "same bytes" + MEMORY, () -> {
            var copying = new Copying(work);
            for (int i = 0; i < disks; i++) {
                copying.addDisk(each);
            }
            try (LabServer server = copying.server()) {
                Product product = start(copying, server);
                copying.assertConverted(product, server, NAME);
                return "same bytes, " + memory();
            }
        });
    }

    @Test
    void copiesADiskOfTenTerabytesThatIsAlmostEmpty() throws Exception {
        long size = 10_000_000_000_000L;
        Duration limit = Duration.ofMinutes(8);
        Figures.prove("a disk of 10 TB with 64 MiB of data", "same bytes and holes" + MEMORY, () -> {
            var copying = new Copying(work);
            Path disk = copying.addDisk(work.resolve("large.img"));
            long[] places = new long[16];
            for (int i = 0; i < places.length; i++) {
                // from its first to its last byte
                places[i] = (size - 4 * MIB) / (places.length - 1) / 4096 * 4096 * i;
            }
            places[places.length - 1] = size - 4 * MIB;
            var random = new Random(1);
            try (var file = new RandomAccessFile(disk.toFile(), "rw")) {
                file.setLength(size);
                for (long place : places) {
                    byte[] data = new byte[(int) (4 * MIB)];
                    random.nextBytes(data);
                    file.seek(place);
                    file.write(data);
                }
            }
            try (LabServer server = copying.server()) {
                Product product = start(copying, server);
                Result result = product.end(limit);
                assertThat(result.code()).as(result.output()).isZero();
                Path copy = copying.copyOf(NAME, 0);
                assertThat(Files.size(copy)).isEqualTo(size);
                for (long place : places) {
                    assertThat(read(copy, place)).as("at " + place).isEqualTo(read(disk, place));
                }
                // What is not there is zeros.
                assertThat(allocated(copy)).isLessThanOrEqualTo(allocated(disk) + MIB);
                return "same bytes and holes in " + Figures.seconds(result.took()) + ", " + memory();
            }
        });
    }

    private static byte[] read(Path file, long place) throws IOException {
        ByteBuffer data = ByteBuffer.allocate((int) (4 * MIB));
        try (FileChannel channel = FileChannel.open(file)) {
            while (data.hasRemaining() && channel.read(data, place + data.position()) >= 0) {
                continue;
            }
        }
        return data.array();
    }

    /** Bytes. */
    private static long allocated(Path file) throws Exception {
        return Long.parseLong(Checkout.run("stat", "-c", "%b", file.toString()).strip()) * 512;
    }
}
