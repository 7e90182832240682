package org.virtp2v.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.convert.CancelCause;
import org.virtp2v.core.convert.ConnectionReport;
import org.virtp2v.core.convert.ConversionEvent;
import org.virtp2v.core.convert.ConversionEvent.ConnectionBack;
import org.virtp2v.core.convert.ConversionEvent.ConnectionLost;
import org.virtp2v.core.convert.ConversionEvent.DiskConnected;
import org.virtp2v.core.convert.ConversionEvent.DiskMap;
import org.virtp2v.core.convert.ConversionEvent.DiskProgress;
import org.virtp2v.core.convert.ConversionEvent.DiskServed;
import org.virtp2v.core.convert.ConversionEvent.Ended;
import org.virtp2v.core.convert.ConversionEvent.HostKeyAccepted;
import org.virtp2v.core.convert.ConversionEvent.LogDirectory;
import org.virtp2v.core.convert.ConversionEvent.Output;
import org.virtp2v.core.convert.ConversionEvent.Retrying;
import org.virtp2v.core.convert.ConversionEvent.ServerTested;
import org.virtp2v.core.convert.ConversionEvent.StageEnded;
import org.virtp2v.core.convert.ConversionEvent.StageStarted;
import org.virtp2v.core.convert.ConversionEvent.ToolStage;
import org.virtp2v.core.convert.ConversionEvent.TotalProgress;
import org.virtp2v.core.convert.ConversionEvent.Warning;
import org.virtp2v.core.convert.ConversionReport;
import org.virtp2v.core.convert.ConversionResult;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.convert.Stage;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.progress.CellMap;
import org.virtp2v.core.progress.CellMap.Cell;
import org.virtp2v.core.progress.Progress;
import org.virtp2v.core.progress.StallWatch;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.Outage;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.source.UnreadablePart;
import org.virtp2v.core.testing.Plans;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

class JsonDisplayTest {
    private static final SourceDisk EXCLUDED = new SourceDisk("/img", Path.of("/img"), 1000, "sda", null, null,
            List.of(new Extent(0, 100), new Extent(500, 200)));
    private static final SourceDisk DISK = new SourceDisk("/img", Path.of("/img"), 1000, "sda");
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final JsonDisplay display = new JsonDisplay(new PrintStream(bytes, false, StandardCharsets.UTF_8), "1.2.3");

    private List<JsonObject> lines() {
        return bytes.toString(StandardCharsets.UTF_8).lines().map(l -> JsonParser.parseString(l).getAsJsonObject())
                .toList();
    }

    private JsonObject shown(ConversionEvent event) {
        bytes.reset();
        display.on(event);
        return lines().getFirst();
    }

    @Test
    void beginsWithItsVersion() {
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(
                "{\"event\":\"hello\",\"version\":1,\"program\":\"virt-p2v\",\"programVersion\":\"1.2.3\"}\n");
    }

    @Test
    void writesOneFlushedLineForEveryEvent() {
        List.of(new StageStarted(Stage.CONVERT), new StageEnded(Stage.CONVERT, Duration.ofMillis(1500), true),
                new HostKeyAccepted(new HostKey("ssh-ed25519", 256, "SHA256:x")), new Retrying("No.", 2, 2),
                new Retrying("No.", 2, 1),
                new ServerTested(new ServerInfo("2.2.0", true, List.of(), List.of("local"))),
                new DiskServed(EXCLUDED, NbdServer.BUILTIN), new DiskConnected(DISK, 4711),
                new LogDirectory("conv", "/tmp/x"), new Output("a\nb\r\u001b[0m"),
                new ToolStage(Duration.ofSeconds(3), "Opening"), new Warning(Warning.Source.VIRT_P2V, "careful"))
                .forEach(display::on);
        assertThat(lines()).extracting(o -> o.get("event").getAsString()).containsExactly("hello", "stageStarted",
                "stageEnded", "hostKeyAccepted", "retrying", "serverTested", "diskServed", "diskConnected",
                "logDirectory",
                "output", "virtV2vStage", "warning");
        assertThat(lines().get(9).get("text").getAsString()).isEqualTo("a\nb\r\u001b[0m");
        assertThat(lines().get(6).get("excludedBytes").getAsLong()).isEqualTo(300);
        assertThat(lines().get(2).get("seconds").getAsDouble()).isEqualTo(1.5);
    }

