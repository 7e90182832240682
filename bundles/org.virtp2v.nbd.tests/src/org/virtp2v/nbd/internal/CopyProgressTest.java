package org.virtp2v.nbd.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.DOUBLE;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.virtp2v.core.convert.ConversionEvent;
import org.virtp2v.core.convert.ConversionEvent.DiskMap;
import org.virtp2v.core.convert.ConversionEvent.DiskProgress;
import org.virtp2v.core.convert.ConversionEvent.TotalProgress;
import org.virtp2v.core.convert.ConversionResult;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.convert.Engine;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.machine.Cpu;
import org.virtp2v.core.machine.Firmware;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.Rtc;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.Planner;
import org.virtp2v.core.plan.Planning;
import org.virtp2v.core.progress.CellMap.Cell;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.testing.FakeMachine;
import org.virtp2v.core.testing.FakeServer;
import org.virtp2v.core.testing.Seeds;

/** A whole conversion with a real NBD server, copied by a real nbdcopy as virt-v2v runs it; the server is faked. */
@Timeout(120)
class CopyProgressTest {
    private static final int MIB = 1 << 20;
    private static final Machine MACHINE = new Machine("host", new Cpu(null, null, 1, 1, 1, 1, true, true), 1L << 30,
            true, Rtc.UNKNOWN, Firmware.BIOS, List.of(), List.of(), List.of());

    @TempDir
    private Path directory;
    private final NbdExporter exporter = new NbdExporter();
    private final List<ConversionEvent> events = new ArrayList<>();
    private final FakeServer server = new FakeServer();
    private int copies = 2;

    @BeforeEach
    void makeDisks() throws IOException {
        sparse(directory.resolve("a.img"), 300, 0, 40);
        sparse(directory.resolve("b.img"), 100, 60, 90);
    }

    /** A disk with data between two places, in MiB. */
    private static void sparse(Path file, int size, int from, int to) throws IOException {
        try (var disk = new RandomAccessFile(file.toFile(), "rw")) {
            byte[] data = new byte[(to - from) * MIB];
            Seeds.random().nextBytes(data);
            disk.setLength((long) size * MIB);
            disk.seek((long) from * MIB);
            disk.write(data);
        }
    }

    private ConversionResult convert(String more) throws Exception {
        return convert(NbdServer.DEFAULT_ORDER, more);
    }

    private ConversionResult convert(List<NbdServer> order, String more) throws Exception {
        var line = "p2v.server=c p2v.skip_test_connection p2v.disks=" + directory + "/a.img," + directory + "/b.img "
                + more;
        var settings = Defaults.complete(SettingsReader.read(line).settings(), MACHINE, List.of(), () -> "x");
        ConversionPlan plan = ((Planning.Ready) Planner.plan(settings, MACHINE, order, exporter,
                Targets.NONE)).plan();
        server.tool = this::copy;
        return new Engine(new FakeMachine(() -> MACHINE), exporter, server, Targets.NONE, "1.0.0", Clock.systemUTC())
                .conversion(plan, events::add).run();
    }

    private <E extends ConversionEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Test
    void followsTheCopyOfTwoSparseDisks() throws Exception {
        ConversionResult result = convert("p2v.bandwidth=20M");
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(Files.mismatch(directory.resolve("a.img"), directory.resolve("copy1"))).isEqualTo(-1);
        assertThat(Files.mismatch(directory.resolve("b.img"), directory.resolve("copy2"))).isEqualTo(-1);
        assertThat(result.report().disks()).extracting(d -> d.bytes() / MIB).containsExactly(40L, 30L);
        assertThat(result.report().meanBytesPerSecond()).isBetween(15.0 * MIB, 25.0 * MIB);
        List<Integer> totals = events(TotalProgress.class).stream().map(p -> p.progress().percent()).toList();
        assertThat(totals).isSorted().endsWith(100).containsOnlyOnce(100).hasSizeGreaterThan(5);
        for (int disk = 1; disk <= 2; disk++) {
            int number = disk;
            var progress = events(DiskProgress.class).stream().filter(p -> p.number() == number).toList();
            assertThat(progress).extracting(p -> p.progress().percent()).isSorted().endsWith(100).containsOnlyOnce(100);
            assertThat(progress).last().satisfies(p -> assertThat(p.bytesReadAgain()).isZero());
        }
    }

    /** A rate counts what passes the limit, not the 64 requests that nbdcopy sends at once. */
    @ParameterizedTest
    @EnumSource(names = { "BUILTIN", "QEMU_NBD", "NBDKIT" })
    void showsTheRateOfTheLimitFromTheFirstSecond(NbdServer served) throws Exception {
        convert(List.of(served), "p2v.bandwidth=20M");
        double limit = 20.0 * MIB;
        for (int disk = 1; disk <= 2; disk++) {
            int number = disk;
            var rates = events(DiskProgress.class).stream().filter(p -> p.number() == number)
                    .map(p -> p.progress().bytesPerSecond()).filter(rate -> rate > 0).toList();
            assertThat(rates).as("disk %s", disk).first(DOUBLE).isCloseTo(limit, within(0.1 * limit));
            assertThat(rates).allMatch(rate -> rate < 1.1 * limit);
        }
        assertThat(events(TotalProgress.class)).extracting(p -> p.progress().bytesPerSecond())
                .allMatch(rate -> rate < 1.1 * limit);
    }

    @Test
    void mapsWhatWasCopied() throws Exception {
        convert("");
        DiskMap map = events(DiskMap.class).stream().filter(m -> m.number() == 2).toList().getLast();
        int cellsPerMib = (int) (MIB / map.map().cellBytes());
        assertThat(map.map().count()).isEqualTo(100 * cellsPerMib);
        assertThat(map.map().at(10 * cellsPerMib)).isEqualTo(Cell.UNTOUCHED);
        assertThat(map.map().at(61 * cellsPerMib)).isEqualTo(Cell.READ);
        assertThat(map.map().at(89 * cellsPerMib)).isEqualTo(Cell.READ);
        assertThat(map.map().at(95 * cellsPerMib)).isEqualTo(Cell.UNTOUCHED);
        assertThat(map.map().runs()).as("nothing is being read").doesNotContain("o");
    }

    @Test
    void isNever100WhenTheCopyDies() throws Exception {
        copies = 1;
        assertThat(convert("").outcome()).isEqualTo(Outcome.FAILED);
        assertThat(events(TotalProgress.class)).isNotEmpty().noneMatch(p -> p.progress().percent() == 100);
        assertThat(events(DiskProgress.class)).filteredOn(p -> p.number() == 2).isNotEmpty()
                .noneMatch(p -> p.progress().percent() == 100);
    }

    /** In place of virt-v2v: copies the disks. */
    private int copy(Consumer<String> output) throws ServerException, InterruptedException {
        output.accept("[   1.0] Setting up the destination\n");
        for (int i = 1; i <= 2; i++) {
            output.accept("[   2.0] Copying disk " + i + "/2\n");
            try {
                if (i > copies || Nbdcopy.copy(server.dialers.get(i - 1), directory.resolve("copy" + i)) != 0) {
                    return 1;
                }
            } catch (IOException e) {
                throw new ServerException(ServerException.Reason.CONVERSION_FAILED, e.toString(), e);
            }
        }
        output.accept("[   3.0] Finishing off\n");
        return 0;
    }
}
