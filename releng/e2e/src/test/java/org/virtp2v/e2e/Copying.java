package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.virtp2v.e2e.Product.Result;

/**
 * A machine whose conversions are a copy: a stand-in of virt-v2v does it as virt-v2v does, with nbdcopy from an nbdkit
 * that opens the disk and must never lose its connection. It copies all disks at once.
 */
final class Copying {
    /** Bytes a second, so that there is time for losses. */
    static final int RATE = 8_000_000;
    static final String LIMITED = " p2v.bandwidth=" + RATE;
    /** Long enough to start and to check everything on a busy machine. */
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    /** The server looks for a sign of life now and then, and takes its time to stop virt-v2v. */
    private static final Duration ALONE = Duration.ofSeconds(200);
    private static final Path VIRT_V2V = Checkout.DIR.resolve("releng/lab/copying-virt-v2v");
    private final Path work;
    private final Path output;
    private final Path program;
    private final List<Path> disks = new ArrayList<>();

    /** Makes an empty output directory below a directory of the test, that everybody may look into, and no disks. */
    Copying(Path work) throws IOException {
        this.work = work;
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        output = Files.createDirectory(work.resolve("output"));
        program = work.resolve("virt-v2v-stand-in");
        pauseBeforeTheCopy(0);
    }

    /** What virt-v2v does for minutes, with the disks open. */
    void pauseBeforeTheCopy(int seconds) throws IOException {
        Checkout.program(program, Files.readString(VIRT_V2V).replace("pause=0", "pause=" + seconds));
    }

    /** A command that goes on when virt-v2v has ended; its number is in the file {@code left-behind}. */
    void leaveBehind(String command) throws IOException {
        Files.writeString(program, command + " &\necho $! > " + work.resolve("left-behind") + "\n",
                StandardOpenOption.APPEND);
    }

    /** One more disk, of random data. */
    Path addDisk(int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(disks.size()).nextBytes(content);
        return addDisk(Files.write(work.resolve("disk-" + disks.size() + ".img"), content));
    }

    /** One more disk, which takes so long to copy at {@link #RATE}. */
    Path addDiskOf(int seconds) throws IOException {
        return addDisk(RATE / 512 * 512 * seconds);
    }

    Path addDisk(Path disk) {
        disks.add(disk);
        return disk;
    }

    Path output() {
        return output;
    }

    /** The guest's disk of a number, from 0. */
    Path copyOf(String name, int disk) {
        return output.resolve(name + "-sd" + (char) ('a' + disk));
    }

    LabServer server(String... options) throws IOException, InterruptedException {
        return server(List.of(), options);
    }

    /** A server that is started by another program, such as one that enters a network. */
    LabServer server(List<String> before, String... options) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("--virt-v2v", program.toString()));
        all.addAll(Arrays.asList(options));
        return LabServer.start(before, all);
    }

    /** Starts a conversion over a line. */
    Product start(LabServer server, LabLine line, String name, String more) throws IOException {
        return start(List.of(), "127.0.0.1", server, Integer.toString(line.port()), name, more);
    }

    /** Starts a conversion on a server of this machine. */
    Product start(LabServer server, String name, String more) throws IOException {
        return start(List.of(), "127.0.0.1", server, server.port(), name, more);
    }

    /**
     * Starts a conversion.
     *
     * @param before
     *            environment, or a program that starts the product
     * @param more
     *            more words of its command line, with a blank before them
     * @param options
     *            options of the program
     */
    Product start(List<String> before, String host, LabServer server, String port, String name, String more,
            String... options) throws IOException {
        return Product.start(work, before, "p2v.server=" + host + " p2v.port=" + port + " p2v.identity=file://"
                + server.identity() + " p2v.name=" + name + " p2v.o=local p2v.os=" + output + more, disks, options);
    }

    /** Waits until the disks are being copied. */
    static void awaitCopy(Product product) throws IOException, InterruptedException {
        product.awaitOutput("Copying disk", START);
    }

    /** Waits until more of the first disk has been written than there was at a time; returns how long that took. */
    Duration untilCopiedOn(String name, Instant since, Duration limit) throws IOException, InterruptedException {
        Path copy = copyOf(name, 0);
        while (true) {
            Instant written = Files.getLastModifiedTime(copy).toInstant();
            if (written.isAfter(since)) {
                return Duration.between(since, written);
            }
            assertThat(Duration.between(since, Instant.now())).as("without copying").isLessThan(limit);
            Thread.sleep(20);
        }
    }

    /** The conversion ends well, and nothing of it runs any more on either side. */
    void assertConverted(Product product, LabServer server, String name) throws Exception {
        assertCopied(product, name);
        assertThat(Leftovers.childrenOf(PATIENCE, server.pid())).isEmpty();
    }

    /** The same where sshd need not have learned that connections have ended. */
    void assertCopied(Product product, String name) throws Exception {
        Result result = product.end(LIMIT);
        assertThat(result.code()).as(result.output()).isZero();
        for (int i = 0; i < disks.size(); i++) {
            assertThat(Files.mismatch(disks.get(i), copyOf(name, i))).as("disk " + i).isEqualTo(-1);
        }
        assertThat(Leftovers.processesWith(PATIENCE, disks.getFirst().toString(), output.toString())).isEmpty();
    }

    /** Waits until a server that has lost its machine has removed what it made. */
    void awaitCleanServer(Path remote) throws Exception {
        long end = System.nanoTime() + ALONE.toNanos();
        while (output.toFile().list().length > 0 && System.nanoTime() < end) {
            Thread.sleep(200);
        }
        assertThat(output).isEmptyDirectory();
        assertThat(Leftovers.processesWith(PATIENCE, output.toString(), remote.toString())).isEmpty();
        assertThat(remote.resolve("relay.json")).doesNotExist();
        assertThat(remote.resolve("status")).content().isEqualTo("98\n");
    }
}
