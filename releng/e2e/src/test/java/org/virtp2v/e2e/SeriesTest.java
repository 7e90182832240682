package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Many conversions on one server, which nobody tidies up. */
@EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = "only with releng/verify --full")
class SeriesTest {
    private static final int CONVERSIONS = 50;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String NAME = "series";
    @TempDir(factory = VarTmp.class)
    Path work;

    @Test
    void leavesNothing() throws Exception {
        var copying = new Copying(work);
        copying.addDisk(1 << 20);
        Path here = Files.createDirectory(work.resolve("here"));
        Figures.prove(CONVERSIONS + " conversions in a row on one server",
                "no process, claim, port, descriptor, file but " + CONVERSIONS + " run directories", () -> {
                    try (LabNetwork network = LabNetwork.start(work);
                            LabServer server = copying.server(network.onFar(), "--own-tmp", "--dir",
                                    work.resolve("server").toString(), "--sshd",
                                    "ListenAddress " + network.address())) {
                        Path there = server.dir().resolve("tmp");
                        String before = state(network, server);
                        List<String> around = new ArrayList<>(
                                List.of("XDG_RUNTIME_DIR=" + here, "TMPDIR=" + here));
                        around.addAll(network.onNear());
                        List<Duration> times = new ArrayList<>();
                        for (int i = 1; i <= CONVERSIONS; i++) {
                            Product product = copying.start(around, network.address(), server, server.port(), NAME, "");
                            copying.assertConverted(product, server, NAME);
                            times.add(product.end(SOON).took());
                            try (Stream<Path> left = Files.list(there)) {
                                assertThat(left).as("conversion " + i).hasSize(i)
                                        .allMatch(Files::isDirectory)
                                        .allMatch(run -> run.getFileName().toString().startsWith("virt-p2v-2"))
                                        .noneMatch(run -> Files.exists(run.resolve("relay.json")));
                            }
                            assertThat(awaitState(before, network, server)).as("conversion " + i).isEqualTo(before);
                            assertThat(here).isDirectoryNotContaining(file -> !file.endsWith("virt-p2v.cache-tried"));
                            Files.delete(copying.copyOf(NAME, 0));
                            Files.delete(copying.output().resolve(NAME + ".xml"));
                        }
                        return "nothing; from " + Figures.seconds(Collections.min(times)) + " to "
                                + Figures.seconds(Collections.max(times)) + " each";
                    }
                });
    }

    /** Waits a little for connections that are just ending. */
    private static String awaitState(String wanted, LabNetwork network, LabServer server) throws Exception {
        long end = System.nanoTime() + SOON.toNanos();
        String state = state(network, server);
        while (!state.equals(wanted) && System.nanoTime() < end) {
            Thread.sleep(200);
            state = state(network, server);
        }
        return state;
    }

    /** Ports and connections on both sides, and the descriptors of the sshd that listens. */
    private static String state(LabNetwork network, LabServer server) throws Exception {
        return sockets(network.onNear()) + sockets(network.onFar())
                + Path.of("/proc", server.pid(), "fd").toFile().list().length + " descriptors";
    }

    /** Of TCP, without what it remembers of connections that have ended. */
    private static String sockets(List<String> on) throws Exception {
        List<String> command = new ArrayList<>(on);
        command.addAll(List.of("ss", "-Htan", "exclude", "time-wait"));
        return Checkout.run(command.toArray(String[]::new)).lines().sorted().collect(Collectors.joining("\n"));
    }
}
