package org.virtp2v.core.v2v;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.testing.Plans;

/** The wrapper script and a relay, of which only what the script sees is there. */
class WrapperRelayTest extends WrapperFixture {
    private static final String LISTENS = "printf '%s\\n' 40123 40124 > relay-new; mv relay-new relay-ready\n";
    private static final String STAYS = "exec sleep 300\n";

    @BeforeEach
    void installVirtV2v() throws Exception {
        virtV2v("cp physical.xml given.xml; touch begun; while [ -e begun ] && [ ! -e go ]; do sleep 0.05; done; exit 0\n");
        program("sudo", """
                #!/bin/bash
                [ "$1" = -n ] && shift
                exec env BY_SUDO=yes "$@"
                """);
    }

    /** What the interpreter does with the relay's program. */
    private void relay(String body) throws Exception {
        program("interpreter",
                "echo $$ > relay-pid\nprintf '%s\\n' \"$@\" \"${BY_SUDO-nobody}\" > relay-called\n" + body);
    }

    private Run prepareRelayed(String options) throws Exception {
        return prepareRelayed(temp.resolve("bin/interpreter").toString(), options);
    }

    private Run prepareRelayed(String interpreter, String options) throws Exception {
        DiskPorts ports = Ports.relayed(interpreter, 1, 2);
        String line = "p2v.disks=/a,/b p2v.os=\"" + out + "\" " + options;
        Run run = prepare(line, ports);
        var plan = Plans.of("p2v.server=c p2v.name=g " + line);
        Files.write(run.dir.resolve("physical.xml"), PhysicalXml.of(plan, ports.described()));
        for (var file : Stream.concat(ports.program().stream(), ports.settings(plan).stream()).toList()) {
            Path path = run.dir.resolve(file.name());
            Files.createDirectories(path.getParent());
            Files.write(path, file.content());
        }
        return run;
    }

    private static ProcessHandle relayOf(Run run) throws Exception {
        return ProcessHandle.of(Long.parseLong(run.file("relay-pid").strip())).orElseThrow();
    }