    @Test
    void tellsWhichConversionGoesOn() {
        assertThat(shown(new ConversionEvent.Resumed("/tmp/x", Instant.EPOCH, "web"))).hasToString(
                "{\"event\":\"resumed\",\"directory\":\"/tmp/x\",\"began\":\"1970-01-01T00:00:00Z\",\"guest\":\"web\"}");
    }

    @Test
    void writesProgressInBytesAndSeconds() {
        assertThat(shown(new TotalProgress(new Progress(12, 34, 56.4, Duration.ofSeconds(78)))))
                .hasToString("{\"event\":\"totalProgress\",\"percent\":12,\"bytesRead\":34,\"bytesPerSecond\":56,"
                        + "\"secondsLeft\":78.0}");
        assertThat(shown(new ConversionEvent.CopyStalled(DISK, new StallWatch.Stall(Duration.ofSeconds(30), false))))
                .hasToString("{\"event\":\"copyStalled\",\"name\":\"/img\",\"target\":\"sda\",\"seconds\":30.0}");
        assertThat(shown(new DiskProgress(1, 2, DISK, new Progress(50, 300, 1.5, null), 500, 20)))
                .hasToString(
                        "{\"event\":\"diskProgress\",\"number\":1,\"count\":2,\"name\":\"/img\",\"target\":\"sda\","
                                + "\"percent\":50,\"position\":500,\"sizeBytes\":1000,\"bytesRead\":300,\"bytesReadAgain\":20,"
                                + "\"bytesPerSecond\":2,\"secondsLeft\":null}");
    }

    private static ConnectionLost lost(Link link, int seconds, int attempt, int untilNext) {
        return new ConnectionLost(link,
                new Outage(Duration.ofSeconds(seconds), attempt, Duration.ofSeconds(untilNext), "No route."));
    }

    @Test
    void writesEachAttemptToMakeAConnectionAgainOnce() {
        display.conversion(Plans.of("p2v.server=conv p2v.disks=/a,/b"));
        bytes.reset();
        List.of(lost(Link.disk(2), 0, 1, 0), lost(Link.CONTROL, 0, 1, 0), lost(Link.disk(2), 1, 2, 2),
                lost(Link.disk(2), 2, 2, 1), new ConnectionBack(Link.disk(2), Duration.ofMillis(3500)),
                lost(Link.disk(2), 0, 1, 0)).forEach(display::on);
        assertThat(lines()).extracting(JsonObject::toString).contains(
                "{\"event\":\"connectionLost\",\"connection\":\"control\",\"number\":null,\"name\":null,\"target\":null,"
                        + "\"seconds\":0.0,\"attempt\":1,\"secondsUntilNext\":0.0,\"text\":\"No route.\"}",
                "{\"event\":\"connectionBack\",\"connection\":\"disk\",\"number\":2,\"name\":\"/b\","
                        + "\"target\":\"sdb\",\"seconds\":3.5}");
        assertThat(lines()).filteredOn(o -> o.get("event").getAsString().equals("connectionLost"))
                .extracting(o -> o.get("number").toString() + " " + o.get("attempt")).containsExactly("2 1", "null 1",
                        "2 2", "2 1");
    }

    @Test
    void writesWhatCannotBeRead() {
        var part = new UnreadablePart(new Extent(512, 1024), null);
        assertThat(shown(new ConversionEvent.PartUnreadable(DISK, part, 4096)))
                .hasToString("{\"event\":\"partUnreadable\",\"name\":\"/img\",\"target\":\"sda\",\"firstSector\":1,"
                        + "\"lastSector\":2,\"bytes\":1024,\"partition\":null,\"bytesUnreadable\":4096}");
        assertThat(shown(new ConversionEvent.DiskSilent(DISK, new StallWatch.Stall(Duration.ofSeconds(41), false))))
                .hasToString("{\"event\":\"diskSilent\",\"name\":\"/img\",\"target\":\"sda\",\"seconds\":41.0}");
    }

