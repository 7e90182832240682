package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.convert.ConversionEvent.ConnectionBack;
import org.virtp2v.core.convert.ConversionEvent.ConnectionLost;
import org.virtp2v.core.convert.ConversionEvent.DiskProgress;
import org.virtp2v.core.convert.ConversionEvent.Ended;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.progress.Progress;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.Outage;
import org.virtp2v.core.testing.FakePorts;
import org.virtp2v.core.testing.Plans;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** What a conversion tells of connections that are lost and come back; the connections are faked. */
@Timeout(60)
class LostConnectionTest {
    private static final Link DISK = Link.disk(1);
    private static final Outage OUTAGE = new Outage(Duration.ofSeconds(2), 3, Duration.ofSeconds(5), "No route.");
    private final FakePorts ports = new FakePorts();
    private final List<ConversionEvent> events = new ArrayList<>();

    private ConversionResult run() {
        return ports.engine().conversion(Plans.of("p2v.server=conv p2v.disks=/a,/b"), events::add).run();
    }

    private void lose(Link link) {
        ports.server.dialog.outage(link, OUTAGE);
    }

    private void restore(Link link) {
        ports.server.dialog.back(link, Duration.ofSeconds(4));
    }

    @Test
    void tellsThatAConnectionIsLostAndBack() {
        ports.server.afterOutput = () -> {
            lose(Link.CONTROL);
            restore(Link.CONTROL);
        };
        run();
        assertThat(events).containsSubsequence(new ConnectionLost(Link.CONTROL, OUTAGE),
                new ConnectionBack(Link.CONTROL, Duration.ofSeconds(4)));
    }

    @Test
    void tellsThatTheCableIsUnplugged() {
        ports.server.afterOutput = () -> {
            ports.machine.unplugged = true;
            lose(DISK);
            ports.machine.unplugged = false;
            lose(DISK);
            restore(DISK);
        };
        run();
        assertThat(events).filteredOn(ConnectionLost.class::isInstance).map(ConnectionLost.class::cast)
                .extracting(lost -> lost.outage().why())
                .containsExactly("No network card of this machine has a link. Look at its cable and at the switch.",
                        "No route.");
    }

    @ParameterizedTest
    @ValueSource(strings = { "access", "follow" })
    void saysThatTheCableIsUnpluggedWhenItGivesUp(String step) {
        ports.journal.failAt = step;
        ports.machine.unplugged = true;
        assertThat(run().failure()).isInstanceOf(ConnectionException.class).hasMessageContainingAll("lost at " + step,
                "No network card of this machine has a link.");
        ports.machine.unplugged = false;
        assertThat(run().failure()).hasMessageNotContaining("link");
    }

    @Test
    void doesNotBlameTheCableForALoginThatWasRefused() {
        ports.server.forwardingRefused = true;
        ports.machine.unplugged = true;
        assertThat(run().failure()).hasMessage("no forwarding");
    }

    @Test
    void nothingFollowsTheEnd() {
        run();
        lose(DISK);
        assertThat(events.getLast()).isInstanceOf(Ended.class);
    }

    @Test
    void showsNoRateAndNoTimeLeftOfADiskThatCannotBeReached() {
        ports.server.output = List.of("[  60.0] Copying disk 1/2\n", "[  61.0] Copying disk 2/2\n");
        List<DiskProgress> whileLost = new ArrayList<>();
        ports.server.afterOutput = () -> {
            read(1);
            lose(DISK);
            int before = events.size();
            read(2);
            whileLost.addAll(events.subList(before, events.size()).stream().filter(DiskProgress.class::isInstance)
                    .map(DiskProgress.class::cast).toList());
            restore(DISK);
        };
        run();
        assertThat(whileLost).filteredOn(p -> p.number() == 1).isNotEmpty().extracting(DiskProgress::progress)
                .allMatch(p -> p.bytesPerSecond() == 0 && p.timeLeft() == null);
        assertThat(whileLost).as("the other disk").filteredOn(p -> p.number() == 2).extracting(DiskProgress::progress)
                .extracting(Progress::bytesPerSecond).anyMatch(rate -> rate > 0);
    }

    private void read(int times) {
        for (int i = 0; i < 3 * times; i++) {
            ports.exporter.read("/a", 0, 4096);
            ports.exporter.read("/b", 0, 4096);
            LockSupport.parkNanos(Duration.ofMillis(250).toNanos());
        }
    }

    private JsonObject report() {
        return JsonParser.parseString(new String(ports.server.left.getFirst().content(), StandardCharsets.UTF_8))
                .getAsJsonObject().getAsJsonObject("report");
    }

    @Test
    void reportsHowManyConnectionsCarriedEachDisk() {
        run();
        assertThat(report().getAsJsonArray("disks")).hasSize(2).allSatisfy(
                disk -> assertThat(disk.getAsJsonObject().get("connections").getAsInt()).isEqualTo(2));
    }

    @Test
    void reportsGapsAndAttemptsByDisk() {
        ports.server.afterOutput = () -> {
            lose(DISK);
            restore(DISK);
        };
        ConversionResult result = run();
        assertThat(result.report().connections().outages()).isEqualTo(1);
        JsonObject report = report().getAsJsonObject("connection");
        assertThat(report.get("outages").getAsInt()).isEqualTo(1);
        assertThat(report.get("seconds").getAsDouble()).isBetween(2.0, 4.0);
        assertThat(report.get("connections")).hasToString("[{\"connection\":\"disk\",\"number\":1,\"name\":\"/a\","
                + "\"outages\":1,\"seconds\":4.0,\"attempts\":3}]");
    }
}
