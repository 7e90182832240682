package org.virtp2v.core.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.server.VirtV2vOptions.Argument;

/** The samples are what {@code virt-v2v --help} says on Debian 12, 13 and sid. */
public class VirtV2vOptionsTest {
    /** Those of a sample. */
    public static VirtV2vOptions of(String version) throws Exception {
        return VirtV2vOptions.parse(Files.readString(Path.of("samples", "v2v-help-" + version + ".txt"))).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({ "2.2.0, 60", "2.6.0, 101", "2.10.0, 81" })
    void areAllThatAreListed(String version, int count) throws Exception {
        assertThat(of(version).arguments()).hasSize(count);
    }

    @ParameterizedTest
    @CsvSource({ "2.2.0,-b,REQUIRED", "2.2.0,--bridge,REQUIRED", "2.2.0,--colours,NONE", "2.2.0,--color,NONE",
            "2.2.0,-i,REQUIRED", "2.2.0,-os,REQUIRED", "2.2.0,--machine-readable,OPTIONAL", "2.2.0,--wrap,NONE",
            "2.2.0,-x,NONE", "2.2.0,--root,REQUIRED", "2.2.0,--no-trim,REQUIRED", "2.6.0,--install,REQUIRED",
            "2.6.0,--firstboot-command,REQUIRED", "2.6.0,--password-crypto,REQUIRED", "2.6.0,--update,NONE",
            "2.6.0,--ssh-inject,REQUIRED", "2.6.0,--block-driver,REQUIRED",
            "2.10.0,-m,REQUIRED", "2.10.0,--memsize,REQUIRED", "2.10.0,--parallel,REQUIRED" })
    void tellWhetherTheyTakeAnArgument(String version, String name, Argument argument) throws Exception {
        assertThat(of(version).arguments()).containsEntry(name, argument);
    }

    @Test
    void areNotWhatOnlyStandsInAnExample() throws Exception {
        assertThat(of("2.2.0").arguments()).doesNotContainKeys("--install", "-O", "--in", "--io", "--os");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "virt-v2v: unrecognized option '--help'", "Options:\n  --help   Help\n",
            "-o <x>  no option line", "\0\u001b[1m" })
    void areUnknownWhenTheyAreNotListed(String text) {
        assertThat(VirtV2vOptions.parse(text)).isEmpty();
    }

    @Test
    void areBounded() {
        String line = "  --" + "a".repeat(1_000_000) + " <x>\n";
        assertThat(VirtV2vOptions.parse("  -o <x>\n" + line + "  -oo <x>\n".repeat(100_000)).orElseThrow().arguments())
                .containsOnlyKeys("-o", "-oo");
    }
}
