package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Timeout;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.testing.FakePorts;
import org.virtp2v.core.testing.FakeTarget;
import org.virtp2v.core.testing.Plans;

/** Runs conversions with fakes of all ports, and keeps their events. */
@Timeout(60)
abstract class ConversionFixture {
    static final List<Stage> WITHOUT_TEST_BOOT = Stream.of(Stage.values()).filter(s -> s != Stage.TEST_BOOT)
            .toList();
    static final String TWO_DISKS = "p2v.server=conv p2v.disks=/a,/b";
    final FakePorts ports = new FakePorts();
    final List<ConversionEvent> events = Collections.synchronizedList(new ArrayList<>());

    ConversionFixture() {
        ports.machine.reports = Map.of("dmesg", new byte[] { 1 });
        ports.server.missingFiles = List.of("lsusb");
    }

    ConversionResult run(String commandLine) {
        return ports.engine().conversion(Plans.of(commandLine), events::add).run();
    }

    <E extends ConversionEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    String text(String file) {
        return ports.server.files.stream().filter(f -> f.name().equals(file))
                .map(f -> new String(f.content(), StandardCharsets.UTF_8)).findFirst().orElseThrow();
    }

    void assertNothingLeftOpen() {
        var journal = List.copyOf(ports.journal.lines);
        long connected = journal.stream().filter("connect"::equals).count();
        boolean failedConnecting = "connect".equals(ports.journal.failAt) || "connect".equals(ports.journal.hangAt);
        assertThat(journal.stream().filter("close connection"::equals).count())
                .isEqualTo(failedConnecting ? connected - 1 : connected);
        boolean inspected = journal.contains("inspect") && !ports.journal.failAt.equals("inspect")
                && !ports.journal.hangAt.equals("inspect");
        assertThat(journal.contains("close inspection")).isEqualTo(inspected);
        for (String disk : List.of("/a", "/b")) {
            boolean opened = journal.contains("export " + disk) && !ports.journal.failAt.equals("export " + disk)
                    && !ports.journal.hangAt.equals("export " + disk);
            assertThat(journal.contains("close export " + disk)).isEqualTo(opened);
        }
    }

    List<Integer> totals() {
        return events(ConversionEvent.TotalProgress.class).stream().map(p -> p.progress().percent()).toList();
    }

    static ConversionPlan withTarget(String options) {
        return Plans.of("p2v.server=conv p2v.disks=/a p2v.target=fake " + options, FakeTarget.TARGETS);
    }
}
