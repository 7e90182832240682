package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.convert.ConversionResult.Outcome;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

class ConversionReportTest extends ConversionFixture {
    @Test
    void reportsWhatItTookAndMoved() {
        ports.server.output = List.of("[   1.0] Opening the source\n", "[  60.0] Copying disk 1/2\n",
                "[  61.5] Copying disk 2/2\n", "[  62.0] Finishing off\n");
        ConversionReport report = run(TWO_DISKS + " p2v.name=g p2v.os=/var/x").report();
        assertThat(report.stages()).extracting(ConversionReport.StageTime::stage)
                .containsExactlyElementsOf(WITHOUT_TEST_BOOT);
        assertThat(report.toolStages()).extracting(ConversionReport.ToolTime::text).containsExactly(
                "Opening the source",
                "Copying disk 1/2", "Copying disk 2/2", "Finishing off");
        assertThat(report.toolStages().get(1).took()).isEqualTo(Duration.ofMillis(1500));
        assertThat(report.bytesSent()).isEqualTo(2 * 4 * 512);
        assertThat(report.bytesCopied()).isEqualTo(2 * 2 * 512);
        assertThat(report.disks()).extracting(d -> d.disk().name()).containsExactly("/a", "/b");
        assertThat(report).extracting(ConversionReport::guest, ConversionReport::server,
                ConversionReport::outputStorage).containsExactly("g", "conv:22", "/var/x");
    }

    @Test
    void leavesAReportOnTheServer() {
        ports.server.status = 1;
        ports.server.errors = List.of("no \"room\"");
        run(TWO_DISKS + " p2v.password=s3cret");
        String content = new String(ports.server.left.getFirst().content(), StandardCharsets.UTF_8);
        assertThat(content).doesNotContain("s3cret").endsWith("}\n");
        JsonObject report = JsonParser.parseString(content).getAsJsonObject();
        assertThat(report.get("version").getAsInt()).isEqualTo(1);
        assertThat(report.get("outcome").getAsString()).isEqualTo("failed");
        assertThat(report.getAsJsonObject("failure").get("kind").getAsString()).isEqualTo("server");
        assertThat(report.getAsJsonObject("failure").get("reason").getAsString()).isEqualTo("CONVERSION_FAILED");
        assertThat(report.getAsJsonObject("report").getAsJsonArray("stages")).hasSize(WITHOUT_TEST_BOOT.size() - 1);
        assertThat(report.getAsJsonObject("report").getAsJsonArray("errors").get(0).getAsString())
                .isEqualTo("no \"room\"");
    }

    @Test
    void saysWhenTheReportCouldNotBeLeft() {
        ports.server.takesReports = false;
        assertThat(run(TWO_DISKS)).satisfies(r -> assertThat(r.outcome()).isEqualTo(Outcome.SUCCEEDED),
                r -> assertThat(r.warnings()).last().asString().contains("p2v-report.json"));
    }
}
