package org.virtp2v.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.testing.Fuzz;
import org.virtp2v.core.testing.TestMachines;

/** Whatever a kernel command line says: it is understood or refused, nothing of it is lost, and no secret is shown. */
@Timeout(600)
class StrangeSettingsTest {
    private static final String SECRET = "hunter2";
    private static final List<String> WORDS = List.of("p2v.server=conv1", "p2v.server=[fe80::1%25eth0]",
            "p2v.port=2222", "p2v.username=v2v", "p2v.sudo", "p2v.identity=file:///root/id", "p2v.name=\"my guest\"",
            "p2v.memory=1.5G", "p2v.vcpu.cores=3", "p2v.cpu.vendor=AMD", "p2v.cpu.acpi=no",
            "p2v.rtc.basis=utc", "p2v.rtc.offset=-7200", "p2v.disks=sdb,/dev/disk/by-id/x", "p2v.removable=",
            "p2v.interfaces=em2", "p2v.network=em1:lan,default", "p2v.o=libvirt", "p2v.oc=qemu:///system",
            "p2v.os=/var/tmp", "p2v.of=qcow2", "p2v.oa=sparse", "p2v.oo=server-id=x,verify=no",
            "p2v.pre=\"touch /x\"", "p2v.post=", "p2v.bandwidth=50M", "p2v.connections=auto", "p2v.on_read_error=zero",
            "p2v.exclude=sda3", "p2v.test_boot=no",
            "p2v.server.hostkey=strict", "p2v.target=fake", "p2v.target.word=w", "\"p2v.target.two words=a b\"",
            "p2v.compress", "quiet", "root=live:CDLABEL=x", "\"dyndbg=file drivers/usb/* +p\"",
            "p2v.timeout=\"never closed");
    private static final List<String> SECRETS = List.of("p2v.password=%s", "p2v.identity.passphrase=\"%s x\"",
            "p2v.key=all:key:%s", "p2v.oo=server-id=x,os-password=%s", "p2v.identity=https://me:%s@host/id",
            "p2v.oc=https://me:%s@host/v3?a=b", "p2v.server=root:%s@conv1", "p2v.port=ssh://root:%s@conv1:22",
            "p2v.pre=\"curl -u me https://a:%s@b/\"", "p2v.key=%s", "p2v.target.secret=%s",
            "\"p2v.password=%s\"", "rd.luks.password=%s", "url=ftp://a:%s@b/c", "ks=http://h/?token=%s&b=c");

    private static String line(Random random, boolean damaged) {
        List<String> words = new ArrayList<>();
        for (int i = random.nextInt(10); i >= 0; i--) {
            String word = Fuzz.any(WORDS, random);
            words.add(damaged && random.nextBoolean() ? Fuzz.damaged(word, WORDS, random) : word);
        }
        return String.join(" ", words);
    }

    /** What people see has one line and nothing that controls a terminal. */
    private static void isHarmless(String shown) {
        assertThat(shown.chars()).noneMatch(Character::isISOControl).noneMatch(c -> c >= 0x202a && c <= 0x202e);
        assertThat(shown.length()).isLessThan(2000);
    }

    private static void shows(List<String> messages) {
        messages.forEach(StrangeSettingsTest::isHarmless);
    }

    @Test
    void understandsOrRefusesEveryLine() {
        Fuzz.rounds(3000, random -> {
            String line = random.nextInt(8) == 0 ? Fuzz.damaged("", WORDS, random) : line(random, true);
            try {
                SettingsReader.Reading reading = SettingsReader.read(line);
                shows(reading.warnings());
                assertThat(dump(reading.settings())).isNotEmpty();
            } catch (SettingsException e) {
                assertThat(e.problems()).isNotEmpty();
                shows(e.problems());
            }
            assertThat(CommandLineSecrets.hide(line)).isNotNull();
        });
    }

    private static String dump(Settings given) {
        return SettingsDump.of(complete(given), "1", null);
    }

    private static Settings complete(Settings given) {
        return Defaults.complete(given, TestMachines.server(), List.of(), () -> "random");
    }

    private static SettingsWriter.Writing write(Settings settings) {
        return SettingsWriter.write(settings, Defaults.forOutput(settings.output().type(), TestMachines.server(),
                List.of(), () -> settings.guest().name()), key -> key.equals("secret"));
    }

    @Test
    void readsTheSameFromWhatItWrites() {
        Fuzz.rounds(2000, random -> {
            Settings settings;
            try {
                settings = complete(SettingsReader.read(line(random, true)).settings());
            } catch (SettingsException e) {
                return;
            }
            SettingsWriter.Writing writing = write(settings);
            Settings again = complete(SettingsReader.read(writing.line()).settings());
            if (writing.leftOut().isEmpty()) {
                assertThat(again).as(writing.line()).isEqualTo(settings);
            } else {
                assertThat(again.target().values().keySet()).as(writing.line())
                        .isSubsetOf(settings.target().values().keySet());
                assertThat(write(again).line()).isEqualTo(writing.line());
            }
        });
    }

