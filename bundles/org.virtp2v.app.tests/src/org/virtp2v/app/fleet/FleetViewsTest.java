package org.virtp2v.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.server.ServerRun;
import org.virtp2v.core.server.ServerRun.State;
import org.w3c.dom.Document;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** The fleet in each of its forms. */
class FleetViewsTest {
    private static final FleetView FLEET = new FleetView(Fleets.NOW, List.of(
            Fleets.fleet(Fleets.running("web01", 43), Fleets.ended("db", "failed", "The disk is full."),
                    Fleets.ended("mail", "succeeded", null), Fleets.run(State.PREPARING, null, null, ""),
                    Fleets.run(State.RUNNING, 99, 754, "{\"guest\":\"silent\",\"percent\":80}")).servers().getFirst(),
            new ServerView("conv2:22", "admin", "Cannot reach conv2:22.", false, "ssh-ed25519 SHA256:abc", List.of())));
    private static final FleetView HARMFUL = Fleets.fleet(Fleets.running(Fleets.evil(), 7),
            Fleets.ended(Fleets.evil(), "failed", Fleets.evil()));

    private static List<String> table(FleetView fleet, int columns, int rows) {
        return new TableView(false, columns, ZoneOffset.UTC).lines(fleet, rows);
    }

    @Test
    void theTableFitsIntoATerminal() {
        assertThat(table(FLEET, 80, 100)).allMatch(line -> line.length() <= 80).containsSequence(
                "14:30:00  1 lost · 1 running · 1 waiting · 1 failed · 1 finished", "", "conv1.example.com:22",
                "  GUEST              STATE           %      MB/s     LEFT STAGE, OR CAUSE",
                "  web01              running      43 %     112.0    12:34 Copying disk 1/2",
                "  db                 failed      100 %                    The disk is full.",
                "  mail               finished                             took 1 h 2 min",
                "  named              waiting                              Being prepared");
        assertThat(table(FLEET, 80, 100)).contains("  Cannot reach conv2:22.")
                .containsSequence("  silent             lost         80 %",
                        "    Nothing heard of the machine for 12 min. virt-v2v waits for it.");
    }

    @Test
    void theTableBreaksALongCauseBetweenWords() {
        String cause = "virt-v2v failed on conv1: nbdcopy: /var/lib/libvirt/images/db-sda: write: "
                + "No space left on device. Make room there, and start again.";
        assertThat(table(Fleets.fleet(Fleets.ended("db", "failed", cause)), 60, 100)).endsWith(
                "    virt-v2v failed on conv1: nbdcopy:",
                "    /var/lib/libvirt/images/db-sda: write: No space left on",
                "    device. Make room there, and start again.");
        assertThat(table(Fleets.fleet(Fleets.ended("db", "failed", "x".repeat(9999))), 60, 100)).hasSize(9)
                .allMatch(line -> line.length() <= 60);
    }

    /** It is there to be compared. */
    @Test
    void theTableShowsAFingerprintWhole() {
        String fingerprint = "SHA256:" + "x".repeat(43);
        FleetView fleet = new FleetView(Fleets.NOW, List.of(
                new ServerView("conv1:22", "root", null, true, "ssh-ed25519 " + fingerprint, List.of())));
        assertThat(table(fleet, 80, 100)).contains("  Nobody has checked its host key: ssh-ed25519",
                "  " + fingerprint);
    }

    @Test
    void theTableCountsWhatDoesNotFit() {
        FleetView large = Fleets.fleet(IntStream.range(0, 100).mapToObj(i -> Fleets.running("web" + i, i))
                .toArray(ServerRun[]::new));
        assertThat(table(large, 80, 23)).hasSize(23).last().isEqualTo("… and 82 more lines");
    }

    @Test
    void theTableHasNoControlFromOutside() {
        assertThat(table(HARMFUL, 0, 100)).noneMatch(line -> line.chars().anyMatch(Character::isISOControl))
                .noneMatch(line -> line.contains("\u202e"));
    }

