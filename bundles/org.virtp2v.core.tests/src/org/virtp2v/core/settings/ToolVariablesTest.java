package org.virtp2v.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.server.Secret;

/** virt-v2v's environment on the kernel command line. */
class ToolVariablesTest {
    @Test
    void areReadAndWrittenAsTheyWere() throws Exception {
        String line = "p2v.env.VIRTIO_WIN=/srv/virtio-win.iso p2v.env.LIBGUESTFS_APPEND=\"a=1 b=2\"";
        Settings settings = SettingsReader.read(line + " p2v.env.VIRTIO_WIN=/other").settings();
        assertThat(settings.virtV2v().variables()).containsEntry("VIRTIO_WIN", new Secret("/srv/virtio-win.iso"))
                .containsEntry("LIBGUESTFS_APPEND", new Secret("a=1 b=2"));
        assertThat(KeyTableTest.write(settings)).isEqualTo(new SettingsWriter.Writing(line, List.of()));
        assertThat(SettingsDump.of(settings, "1", null)).containsPattern("(?m)^env.VIRTIO_WIN +/srv/virtio-win.iso$");
    }

    @ParameterizedTest
    @ValueSource(strings = { "PATH=/x", "LD_PRELOAD=/x", "BASH_ENV=/x", "LIBGUESTFS_TRACE=0", "virtio_win=/x",
            "VIRTIO_WIN", "VIRTIO_WIN=", "VIRTIO_WIN=\"a\nb\"" })
    void areRefusedWhenVirtV2vDoesNotReadThemOrTheyHaveNoValue(String word) {
        assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> SettingsReader.read("p2v.env." + word))
                .withMessageContaining("VIRTIO_WIN, ").withMessageContaining("no_proxy");
    }

    @Test
    void areNotShownWithAPassword() throws Exception {
        String line = "p2v.env.https_proxy=http://me:hunter2@proxy:3128";
        Settings settings = SettingsReader.read(line).settings();
        assertThat(settings.virtV2v().toString()).doesNotContain("hunter2");
        assertThat(KeyTableTest.write(settings))
                .isEqualTo(new SettingsWriter.Writing("", List.of("p2v.env.https_proxy")));
        assertThat(SettingsDump.of(settings, "1", null)).contains("env.https_proxy").doesNotContain("hunter2");
        assertThat(CommandLineSecrets.hide(line)).startsWith("p2v.env.https_proxy=").doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = { "ftp_proxy=http://me:hunter2@proxy", "OS_AUTH=hunter2" })
    void areNotShownWhenTheyAreRefused(String word) {
        String line = "p2v.env." + word;
        assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> SettingsReader.read(line))
                .withMessageNotContaining("hunter2");
        assertThat(CommandLineSecrets.hide(line)).startsWith("p2v.env.").doesNotContain("hunter2");
    }
}
