package org.virtp2v.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.server.Secret;

/** Further options of virt-v2v on the kernel command line. */
class ToolOptionTest {
    private static final String SECRET = "hunter2";

    private static Settings read(String line) throws SettingsException {
        return SettingsReader.read(line).settings();
    }

    private static ToolOption option(String name, String value) {
        return new ToolOption(name, new Secret(value));
    }

    @Test
    void areReadInTheirOrderAndWrittenAsTheyWere() throws Exception {
        String line = "p2v.v2v=--parallel=4 \"p2v.v2v=--firstboot-command=echo 'it works' > $HOME/x=y\" p2v.v2v=--update"
                + " p2v.v2v=--parallel=4";
        SettingsReader.Reading reading = SettingsReader.read(line);
        assertThat(reading.warnings()).isEmpty();
        assertThat(reading.settings().virtV2v().options()).containsExactly(option("--parallel", "4"),
                option("--firstboot-command", "echo 'it works' > $HOME/x=y"), new ToolOption("--update", null),
                option("--parallel", "4"));
        assertThat(KeyTableTest.write(reading.settings()).leftOut()).isEmpty();
        assertThat(read(KeyTableTest.write(reading.settings()).line())).isEqualTo(reading.settings());
        assertThat(SettingsDump.of(reading.settings(), "1", null)).containsPattern("(?m)^v2v +--parallel=4$")
                .containsPattern("(?m)^v2v +--update$");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "--install htop|--install|htop|--install=htop",
            "--install=htop|--install|htop|--install=htop", "-b eth0:br0|-b|eth0:br0|-b eth0:br0",
            "-b=eth0:br0|-b|eth0:br0|-b eth0:br0", "--write=/x:|--write|/x:|--write=/x:",
            "--write=|--write|''|--write=", "'--edit  /x:s/a/b/ '|--edit|'/x:s/a/b/ '|'--edit=/x:s/a/b/ '",
            "-op /root/password|-op|/root/password|-op=/root/password" })
    void takeTheirValueAfterAnEqualsSignOrABlank(String text, String name, String value, String written)
            throws Exception {
        Settings settings = read("p2v.v2v=\"" + text + "\"");
        assertThat(settings.virtV2v().options()).containsExactly(option(name, value));
        assertThat(settings.virtV2v().options().getFirst().text()).isEqualTo(written);
        assertThat(read(KeyTableTest.write(settings).line())).isEqualTo(settings);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "htop", "-", "--", "---x", "=x", "--in;stall", "'--install'", "--inst$(x)=y", "--4",
            "--a\u0007b" })
    void areRefusedWhenTheyAreNone(String text) {
        assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> read("p2v.v2v=\"" + text + "\""))
                .withMessageStartingWith("p2v.v2v=").withMessageContaining("--parallel=4");
    }

    @ParameterizedTest
    @CsvSource({ "-o=null,p2v.o", "--o=null,p2v.o", "-os=/x,p2v.os", "--os=/x,p2v.os", "-oc=x,p2v.oc", "-of=raw,p2v.of",
            "-oa=sparse,p2v.oa", "-oo=x,p2v.oo", "-on=x,p2v.name", "--root=first,p2v.root", "-root=first,p2v.root",
            "--key=all:clevis,p2v.key", "--mac=52:54:00:12:34:56:bridge:br0,p2v.bridge.INTERFACE",
            "--mac=x,p2v.ip.INTERFACE", "--bandwidth=1M,p2v.bandwidth", "--bandwidth-file=/x,p2v.bandwidth",
            "--qemu-boot,p2v.oo", "--vdsm-vm-uuid=x,p2v.oo" })
    void areRefusedWhenThereIsAKeyForThem(String text, String key) {
        assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> read("p2v.v2v=" + text))
                .withMessageContaining(key);
    }

    @ParameterizedTest
    @ValueSource(strings = { "-i=disk", "--i=disk", "-ic=x", "-it=ssh", "-if=raw", "-io=x", "-ip=/x",
            "--password-file=/x", "--keys-from-stdin", "--echo-keys", "--machine-readable", "--machine-readable=x",
            "--colours", "--color", "--print-source", "-v", "--verbose", "-x", "-V", "--version", "--help",
            "--in-place",
            "--wrap", "-q", "--quiet", "--no-copy", "--vddk-libdir=/x", "--long-options" })
    void areRefusedWhenVirtP2vGivesThemItself(String text) {
        assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> read("p2v.v2v=" + text))
                .withMessageContaining(text.replaceFirst("=.*", "") + " of virt-v2v is virt-p2v’s own");
    }

    @ParameterizedTest
    @ValueSource(strings = { "--run-command=a\u0007b", "--run-command=a\u001b[1m", "--root-password=password:a\nb" })
    void areRefusedWithControlCharactersInTheirValue(String text) {
        assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> read("p2v.v2v=\"" + text + "\""))
                .withMessageContaining("control character");
    }

    @Test
    void mayHaveSeveralLinesWhichTheKernelCommandLineIsNotWrittenWith() throws Exception {
        Settings settings = read("p2v.v2v=\"--run-command=a\n\tb\" p2v.v2v=--update");
        assertThat(settings.virtV2v().options().getFirst()).isEqualTo(option("--run-command", "a\n\tb"));
        assertThat(KeyTableTest.write(settings))
                .isEqualTo(new SettingsWriter.Writing("p2v.v2v=--update", List.of("p2v.v2v")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "--root-password=password:hunter2|--root-password=password:",
            "--root-password=locked:password:hunter2|--root-password=locked:password:",
            "--root-password=password:file:hunter2|--root-password=password:",
            "--root-password=hunter2|--root-password=", "--root-password hunter2|--root-password ",
            "--password=bob:password:hunter2|--password=bob:password:",
            "--password=bob:lock:password:hunter2:x|--password=bob:lock:password:",
            "--password=bob:hunter2|--password=",
            "--sm-credentials=me:password:hunter2|--sm-credentials=me:password:",
            "--run-command=mysql --password=hunter2 -e x|--run-command=mysql --password=",
            "--firstboot-command=curl https://me:hunter2@host/|--firstboot-command=curl https://me:",
            "--some-token=hunter2|--some-token=" })
    void areNotShownWithASecret(String text, String shown) throws Exception {
        String line = "\"p2v.v2v=" + text + "\" p2v.v2v=--update";
        Settings settings = read(line);
        assertThat(settings.toString()).doesNotContain(SECRET);
        assertThat(settings.virtV2v().options().getFirst().shown()).doesNotContain(SECRET);
        assertThat(Key.VIRT_V2V.show(settings)).startsWith(shown.strip())
                .doesNotContain(SECRET);
        assertThat(SettingsDump.of(settings, "1", null)).contains("v2v ").doesNotContain(SECRET);
        assertThat(KeyTableTest.write(settings))
                .isEqualTo(new SettingsWriter.Writing("p2v.v2v=--update", List.of("p2v.v2v")));
        assertThat(CommandLineSecrets.hide(line)).doesNotContain(SECRET).endsWith(" p2v.v2v=--update");
    }

    @ParameterizedTest
    @ValueSource(strings = { "--key=all:key:hunter2", "-ip=password=hunter2",
            "--root-password=password:hunter2\u0007" })
    void areNotShownWithASecretWhenTheyAreRefused(String text) {
        assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> read("p2v.v2v=\"" + text + "\""))
                .withMessageNotContaining(SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = { "--root-password=file:/root/pw", "--root-password=random",
            "--root-password=locked:disabled",
            "--password=bob:file:/root/pw", "--password-crypto=sha512", "--ssh-inject=root:string:ssh-rsa AAAA me@host",
            "--upload=/srv/a:/etc/b", "--firstboot=/srv/password.sh" })
    void areShownWhenNothingInThemIsSecret(String text) throws Exception {
        Settings settings = read("\"p2v.v2v=" + text + "\"");
        assertThat(Key.VIRT_V2V.show(settings)).isEqualTo(text);
        assertThat(KeyTableTest.write(settings).leftOut()).isEmpty();
    }

    /** What somebody puts into the guest only they can judge. */
    @ParameterizedTest
    @ValueSource(strings = { "--run-command=/x hunter2", "--write=/etc/x:hunter2", "--append-line=/x:hunter2",
            "--edit=/x:s/a/hunter2/", "--firstboot-command=x hunter2", "hunter2" })
    void areNotShownToOthersWhenTheirValueIsAText(String text) {
        assertThat(CommandLineSecrets.hide("\"p2v.v2v=" + text + "\"")).startsWith("p2v.v2v=").doesNotContain(SECRET);
    }
}
