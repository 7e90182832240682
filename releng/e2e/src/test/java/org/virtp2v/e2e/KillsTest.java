package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The program is killed at any moment: nothing of it is left on its machine, nor, after a while, on the server. */
@EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = "only with releng/verify --full")
class KillsTest {
    private static final int KILLS = 20;
    /** From the launcher's first lines into the copy. */
    private static final int EARLIEST_MILLIS = 300;
    private static final int COPYING_MILLIS = 5000;
    /** Also where the first start took much longer than the others. */
    private static final int COPY_SECONDS = 60;
    private static final Duration SOON = Duration.ofSeconds(20);
    /** The server waits a minute at least, looks every second, and takes its time to stop virt-v2v. */
    private static final Duration CLEAN = Duration.ofSeconds(120);
    private static final String RUN = "virt-p2v-\\d{8}-[a-z0-9]{8}";
    /** What the launcher remembers until the next boot, and what the next start of the program removes. */
    private static final String REMEMBERED = "virt-p2v\\.cache-tried|virt-p2v-plugins\\..*";
    @TempDir(factory = VarTmp.class)
    Path work;

    @Test
    void leaveNothing() throws Exception {
        long seed = Long.getLong("virtp2v.seed", System.nanoTime());
        System.out.println("KillsTest: -Dvirtp2v.seed=" + seed);
        var copying = new Copying(work);
        Path disk = copying.addDiskOf(COPY_SECONDS);
        Path here = Files.createDirectory(work.resolve("here"));
        List<String> environment = List.of("XDG_RUNTIME_DIR=" + here, "TMPDIR=" + here);
        Figures.prove(KILLS + " times kill -9 at random moments", "nothing is left here or there, the names are free",
                () -> {
                    try (LabServer server = copying.server("--own-tmp", "--dir", work.resolve("server").toString())) {
                        Path there = server.dir().resolve("tmp");
                        var random = new Random(seed);
                        int latest = 0;
                        for (int i = 0; i < KILLS; i++) {
                            long started = System.nanoTime();
                            Product product = copying.start(environment, "127.0.0.1", server, server.port(), "kill" + i,
                                    Copying.LIMITED + " p2v.reconnect=5s", i % 2 == 0 ? "--nbd=builtin"
                                            : "--nbd=qemu-nbd-no-sa");
                            if (i == 0) {
                                Copying.awaitCopy(product);
                                latest = (int) Duration.ofNanos(System.nanoTime() - started).toMillis()
                                        + COPYING_MILLIS;
                            } else {
                                Thread.sleep(random.nextInt(EARLIEST_MILLIS, latest));
                            }
                            product.signal("KILL");
                            assertThat(product.end(SOON).code()).as("kill " + i).isEqualTo(137);
                            assertThat(Leftovers.processesWith(SOON, "--test-disk=" + disk, "qemu-nbd")
                                    .stream().filter(line -> line.contains(disk.toString()))).as("kill " + i).isEmpty();
                            assertThat(names(here)).as("kill " + i).allMatch(name -> name.matches(REMEMBERED));
                        }
                        long began = System.nanoTime();
                        long runs = names(there).stream().filter(name -> name.matches(RUN)).count();
                        awaitNothing(copying.output(), there);
                        Duration clean = Duration.ofNanos(System.nanoTime() - began);
                        assertThat(Leftovers.childrenOf(SOON, server.pid())).isEmpty();

                        Product product = copying.start(environment, "127.0.0.1", server, server.port(), "kill0", "");
                        copying.assertConverted(product, server, "kill0");
                        assertThat(names(here)).containsOnly("virt-p2v.cache-tried");
                        return "nothing, " + Figures.seconds(clean) + " after the last; " + runs
                                + " had made their directory on the server; seed " + seed;
                    }
                });
    }

    /** Waits until neither output, claim nor a run that has not started is there, and then looks for the rest. */
    private static void awaitNothing(Path output, Path there) throws Exception {
        long end = System.nanoTime() + CLEAN.toNanos();
        // A run gives up its claim last.
        while ((output.toFile().list().length > 0 || !names(there).stream().allMatch(name -> isOver(there, name)))
                && System.nanoTime() < end) {
            Thread.sleep(200);
        }
        assertThat(output).isEmptyDirectory();
        assertThat(Leftovers.processesWith(SOON, output.toString(), "/tmp/virt-p2v-wrapper")).isEmpty();
        assertThat(names(there)).as("files on the server").allMatch(name -> isOver(there, name));
        for (String name : names(there)) {
            Path run = there.resolve(name);
            assertThat(run.resolve("relay.json")).doesNotExist();
            Path status = run.resolve("status");
            assertThat(!Files.exists(status) || Files.readString(status).equals("98\n")).as(name).isTrue();
        }
    }

    private static boolean isOver(Path there, String name) {
        return name.matches(RUN) && Files.exists(there.resolve(name).resolve("pid"));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