    @Test
    void showsNoSecretWhateverStandsAroundIt() {
        Fuzz.rounds(2000, random -> {
            String secret = String.format(Fuzz.any(SECRETS, random), SECRET);
            String line = line(random, false).replace("p2v.timeout=\"never closed", "") + " " + secret + " "
                    + line(random, false);
            try {
                SettingsReader.Reading reading = SettingsReader.read(line);
                assertThat(reading.warnings()).noneMatch(text -> text.contains(SECRET));
                assertThat(dump(reading.settings())).as(line).doesNotContain(SECRET);
                assertThat(write(complete(reading.settings())).line()).as(line).doesNotContain(SECRET);
                assertThat(reading.settings().toString()).as(line).satisfies(text -> {
                    if (secret.matches("p2v\\.(password|key|target|.*passphrase).*")) {
                        assertThat(text).doesNotContain(SECRET);
                    }
                });
            } catch (SettingsException e) {
                assertThat(e).hasMessageNotContaining(SECRET);
            }
            assertThat(CommandLineSecrets.hide(line)).as(line).doesNotContain(SECRET);
        });
    }

    @Test
    void takesBytesOfEveryKind() {
        Fuzz.rounds(3000, random -> {
            byte[] bytes = Fuzz.damaged(line(random, true).getBytes(StandardCharsets.UTF_8), random);
            CommandLineBytes decoded = CommandLineBytes.decode(bytes);
            assertThat(decoded.doubtfulKeys()).allMatch(key -> key.startsWith(Key.PREFIX));
            byte[] ascii = new String(bytes, StandardCharsets.US_ASCII).replace('\ufffd', '?')
                    .getBytes(StandardCharsets.US_ASCII);
            assertThat(CommandLineBytes.decode(ascii).text())
                    .isEqualTo(new String(ascii, StandardCharsets.US_ASCII));
        });
    }

    @Test
    void takesOnlySizesThatAreOnes() {
        Fuzz.rounds(3000, random -> {
            String text = Fuzz.damaged(Fuzz.any(List.of("1.5G", "4096M", "8589934592", "16EiB", "0.5 KB"), random),
                    List.of("k", "\u0131B", "\u0665", "9".repeat(40), ".", "1e3", "-"), random);
            long size;
            try {
                size = ByteSize.parse(text);
            } catch (NumberFormatException e) {
                return;
            }
            String word = text.strip();
            assertThat(word).matches("(?i)[0-9]+(\\.[0-9]+)?\\s*([KMGTPE]?(iB|B)?)");
            int end = 0;
            while (end < word.length() && "0123456789.".indexOf(word.charAt(end)) >= 0) {
                end++;
            }
            BigDecimal number = new BigDecimal(word.substring(0, end));
            assertThat(size).isNotNegative();
            assertThat(BigDecimal.valueOf(size)).isGreaterThanOrEqualTo(number);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = { "p2v.port=\u0662\u0662", "p2v.port=-22", "p2v.port=65536", "p2v.port=4294967318",
            "p2v.port=0", "p2v.port=22x", "p2v.port=0x16", "p2v.vcpu.cores=\uff14", "p2v.vcpu.cores=-1",
            "p2v.vcpu.cores=99999999999999999999", "p2v.memory=-1G", "p2v.memory=16E", "p2v.memory=1K\u0131B",
            "p2v.memory=9223372036854775808", "p2v.bandwidth=0", "p2v.bandwidth=-1", "p2v.server=a@b",
            "p2v.rtc.offset=2147483648", "p2v.connections=0", "p2v.connections=17", "p2v.connections=+2",
            "p2v.connections=automatic" })
    void refusesNumbersThatAStrictReadingRefuses(String line) {
        assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> SettingsReader.read(line));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '\f', ignoreLeadingAndTrailingWhitespace = false, value = { "~!a",
            "~! ", "~!\"", "~!=\"", "~!a=", "~!a=b ",
            "p2v.!a", "p2v.x=!a", "~!p2v.x ", "~!p2v.target.a=b ", "p2v.memory=!1", "p2v.memory=0.!0",
            "p2v.server=!a.", "p2v.server=!a", "p2v.server=!\u00fc", "p2v.server=!1.", "p2v.server=!::",
            "p2v.server=!1:", "p2v.oo=!,", "p2v.oo=!a=b,", "p2v.pre=!a", "p2v.pre=!a:", "p2v.pre=!a=",
            "p2v.pre=!h://", "p2v.pre=!h://:", "p2v.oc=!:", "p2v.oc=!:/@", "p2v.oc=!?token=", "p2v.oc=!http://a:",
            "p2v.network=!a:b,", "p2v.network=!:", "p2v.key=!:", "p2v.disks=!sda,", "x=!:", "x=!a:1 b",
            "x=!a=", "x=\"!a: ", "p2v.server.hostkey=!S", "p2v.rtc.offset=!9", "p2v.oc=\"!a: " })
    void takesNoLongerForAMebibyteThanASecond(String before, String again) {
        String line = (before.equals("~") ? "" : before) + Fuzz.large(again);
        Fuzz.soon(() -> CommandLineBytes.decode(line.getBytes(StandardCharsets.UTF_8)));
        Fuzz.soon(() -> {
            try {
                SettingsReader.Reading reading = SettingsReader.read(line);
                write(complete(reading.settings()));
                dump(reading.settings());
            } catch (SettingsException e) {
                assertThat(e.problems()).allMatch(problem -> problem.length() < 2000);
            }
        });
        Fuzz.soon(() -> CommandLineSecrets.hide(line));
    }
}
