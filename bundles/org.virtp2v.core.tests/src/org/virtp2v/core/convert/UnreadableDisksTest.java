package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.convert.ConversionEvent.PartUnreadable;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.progress.CellMap.Cell;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.ReadErrorPolicy.Decision;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** A conversion of disks that cannot be read everywhere: it stops, or goes on with zeros and says what is lost. */
class UnreadableDisksTest extends UnreadableDisksFixture {
    @Test
    void anUnattendedConversionStopsAndSaysWhere() {
        unreadable("/b", sectors(1024, 1031, "sdb1"));
        ConversionResult result = run(TWO_DISKS);
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.failure()).isInstanceOf(SourceException.class).hasMessageContainingAll("/b",
                "sectors 1024 to 1031 (sdb1)", "p2v.on_read_error=zero");
        assertThat(decisions).containsExactly(Decision.STOP);
        assertThat(ports.exporter.policies.get("/a").mayGoOn()).isFalse();
        assertThat(left("unreadable-sectors.txt")).endsWith("\n/b 1024 1031 4096 sdb1\n");
    }

    @Test
    void goesOnWithZerosAndListsWhatIsLost() {
        unreadable("/a", sectors(70, 70, null), sectors(1024, 1031, "sda1"), sectors(1032, 1033, "sda1"),
                sectors(1034, 1034, "sda2"));
        ConversionResult result = run(TWO_DISKS + " p2v.on_read_error=zero");
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED_WITH_LOSSES);
        assertThat(result.failure()).isNull();
        assertThat(decisions).hasSize(4).containsOnly(Decision.ZERO);
        assertThat(result.losses()).singleElement().satisfies(loss -> {
            assertThat(loss.disk().name()).isEqualTo("/a");
            assertThat(loss.bytes()).isEqualTo(12 * 512);
            assertThat(loss.parts()).containsExactly(sectors(70, 70, null), sectors(1024, 1033, "sda1"),
                    sectors(1034, 1034, "sda2"));
            assertThat(loss.describe()).endsWith(
                    " of /a: sector 70, sectors 1024 to 1033 (sda1), sector 1034 (sda2)");
        });
        assertThat(events.stream().filter(PartUnreadable.class::isInstance).map(PartUnreadable.class::cast))
                .extracting(PartUnreadable::bytesUnreadable).containsExactly(512L, 9 * 512L, 11 * 512L, 12 * 512L);
        assertThat(events.stream().filter(ConversionEvent.DiskMap.class::isInstance)
                .map(ConversionEvent.DiskMap.class::cast).filter(map -> map.disk().name().equals("/a")).toList()
                .getLast()
                .map().at(1024 * 512 / (64 << 10))).isEqualTo(Cell.LOST);
        assertThat(left("unreadable-sectors.txt").lines()).startsWith(left("unreadable-sectors.txt").lines().findFirst()
                .orElseThrow()).endsWith("/a 70 70 512 -", "/a 1024 1033 5120 sda1", "/a 1034 1034 512 sda2");
        JsonObject report = JsonParser.parseString(left("p2v-report.json")).getAsJsonObject();
        assertThat(report.get("outcome").getAsString()).isEqualTo("succeeded_with_losses");
        assertThat(report.getAsJsonArray("losses").get(0).getAsJsonObject()).satisfies(loss -> {
            assertThat(loss.get("name").getAsString()).isEqualTo("/a");
            assertThat(loss.get("bytes").getAsLong()).isEqualTo(6144);
            assertThat(loss.getAsJsonArray("parts").get(1)).hasToString(
                    "{\"firstSector\":1024,\"lastSector\":1033,\"bytes\":5120,\"partition\":\"sda1\"}");
        });
    }

    @Test
    void onlyAServerThatCanGoOnIsUsedForIt() {
        run(TWO_DISKS + " p2v.on_read_error=zero");
        assertThat(ports.exporter.orders).hasSize(2).containsOnly(List.of(NbdServer.BUILTIN));
        ports.exporter.orders.clear();
        run(TWO_DISKS + " p2v.on_read_error=stop");
        assertThat(ports.exporter.orders).hasSize(2).containsOnly(NbdServer.DEFAULT_ORDER);
    }

    @Test
    void aDiskWithoutLossesLeavesNoListOfThem() {
        assertThat(run(TWO_DISKS + " p2v.on_read_error=zero").outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(ports.server.left).extracting(RemoteFile::name).containsExactly("p2v-report.json", "progress.json");
    }
}
