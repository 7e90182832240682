package org.virtp2v.ui.internal.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.settings.SettingsException;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.testing.FakeTargets;

/** What the wizard begins anew with. */
class SavedSettingsTest {
    @TempDir
    Path work;

    private Path file(String text) throws IOException {
        return Files.writeString(work.resolve("saved.txt"), text);
    }

    private static Settings settings(String line) throws SettingsException {
        return SettingsReader.read(line).settings();
    }

    private Settings read(String text, String current) throws Exception {
        return SavedSettings.read(file(text), settings(current), new FakeTargets());
    }

    @Test
    void isAKernelCommandLine() throws Exception {
        Settings read = read("quiet p2v.server=conv1 p2v.name=\"two words\" p2v.disks=sda,sdb\n", "");
        assertThat(read.server().host()).isEqualTo("conv1");
        assertThat(read.guest().name()).isEqualTo("two words");
        assertThat(read.devices().disks()).containsExactly("sda", "sdb");
    }

    @Test
    void isWhatEachMachineFetches() throws Exception {
        Settings read = read("# web01\np2v.server=conv1\np2v.memory=4G\n", "");
        assertThat(read.server().host()).isEqualTo("conv1");
        assertThat(read.guest().memoryBytes()).isEqualTo(4L << 30);
    }

    @Test
    void keepsThePasswordForTheSameUserOfTheSameServerOnly() throws Exception {
        String current = "p2v.server=conv1 p2v.username=v2v p2v.password=hunter2";
        assertThat(read("p2v.server=conv1 p2v.username=v2v", current).server().password())
                .isEqualTo(new Secret("hunter2"));
        assertThat(read("p2v.server=conv2 p2v.username=v2v", current).server().password()).isNull();
        assertThat(read("p2v.server=conv1 p2v.username=root", current).server().password()).isNull();
        assertThat(read("p2v.server=conv1 p2v.username=v2v p2v.password=other", current).server().password())
                .isEqualTo(new Secret("other"));
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        assertThat(catchThrowable(() -> read("p2v.server=conv1 p2v.memory=much", ""))).isInstanceOf(
                SettingsException.class).hasMessageContaining("p2v.memory=much");
        assertThat(catchThrowable(() -> SavedSettings.read(work.resolve("none"), settings(""), new FakeTargets())))
                .isInstanceOf(NoSuchFileException.class);
        Path picture = Files.write(work.resolve("picture"), new byte[] { (byte) 0x89, 'P', 'N', 'G', (byte) 0xff });
        assertThat(catchThrowable(() -> SavedSettings.read(picture, settings(""), new FakeTargets())))
                .isInstanceOf(MalformedInputException.class);
        Path large = Files.write(work.resolve("large"), new byte[(1 << 20) + 1]);
        assertThat(catchThrowable(() -> SavedSettings.read(large, settings(""), new FakeTargets())))
                .isInstanceOf(IOException.class).hasMessageContaining("more than");
    }
}
