package org.virtp2v.ssh.internal.hostkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.testing.Fuzz;
import org.virtp2v.ssh.internal.hostkey.KnownHosts.Entry;
import org.virtp2v.ssh.internal.hostkey.KnownHosts.Marker;

/** Whatever is in a known_hosts file or in a key, the rest of the file counts. */
@Timeout(600)
class StrangeKnownHostsTest {
    @TempDir
    Path directory;

    private static byte[] key(int last) {
        byte[] name = "ssh-ed25519".getBytes();
        return ByteBuffer.allocate(8 + name.length + 32).putInt(name.length).put(name).putInt(32).put(new byte[31])
                .put((byte) last).array();
    }

    private static String line(String hosts, int key) {
        return hosts + " ssh-ed25519 " + Base64.getEncoder().encodeToString(key(key));
    }

    @Test
    void understandsEveryLineBesideOneThatIsDamaged() {
        List<String> lines = List.of(line("conv2,*.example.com,!bad.example.com", 2),
                line("@revoked *", 3), line("|1|aGVsbG8gd29ybGQgaGVsbG8=|aGVsbG8gd29ybGQgaGVsbG8=", 4),
                line("@cert-authority *.example.com", 5), line("[fe80::1%eth0]:2222", 6), "# a comment", "");
        Fuzz.rounds(600, random -> {
            String damaged = Fuzz.damaged(Fuzz.any(lines, random), List.of("@", "|1|", "*", "?", ",", "!", "["),
                    random);
            Path file = Files.write(directory.resolve("known_hosts"),
                    Fuzz.bytes(line("conv1", 1) + "\n" + damaged.replace("conv1", "") + "\n" + line("conv1", 7) + "\n",
                            random));
            KnownHosts known = KnownHosts.read(List.of(file));
            known.find("fe80::1%lo", 2222);
            known.find("a.example.com", 22).forEach(entry -> Fingerprint.of(entry.key()));
        });
    }

    @Test
    void aDamagedLineTakesNoOtherWithIt() {
        Fuzz.rounds(300, random -> {
            String damaged = Fuzz.damaged(line("conv2", 2), List.of("@revoked ", "|1|", "*"), random)
                    .replaceAll("[\\n\\r\u0085\u2028]", " ");
            Path file = Files.writeString(directory.resolve("known_hosts"),
                    (line("conv1", 1) + "\n" + damaged + "\n" + line("conv1", 7)).replaceAll("[\ud800-\udfff]", "?"));
            assertThat(KnownHosts.read(List.of(file)).find("conv1", 22))
                    .filteredOn(e -> e.marker() == Marker.NONE && e.key().length > 0)
                    .extracting(e -> e.key()[e.key().length - 1]).contains((byte) 1, (byte) 7);
        });
    }

    /** With a pattern of many stars a regular expression would take longer than the universe. */
    @Test
    void takesNoLongTimeForAPattern() {
        String host = "a".repeat(60) + "." + "a".repeat(60) + ".example.org";
        for (String part : List.of("*a", "*", "?", "a", "*,", "!*a*b,", "[", "[a]:2,", "::", "1.", "\u00fc")) {
            Fuzz.soon(() -> entry(part.repeat((1 << 16) / part.length()) + "b").matches(Set.of(host)));
        }
        assertThat(entry("*a".repeat(200) + "b").matches(Set.of(host))).isFalse();
    }

    private static Entry entry(String hosts) {
        return new Entry(hosts, "ssh-ed25519", key(1), Marker.NONE, "");
    }

    @Test
    void matchesAPatternAsItsLettersSay() {
        Fuzz.rounds(5000, random -> {
            StringBuilder pattern = new StringBuilder();
            StringBuilder name = new StringBuilder();
            for (int i = random.nextInt(7); i >= 0; i--) {
                pattern.append("*?ab*".charAt(random.nextInt(5)));
            }
            for (int i = random.nextInt(7); i >= 0; i--) {
                name.append("ab".charAt(random.nextInt(2)));
            }
            assertThat(entry(pattern.toString()).matches(Set.of(name.toString()))).as(pattern + " " + name)
                    .isEqualTo(name.toString().matches(pattern.toString().replace("?", ".").replace("*", ".*")));
        });
    }

    @Test
    void namesEveryKeyWithoutTrust() {
        Fuzz.rounds(5000, random -> {
            byte[] damaged = Fuzz.damaged(key(1), random);
            HostKey key = Fingerprint.of(damaged);
            assertThat(key.fingerprint()).matches("SHA256:[A-Za-z0-9+/]{43}");
            assertThat(key.bits()).isNotNegative();
            assertThat(key.type().chars()).as("type").noneMatch(Character::isISOControl);
            assertThat(key.type().length()).isLessThan(100);
            assertThat(entry("*").hasKey(damaged)).isEqualTo(Arrays.equals(damaged, key(1)));
        });
    }
}
