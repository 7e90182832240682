package org.virtp2v.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings in a file, beside the kernel command line. */
class SettingsSourceTest {
    private static SettingsReader.Reading read(String commandLine, String file) throws SettingsException {
        return SettingsReader.read(commandLine, SettingsSource.file("URL", file));
    }

    @Test
    void readsOneKeyALine() throws Exception {
        Settings settings = read("", """
                \ufeff# web01
                p2v.server = conv.example.com\r
                  p2v.post=echo it works; poweroff

                p2v.fail="logger failed"
                "p2v.name=web 01"
                p2v.sudo
                p2v.pre=
                #p2v.port=1
                p2v.v2v=--run-command='a b'
                p2v.v2v=--parallel=4
                p2v.ip.em1=192.0.2.7
                p2v.target.pool=vms""").settings();
        assertThat(settings.server().host()).isEqualTo("conv.example.com");
        assertThat(settings.server().sudo()).isTrue();
        assertThat(settings.server().port()).isEqualTo(22);
        assertThat(settings.run().post()).isEqualTo("echo it works; poweroff");
        assertThat(settings.run().fail()).isEqualTo("logger failed");
        assertThat(settings.run().pre()).isNull();
        assertThat(settings.guest().name()).isEqualTo("web 01");
        assertThat(settings.virtV2v().options()).hasSize(2);
        assertThat(settings.virtV2v().addresses()).hasSize(1);
        assertThat(settings.target().values()).containsOnlyKeys("pool");
    }

    @Test
    void letsTheCommandLineWinInEveryForm() throws Exception {
        var reading = read(
                "p2v.server=a p2v.output.storage=/x p2v.key=/dev/sda1:clevis p2v.env.TMPDIR=/a p2v.target.pool=a", """
                        p2v.remote.server=b
                        p2v.os=/y
                        p2v.key=/dev/sda2:clevis
                        p2v.env.TMPDIR=/b
                        p2v.env.VIRTIO_WIN=/c
                        p2v.target.pool=b
                        p2v.name=n
                        """);
        assertThat(reading.warnings()).isEmpty();
        Settings settings = reading.settings();
        assertThat(settings.server().host()).isEqualTo("a");
        assertThat(settings.output().storage()).isEqualTo("/x");
        assertThat(Key.ENCRYPTION_KEY.write(settings)).isEqualTo("/dev/sda1:clevis");
        assertThat(settings.virtV2v().variables().get("TMPDIR").reveal()).isEqualTo("/a");
        assertThat(settings.target().values().get("pool").reveal()).isEqualTo("a");
        assertThat(reading.origins()).containsEntry("p2v.remote.server", "").containsEntry("p2v.env.TMPDIR", "")
                .containsEntry("p2v.env.VIRTIO_WIN", "URL").containsEntry("p2v.guestname", "URL");
        assertThat(SettingsDump.origins(reading, List.of("URL (found)"))).contains("config               URL (found)\n",
                "from.remote.server   kernel command line\n", "from.guestname       URL\n");
    }

    @Test
    void namesTheFileInWarnings() throws Exception {
        assertThat(read("", "p2v.sever=a\np2v.name=a\np2v.name=b").warnings()).containsExactly(
                "URL, line 1: unknown key: p2v.sever. It is ignored. Did you mean p2v.server?",
                "URL, line 3: the key p2v.name is there more than once. Only the first is used.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "p2v.pre=\"a\" b|line 2: p2v.pre: the value has double quotes",
            "p2v.pre=\"a|double quotes", "\"p2v.pre=a|double quotes", "server=conv|“server” is no key",
            "hello|is no key",
            "p2v.server=a p2v.port=22|p2v.server: there is a further key", "p2v.config=http://x|cannot fetch others",
            "p2v.config.missing=wait|cannot fetch others", "p2v.port=many|p2v.port=many: a port",
            "p2v.name=a\u001bb|p2v.name: there is a control character" })
    void namesLinesThatCannotBeUnderstood(String line, String fault) {
        assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> read("", "# x\n" + line))
                .withMessageContaining(fault);
    }

    @Test
    void showsNoSecretOfABadLine() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> read("", "p2v.password=\"open sesame\np2v.auth.password=\"x\"sesame"))
                .satisfies(e -> assertThat(e.getMessage()).contains("p2v.password").doesNotContain("sesame"));
    }
}
