package org.virtp2v.ssh.internal.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.server.SurveyRequest;
import org.virtp2v.core.testing.Fuzz;
import org.virtp2v.ssh.internal.script.Utf8Pieces;

/** Whatever a server answers: it is understood or unknown, and what people see of it is short and harmless. */
@Timeout(600)
class StrangeAnswersTest {
    private static final List<String> SURVEY = List.of("clock 1700000000", "temporary WRITABLE", "temporary-free 4096",
            "overlays FULL", "overlays-name /var/tmp", "overlays-free 0", "storage MISSING", "existing 0",
            "existing 1", "missing-tool 0", "files-done", "tools-done", "guest true");
    private static final String FEATURES = """
            virt-v2v
            libguestfs-rewrite
            vddk
            colours-option
            input:disk
            input:libvirt
            input:libvirtxml
            output:glance
            output:libvirt
            output:local
            output:null
            convert:enterprise-linux
            convert:windows
            """;
    private static final List<String> VERSIONS = List.of("virt-v2v 2.2.0", "virt-v2v: 1.45.3rhel=8,release=1.el8",
            "sudo: a password is required", "bash: line 3: virt-v2v: command not found", "found /opt/x/virt-v2v",
            "other-rules", "no-terminal");
    private static final List<String> LISTENING = List.of("1", "0100007F", "00000000000000000000000001000000",
            "00000000", "0000000000000000FFFF00000100007F");

    private final VirtV2vProbe probe = new VirtV2vProbe(new ServerLogin("conv1", 22, "v2v", null, null, true));

    private static void isHarmless(String shown) {
        assertThat(shown.chars()).noneMatch(c -> Character.isISOControl(c) && c != '\n');
        assertThat(shown.length()).isLessThan(10_000);
    }

    @Test
    void knowsFromASurveyOnlyWhatMakesSense() {
        Survey survey = new Survey(new SurveyRequest("/out", List.of("/out/a", "/out/b"), List.of("virsh"), null),
                Clock.systemUTC());
        Fuzz.rounds(5000, random -> {
            String text = Fuzz.damaged(String.join("\n", SURVEY) + "\n", SURVEY, random);
            ServerFacts facts = survey.facts(text, Instant.EPOCH);
            for (var place : List.of(facts.temporary(), facts.overlays(), facts.storage())) {
                isHarmless(place.name());
                assertThat(place.freeBytes()).satisfiesAnyOf(free -> assertThat(free).isNull(),
                        free -> assertThat(free).isNotNegative());
            }
            List<String> existing = facts.existingFiles();
            assertThat(existing == null ? List.<String>of() : existing).isSubsetOf("/out/a", "/out/b");
        });
        String large = Fuzz.large("existing 0\n");
        Fuzz.soon(() -> survey.facts(large, Instant.EPOCH));
    }

    @Test
    void takesNoNameOfAModeThatIsNone() {
        Fuzz.rounds(4000, random -> {
            try {
                ServerInfo info = probe.info("2.2", Fuzz.damaged(FEATURES, List.of("output:", "input:"), random));
                assertThat(info.outputModes()).isNotEmpty().allMatch(mode -> mode.matches("[A-Za-z0-9_.+-]{1,64}"));
            } catch (ServerException e) {
                isHarmless(e.getMessage());
            }
        });
    }

    @Test
    void explainsWhateverVirtV2vAndSudoSay() {
        Fuzz.rounds(4000, random -> {
            String text = Fuzz.damaged(Fuzz.any(VERSIONS, random) + "\n" + Fuzz.any(VERSIONS, random), VERSIONS,
                    random);
            isHarmless(probe.failed(random.nextInt(256), text).getMessage());
            try {
                assertThat(probe.version(text)).matches("[0-9]{1,6}(\\.[0-9]{1,6}){1,5}");
            } catch (ServerException e) {
                isHarmless(e.getMessage());
            }
        });
        for (String part : List.of("sudo: ", "virt-v2v 1", "x", "\n", "virt-v2v: ", "not ")) {
            Fuzz.soon(() -> isHarmless(probe.failed(1, Fuzz.large(part)).getMessage()));
        }
    }

    /** What is not understood must not make an open port look like one that nobody can reach. */
    @Test
    void findsEachOpenPortAmongNonsense() {
        Fuzz.rounds(5000, random -> {
            String nonsense = Fuzz.damaged(String.join("\n", LISTENING), LISTENING, random);
            Listening.addresses(nonsense);
            List<InetAddress> found = Listening.addresses("1\n" + nonsense + "\n0100A8C0\n");
            assertThat(found).contains(InetAddress.getByName("192.168.0.1"));
        });
        Fuzz.soon(() -> Listening.addresses("1\n" + Fuzz.large("0100007F\n")));
    }

    /** However a text is cut into pieces, it is read as a whole. */
    @Test
    void putsTheBytesOfCharactersTogether() {
        Fuzz.rounds(3000, random -> {
            byte[] bytes = Fuzz.bytes("Gerät \u20ac \ud83d\ude00 \u001b[31m" + SURVEY, random);
            var pieces = new Utf8Pieces();
            var read = new StringBuilder();
            for (int at = 0; at < bytes.length;) {
                int end = Math.min(bytes.length, at + 1 + random.nextInt(6));
                read.append(pieces.decode(Arrays.copyOfRange(bytes, at, end)));
                at = end;
            }
            assertThat(read.append(pieces.end())).hasToString(new String(bytes, StandardCharsets.UTF_8));
        });
    }
}