    private static void awaitGone(Run run) throws Exception {
        Path relay = Path.of("/proc", run.file("relay-pid").strip());
        await("the relay's end", () -> !Files.exists(relay));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "p2v.sudo" })
    void runsBesideVirtV2vWhichIsGivenItsPorts(String sudo) throws Exception {
        relay(LISTENS + STAYS);
        Run run = prepareRelayed(sudo).start().awaitBegun();
        assertThat(run.file("relay-called").lines()).as("arguments, and by whom it is run")
                .containsExactly("-I", "relay.py", run.dir.toRealPath().toString(), "nobody");
        String described = new String(
                PhysicalXml.of(Plans.of("p2v.server=c p2v.name=g p2v.disks=/a,/b"), List.of("40123", "40124")),
                StandardCharsets.UTF_8);
        assertThat(run.file("given.xml")).isEqualTo(described).isEqualTo(run.file("physical.xml"));
        assertThat(relayOf(run).parent()).contains(run.process.toHandle());
        Files.createFile(run.dir.resolve("go"));
        assertThat(run.end()).isZero();
        awaitGone(run);
        assertThat(run.dir.resolve("relay.json")).doesNotExist();
    }

    @Test
    void holdsNothingOfTheScriptThatSaysThatVirtV2vRuns() throws Exception {
        relay(LISTENS + STAYS);
        Run run = prepareRelayed("").start().awaitBegun();
        Path files = Path.of("/proc", run.file("relay-pid").strip(), "fd");
        assertThat(Files.readSymbolicLink(files.resolve("0"))).isEqualTo(Path.of("/dev/null"));
        for (String output : List.of("1", "2")) {
            assertThat(files.resolve(output).toRealPath()).isEqualTo(run.dir.resolve("relay.log").toRealPath());
        }
        try (var open = Files.list(files)) {
            for (Path file : open.toList()) {
                assertThat(Files.readSymbolicLink(file).toString()).doesNotContain("claim", "pipe:");
            }
        }
    }

    @Test
    void getsPortsThatListenFromTheRelayItself() throws Exception {
        Run run = prepareRelayed("/usr/bin/python3", "").start().awaitBegun();
        ProcessHandle relay = run.process.children()
                .filter(child -> child.info().command().filter(c -> c.contains("python3")).isPresent()).findFirst()
                .orElseThrow();
        List<Integer> ports = Pattern.compile("host name=\"localhost\" port=\"(\\d+)\"").matcher(run.file("given.xml"))
                .results().map(found -> Integer.valueOf(found.group(1))).toList();
        assertThat(ports).hasSize(2).doesNotHaveDuplicates();
        for (int port : ports) {
            new Socket("127.0.0.1", port).close();
        }
        run.process.destroyForcibly();
        await("the relay's end", () -> !relay.isAlive());
        Files.createFile(run.dir.resolve("go"));
    }

    @Test
    void replacesPortsOnlyWhereTheyAre() throws Exception {
        relay(LISTENS + STAYS);
        Run run = prepareRelayed("");
        String name = "<name>&lt;host name=\"localhost\" port=\"relay-1\"/></name>\n";
        String xml = run.file("physical.xml");
        Files.writeString(run.dir.resolve("physical.xml"), xml + name);
        run.start().awaitBegun();
        assertThat(run.file("given.xml")).endsWith(name).contains("port=\"40123\"/>", "port=\"40124\"/>");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "echo 'no module named socket' >&2; exit 1|no module named socket",
            "echo 'still looking' >&2; exec sleep 300|still looking",
            "echo 40123 > relay-ready; echo half; exec sleep 300|half",
            "printf '%s\\n' '1; id' 2 > relay-ready; echo odd; exec sleep 300|odd" })
    void failsInItsOwnWordsWhenTheRelayDoesNotStart(String body, String word) throws Exception {
        relay(body + "\n");
        Run run = prepareRelayed("").with("i < 300", "i < 20").start();
        assertThat(run.end()).isEqualTo(FailureCause.RELAY_STATUS);
        assertThat(run.file("status").strip()).isEqualTo(Integer.toString(FailureCause.RELAY_STATUS));
        assertThat(run.dir.resolve("begun")).doesNotExist();
        awaitGone(run);
        assertThat(run.dir.resolve("relay.json")).doesNotExist();
        assertThat(run.locks(0)).noneMatch(Files::exists);
        assertThat(run.file("console")).contains(word);
        List<String> log = run.file("virt-v2v-conversion-log.txt").lines().toList();
        assertThat(FailureCause.find(log, 1).orElseThrow()).isEqualTo(
                new FailureCause(FailureCause.Kind.RELAY, "virt-p2v: the relay did not start: " + word));
    }

    @Test
    void saysThatTheRelayEndedBeforeVirtV2v() throws Exception {
        relay(LISTENS + "while [ ! -e end-relay ]; do sleep 0.05; done; echo killed by a bug; exit 3\n");
        virtV2v("touch begun end-relay; sleep 1; exit 1\n");
        Run run = prepareRelayed("").start();
        assertThat(run.end()).isEqualTo(1);
        assertThat(run.file("virt-v2v-conversion-log.txt"))
                .contains("virt-p2v: the relay has ended: killed by a bug");
    }

    @Test
    void saysThatTheRelayWaitedInVain() throws Exception {
        relay(LISTENS + "echo 'error 1 given up: no channel for 3600 s'\n" + STAYS);
        virtV2v("echo 'nbdcopy: read at offset 4096 failed: Input/output error' >&2; exit 1\n");
        Run run = prepareRelayed("").start();
        assertThat(run.end()).isEqualTo(1);
        List<String> log = run.file("virt-v2v-conversion-log.txt").lines().toList();
        assertThat(FailureCause.find(log, 1).orElseThrow().kind()).isEqualTo(FailureCause.Kind.DISK_AWAY);
    }

    @Test
    void endsARelayThatDoesNotWantTo() throws Exception {
        relay("trap '' TERM\n" + LISTENS + STAYS);
        Run run = prepareRelayed("").start().awaitBegun();
        Files.createFile(run.dir.resolve("go"));
        assertThat(run.end()).isZero();
        awaitGone(run);
    }

    @ParameterizedTest
    @ValueSource(strings = { "kill -KILL $$", "kill -INT $$", "exit 2" })
    void endsTheRelayHoweverVirtV2vEnds(String end) throws Exception {
        relay(LISTENS + STAYS);
        virtV2v("touch begun; " + end + "\n");
        Run run = prepareRelayed("").start();
        assertThat(run.end()).isNotZero();
        awaitGone(run);
        assertThat(run.dir.resolve("relay.json")).doesNotExist();
        assertThat(run.file("virt-v2v-conversion-log.txt")).doesNotContain("the relay");
    }

    @ParameterizedTest
    @ValueSource(strings = { "TERM", "HUP" })
    void endsTheRelayWhenASignalEndsTheScript(String signal) throws Exception {
        relay(LISTENS + STAYS);
        Run run = prepareRelayed("").start().awaitBegun();
        new ProcessBuilder("kill", "-" + signal, Long.toString(run.process.pid())).start().waitFor();
        // bash has a signal wait for what it runs
        Files.createFile(run.dir.resolve("go"));
        run.end();
        awaitGone(run);
        assertThat(run.dir.resolve("relay.json")).doesNotExist();
    }
}
