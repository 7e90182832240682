package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.convert.ConversionEvent.ConnectionBack;
import org.virtp2v.core.convert.ConversionEvent.ConnectionLost;
import org.virtp2v.core.convert.ConversionEvent.DiskProgress;
import org.virtp2v.core.convert.ConversionEvent.StageStarted;
import org.virtp2v.core.convert.ConversionEvent.ToolStage;
import org.virtp2v.core.convert.ConversionEvent.TotalProgress;
import org.virtp2v.core.convert.ConversionEvent.Warning;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.progress.Progress;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.Outage;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.testing.FakePorts;
import org.virtp2v.core.testing.Plans;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** What is left in the remote directory of how a conversion is. */
class RunProgressTest {
    private static final String TWO_DISKS = "p2v.server=conv p2v.name=g p2v.disks=/a,/b p2v.password=hunter2";
    private final FakePorts ports = new FakePorts();
    private final ConversionPlan plan = Plans.of(TWO_DISKS);
    private final RunProgress progress = new RunProgress(plan, "1.2.3", ports.engine().clock());

    private JsonObject now() {
        return parse(progress.line());
    }

    private static JsonObject parse(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }

    @Test
    void saysHowItIsNow() {
        assertThat(now().get("state").getAsString()).isEqualTo("preparing");
        progress.on(new StageStarted(Stage.CONVERT));
        progress.on(new ToolStage(Duration.ofSeconds(3), "Copying disk 2/2"));
        progress.on(new TotalProgress(new Progress(40, 4000, 1e6, Duration.ofMinutes(2))));
        progress.on(new DiskProgress(2, 2, plan.disks().get(1), new Progress(7, 300, 1e6, null), 0, 0));
        progress.on(new Warning(Warning.Source.VIRT_P2V, "look out"));

        JsonObject now = now();
        assertThat(now.get("state").getAsString()).isEqualTo("running");
        assertThat(now.get("stage").getAsString()).isEqualTo("CONVERT");
        assertThat(now.get("virtV2vStage").getAsString()).isEqualTo("Copying disk 2/2");
        assertThat(now.get("guest").getAsString()).isEqualTo("g");
        assertThat(now.get("percent").getAsInt()).isEqualTo(40);
        assertThat(now.get("bytesPerSecond").getAsLong()).isEqualTo(1_000_000);
        assertThat(now.get("secondsLeft").getAsDouble()).isEqualTo(120);
        assertThat(now.get("warnings").getAsInt()).isEqualTo(1);
        JsonObject disk = now.getAsJsonArray("disks").get(1).getAsJsonObject();
        assertThat(disk.get("percent").getAsInt()).isEqualTo(7);
        assertThat(disk.get("secondsLeft").isJsonNull()).isTrue();
        assertThat(now.get("result").isJsonNull()).isTrue();
    }

    @Test
    void tellsOutages() {
        progress.on(new ConnectionLost(Link.disk(1),
                new Outage(Duration.ofSeconds(5), 1, Duration.ofSeconds(1), "gone")));
        assertThat(now().get("lost").getAsString()).contains("/a");
        assertThat(now().get("outages").getAsInt()).isEqualTo(1);
        progress.on(new ConnectionBack(Link.disk(1), Duration.ofSeconds(6)));
        assertThat(now().get("lost").isJsonNull()).isTrue();
        assertThat(now().get("outages").getAsInt()).isEqualTo(1);
    }

    @Test
    void tellsOfDisksThatAreAway() {
        SourceDisk disk = new SourceDisk("sda", Path.of("/dev/sda"), 1 << 20, "sda");
        progress.on(new ConversionEvent.DiskAway(disk, Instant.EPOCH, 0));
        assertThat(now().get("away").getAsString()).startsWith("sda is gone");
        progress.on(new ConversionEvent.DiskRefused(disk, "it is another one"));
        assertThat(now().get("away").getAsString()).isEqualTo("Still waiting for sda: it is another one.");
        progress.on(new ConversionEvent.DiskBack(disk, Path.of("/dev/sda"), Duration.ofSeconds(6)));
        assertThat(now().get("away").isJsonNull()).isTrue();
    }

    @Test
    void isTheSameWhileNothingHappens() throws InterruptedException {
        progress.on(new StageStarted(Stage.CONVERT));
        String before = progress.line();
        Thread.sleep(5);
        progress.on(new ConversionEvent.Output("noise"));
        assertThat(progress.line()).isEqualTo(before);
    }

    @Test
    void isOneBoundedLineWhateverAServerSays() {
        progress.on(new ToolStage(Duration.ZERO, "a\nb\u2028\u0007".repeat(100_000)));
        assertThat(progress.line()).doesNotContain("\n", "\u2028", "\u0007").hasSizeLessThan(16 << 10);
    }

    /** From the first file to the last, which says how it ended. */
    @Test
    void isLeftFromTheBeginningToTheEnd() {
        List<JsonObject> followed = new ArrayList<>();
        ports.server.tool = output -> {
            followed.add(parse(ports.server.progress.get()));
            throw new ServerException(ServerException.Reason.CONVERSION_FAILED, "It burns.\n" + "x".repeat(5000), null);
        };
        ports.engine().conversion(plan, event -> {
        }).run();

        JsonObject first = content(ports.server.files);
        assertThat(first.get("stage").getAsString()).isEqualTo("PREPARE_SERVER");
        assertThat(followed).singleElement().extracting(o -> o.get("state").getAsString()).isEqualTo("running");
        JsonObject last = content(ports.server.left);
        assertThat(last.get("state").getAsString()).isEqualTo("ended");
        JsonObject result = last.getAsJsonObject("result");
        assertThat(result.get("outcome").getAsString()).isEqualTo("failed");
        assertThat(result.getAsJsonObject("failure").get("message").getAsString()).startsWith("It burns.")
                .hasSize(1000);
        assertThat(first.toString() + followed + last).doesNotContain("hunter2");
    }

    private static JsonObject content(List<RemoteFile> files) {
        RemoteFile file = files.stream().filter(f -> f.name().equals("progress.json")).findFirst().orElseThrow();
        return parse(new String(file.content(), StandardCharsets.UTF_8));
    }
}