    @Test
    void writesHowADiskGoesAndComesBack() {
        assertThat(shown(new ConversionEvent.DiskAway(DISK, Instant.EPOCH, 4096)).toString())
                .startsWith("{\"event\":\"diskAway\",\"name\":\"/img\",\"target\":\"sda\","
                        + "\"until\":\"1970-01-01T00:00:00Z\",\"bytesCopied\":4096,\"text\":\"/img is gone: ");
        assertThat(shown(new ConversionEvent.DiskRefused(DISK, "it is too small")))
                .hasToString("{\"event\":\"diskRefused\",\"name\":\"/img\",\"target\":\"sda\","
                        + "\"text\":\"Still waiting for /img: it is too small.\"}");
        assertThat(shown(new ConversionEvent.DiskBack(DISK, DISK.path(), Duration.ofSeconds(48))))
                .hasToString("{\"event\":\"diskBack\",\"name\":\"/img\",\"target\":\"sda\",\"device\":\"/img\","
                        + "\"seconds\":48.0,\"text\":\"/img is back after 0:48, and is read on.\"}");
    }

    @Test
    void writesTheMapAsRuns() {
        var map = CellMap.of(65536, Cell.READ, Cell.READ, Cell.READING, Cell.SEEN, Cell.UNTOUCHED, Cell.UNTOUCHED);
        assertThat(shown(new DiskMap(2, DISK, map))).hasToString("{\"event\":\"diskMap\",\"number\":2,"
                + "\"name\":\"/img\",\"target\":\"sda\",\"cells\":6,\"cellBytes\":65536,\"map\":\"2#1o1-2.\"}");
    }

    @Test
    void endsWithTheResult() {
        var report = new ConversionReport("g", "conv:22", "local", null,
                List.of(new ConversionReport.StageTime(Stage.CONTACT_SERVER, Duration.ofSeconds(1), false)), List.of(),
                List.of(), 7, List.of(), ConnectionReport.NONE, null, List.of());
        var failure = new ConnectionException(ConnectionException.Reason.LOST, "It is \"gone\".", null);
        JsonObject result = shown(new Ended(new ConversionResult(Outcome.FAILED, failure, Duration.ofMillis(2250),
                "/tmp/x", List.of("w"), report)));
        assertThat(result.get("exitCode").getAsInt()).isEqualTo(2);
        assertThat(result.get("outcome").getAsString()).isEqualTo("failed");
        assertThat(result.getAsJsonObject("failure"))
                .hasToString("{\"kind\":\"connection\",\"reason\":\"LOST\",\"message\":\"It is \\\"gone\\\".\"}");
        assertThat(result.get("warnings")).hasToString("[\"w\"]");
        assertThat(result.get("logDirectory").getAsString()).isEqualTo("/tmp/x");
        assertThat(result.getAsJsonObject("report").getAsJsonArray("stages"))
                .hasToString("[{\"stage\":\"CONTACT_SERVER\",\"seconds\":1.0,\"completed\":false}]");
    }

    @Test
    void tellsWhyItIsCancelled() {
        bytes.reset();
        display.powerButton(Duration.ofSeconds(10), false);
        display.cancelling(CancelCause.POWER_BUTTON, false);
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("{\"event\":\"powerButton\",\"seconds\":10.0}\n"
                + "{\"event\":\"cancelling\",\"cause\":\"power_button\"}\n");
    }

    @Test
    void keepsTheUsersCommandsToItselfAndTheirOutputOffItsOwn() {
        assertThat(new Commands(display).run("p2v.post", "echo secret; exit 3")).isFalse();
        assertThat(bytes.toString(StandardCharsets.UTF_8)).doesNotContain("secret");
        assertThat(lines()).extracting(o -> o.get("event").getAsString()).containsExactly("hello", "command",
                "commandFailed");
        assertThat(lines().getLast().get("exitCode").getAsInt()).isEqualTo(3);
    }
}
