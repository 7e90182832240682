package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.server.ExportKey;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.testing.Plans;

import com.google.gson.JsonParser;

/** The connections that the disks travel over, and the relay at their end. */
class DiskConnectionsTest extends ConversionFixture {
    @Test
    void putsARelayBetweenWhereTheServerCanRunIt() {
        ports.server.relayInterpreters = List.of("/usr/bin/python3", "/usr/bin/python3");
        assertThat(run(TWO_DISKS + " p2v.key=all:key:s3cret p2v.reconnect=90s").outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(ports.server.files).extracting(RemoteFile::name).containsSubsequence("physical.xml",
                "virt-v2v-wrapper.sh", "relay.py", "disk-key-1", "relay.json").endsWith("relay.json");
        var settings = JsonParser.parseString(text("relay.json")).getAsJsonObject();
        // The script around virt-v2v, which removes its output, gives up first.
        assertThat(settings.get("reconnect").getAsInt()).isEqualTo(90 + 90 + 300);
        for (int i = 0; i < 2; i++) {
            var export = settings.getAsJsonArray("exports").get(i).getAsJsonObject();
            assertThat(export.get("disk").getAsInt()).isEqualTo(i + 1);
            assertThat(export.get("size").getAsLong()).isEqualTo(Plans.of(TWO_DISKS).disks().get(i).sizeBytes());
            assertThat(export.get("key").getAsString()).isEqualTo(ports.server.keys.get(i).hex());
        }
        assertThat(ports.server.keys).extracting(ExportKey::hex).doesNotHaveDuplicates();
        assertThat(text("virt-v2v-wrapper.sh")).contains("relay=/usr/bin/python3\n", "secrets=(disk-key-1 relay.json)");
        assertThat(text("physical.xml")).containsSubsequence("<host name=\"localhost\" port=\"relay-1\"/>",
                "<host name=\"localhost\" port=\"relay-2\"/>");
        String directory = ports.server.directory;
        assertThat(ports.journal.lines).containsSubsequence("prepare", "announce 1 " + directory,
                "announce 2 " + directory, "start", "verify", "remove disk-key-1 relay.json");
    }

    @ParameterizedTest
    @CsvSource({ "false, '', Python 3.6", "true, '', could not be made again for 60 min",
            "true, p2v.reconnect=90, could not be made again for 90 s", "true, p2v.reconnect=0, p2v.reconnect=0" })
    void saysHowLongItTriedToMakeALostConnectionAgain(boolean relay, String option, String words) {
        if (relay) {
            ports.server.relayInterpreters = List.of("/usr/bin/python3", "/usr/bin/python3");
        }
        ports.server.dataConnectionsOpen = false;
        ports.server.status = 1;
        assertThat(run(TWO_DISKS + " " + option).failure()).isInstanceOf(ConnectionException.class)
                .hasMessageContainingAll("data connection of disk /a", "lost", words);
    }

    @Test
    void saysWhyAConnectionIsLostForGood() {
        ports.server.relayInterpreters = List.of("/usr/bin/python3", "/usr/bin/python3");
        ports.server.dataConnectionsOpen = false;
        ports.server.whyLost = new ConnectionException(Reason.HOST_KEY_CHANGED, "Not connecting.", null);
        ports.server.status = 1;
        assertThat(run(TWO_DISKS).failure())
                .isInstanceOfSatisfying(ConnectionException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.HOST_KEY_CHANGED))
                .hasMessage("The data connection of disk /a is lost for good. Not connecting.");
    }

    @Test
    void putsNoRelayBetweenWhenADiskCanDoWithoutItsKey() {
        ports.server.relayInterpreters = List.of("/usr/bin/python3");
        assertThat(run(TWO_DISKS).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(ports.server.files).extracting(RemoteFile::name).noneMatch(name -> name.startsWith("relay"));
        assertThat(text("virt-v2v-wrapper.sh")).contains("relay=''\n");
        assertThat(ports.journal.lines).noneMatch(line -> line.startsWith("announce"));
    }

    @Test
    void startsNothingWhenTheRelayCannotBeToldItsPorts() {
        ports.server.relayInterpreters = List.of("/usr/bin/python3", "/usr/bin/python3");
        ports.journal.failAt = "announce 2";
        assertThat(run(TWO_DISKS).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(ports.journal.lines).doesNotContain("start").contains("remove relay.json", "close run");
    }

    @ParameterizedTest
    @CsvSource({ "'', 3690", "p2v.reconnect=8h, 28890", "p2v.reconnect=40, 80", "p2v.reconnect=5, 60",
            "p2v.reconnect=0, 900" })
    void letsTheServerWaitAsLongAsItTriesToComeBack(String option, long seconds) {
        run("p2v.server=conv p2v.disks=/a " + option);
        assertThat(text("virt-v2v-wrapper.sh")).contains("patience=" + seconds + "\n");
    }

    @Test
    void refusedForwardingIsAFailureOfTheConnection() {
        ports.server.forwardingRefused = true;
        assertThat(run(TWO_DISKS).failure()).isInstanceOf(ConnectionException.class).hasMessage("no forwarding");
        ports.server.facts = new ServerFacts(ports.server.facts.temporary(), ports.server.facts.overlays(),
                ports.server.facts.storage(),
                List.of("/var/tmp/x.xml"), List.of(), null, null, "3.11.2");
        assertThat(run(TWO_DISKS).failure()).isInstanceOf(ConnectionException.class)
                .hasMessageContainingAll("no forwarding", "would be overwritten: /var/tmp/x.xml");
        assertThat(ports.journal.lines).doesNotContain("speed");
    }

    @ParameterizedTest
    @CsvSource({ "p2v.compress, false, true", "p2v.compress, true, false", "p2v.compress=false, false, false" })
    void saysOnceThatTheServerDoesNotCompress(String option, boolean compresses, boolean warns) {
        ports.server.compresses = compresses;
        assertThat(run(TWO_DISKS + " " + option).warnings().stream().filter(w -> w.contains("not compressed")))
                .hasSize(warns ? 1 : 0);
    }

    @Test
    void stopsAtOnceWhenADataConnectionIsLostThatVirtV2vWaitsFor() {
        ports.journal.hangAt = "follow";
        ports.server.dataConnectionsOpen = false;
        ConversionResult result = run(TWO_DISKS);
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.failure()).isInstanceOf(ConnectionException.class)
                .hasMessageContainingAll("data connection of disk /a", "lost");
        assertThat(ports.journal.lines).containsSubsequence("follow", "stop", "remove output", "close connection");
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void doesNotMindADataConnectionThatIsNotNeededAnyMore() throws Exception {
        ports.server.output = List
                .of("[  60.0] Copying disk 1/2\n[  61.0] Copying disk 2/2\n[  62.0] Creating metadata\n");
        ports.server.dataConnectionsOpen = false;
        ports.server.afterOutput = () -> LockSupport.parkNanos(Duration.ofMillis(1500).toNanos());
        assertThat(run(TWO_DISKS).outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void allDisksShareOneLimit() {
        run(TWO_DISKS + " p2v.bandwidth=50M");
        assertThat(ports.exporter.limiters).hasSize(2).doesNotContain(Optional.empty());
        assertThat(ports.exporter.limiters.getFirst().orElseThrow())
                .isSameAs(ports.exporter.limiters.getLast().orElseThrow());
    }

    @Test
    void thereIsNoLimitUnlessAskedFor() {
        run(TWO_DISKS);
        assertThat(ports.exporter.limiters).containsOnly(Optional.empty());
    }
}