    @Test
    void jsonTellsAll() {
        JsonObject json = JsonParser.parseString(JsonView.of(FLEET).toString()).getAsJsonObject();
        JsonArray servers = json.getAsJsonArray("servers");
        JsonObject first = servers.get(0).getAsJsonObject();
        assertThat(first.get("reachable").getAsBoolean()).isTrue();
        assertThat(first.getAsJsonObject("count").get("running").getAsInt()).isEqualTo(1);
        JsonObject run = first.getAsJsonArray("runs").get(0).getAsJsonObject();
        assertThat(run.get("guest").getAsString()).isEqualTo("web01");
        assertThat(run.get("percent").getAsInt()).isEqualTo(43);
        assertThat(run.get("secondsLeft").getAsInt()).isEqualTo(754);
        assertThat(servers.get(1).getAsJsonObject().get("problem").getAsString()).contains("Cannot reach");
    }

    private static Document page(FleetView fleet) throws Exception {
        String html = HtmlView.of(fleet, ZoneOffset.UTC, Duration.ofSeconds(5));
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void thePageShowsEveryRun() throws Exception {
        Document page = page(FLEET);
        assertThat(page.getElementsByTagName("section").getLength()).isEqualTo(2);
        assertThat(page.getElementsByTagName("tbody").item(0).getTextContent()).contains("web01", "Copying disk 1/2",
                "112 MB/s", "12:34", "The disk is full.", "took 1 h 2 min", "Nothing heard of the machine");
        assertThat(page.getDocumentElement().getTextContent()).contains("Cannot reach conv2:22.", "SHA256:abc",
                "Only the runs of admin");
        assertThat(page.getElementsByTagName("progress").getLength()).isEqualTo(4);
    }

    @Test
    void thePageIsSafeWhateverAServerTells() throws Exception {
        Document page = page(HARMFUL);
        assertThat(page.getElementsByTagName("script").getLength()).isZero();
        assertThat(page.getElementsByTagName("td").item(0).getTextContent())
                .contains("<script>alert(1)</script>\"'&\\");
        String html = HtmlView.of(HARMFUL, ZoneOffset.UTC, Duration.ofSeconds(5));
        assertThat(html).contains("default-src 'none'").doesNotContain("http://", "https://", "url(");
    }

    /** The grammar of the text format: what node_exporter refuses, it refuses as a whole file. */
    @Test
    void metricsKeepToTheFormat() {
        for (FleetView fleet : List.of(FLEET, HARMFUL, new FleetView(Fleets.NOW, List.of()))) {
            String text = PrometheusView.of(fleet);
            assertThat(text).endsWith("\n");
            Set<String> typed = new HashSet<>();
            Set<String> series = new HashSet<>();
            String current = "";
            for (String line : text.split("\n")) {
                Matcher comment = Pattern.compile("# (HELP|TYPE) (virt_p2v_[a-z_]+) (.+)").matcher(line);
                Matcher sample = Pattern.compile("(virt_p2v_[a-z_]+)(\\{[a-z]+=\"(?:[^\"\\\\\n]|\\\\[\\\\n\"])*\""
                        + "(?:,[a-z]+=\"(?:[^\"\\\\\n]|\\\\[\\\\n\"])*\")*\\})? -?[0-9.E]+").matcher(line);
                if (comment.matches()) {
                    if (comment.group(1).equals("TYPE")) {
                        assertThat(comment.group(3)).isEqualTo("gauge");
                        assertThat(typed.add(comment.group(2))).as(line).isTrue();
                        current = comment.group(2);
                    }
                } else {
                    assertThat(sample.matches()).as(line).isTrue();
                    assertThat(sample.group(1)).isEqualTo(current);
                    series.add(line);
                }
            }
        }
        assertThat(PrometheusView.of(FLEET)).contains("virt_p2v_server_up{server=\"conv2:22\"} 0\n",
                "virt_p2v_runs{server=\"conv1.example.com:22\",state=\"running\"} 1\n",
                "virt_p2v_run_copied_ratio{server=\"conv1.example.com:22\",guest=\"web01\","
                        + "directory=\"/tmp/virt-p2v-20261129-abcdefgh\"} 0.43\n");
    }

    @Test
    void aFileIsReplacedAsAWhole(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("fleet.prom");
        OutputFile output = new OutputFile(file);
        output.write("one\n");
        Object before = Files.getAttribute(file, "unix:ino");
        output.write("two\n");
        assertThat(file).hasContent("two\n");
        assertThat(Files.getAttribute(file, "unix:ino")).isNotEqualTo(before);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-r--r--");
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).containsExactly(file);
        }
    }
}
