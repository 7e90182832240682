package org.virtp2v.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.app.Options.Action;
import org.virtp2v.app.Options.Progress;
import org.virtp2v.app.option.UsageException;
import org.virtp2v.core.source.NbdServer;

class OptionsTest {

    @Test
    void hasTheDocumentedDefaults() throws Exception {
        assertThat(Options.parse())
                .isEqualTo(
                        new Options(Action.CONVERT, null, null, false, false, false, null, false, false,
                                NbdServer.DEFAULT_ORDER,
                                List.of(),
                                Progress.TEXT));
    }

    @Test
    void readsAllOptions() throws Exception {
        assertThat(Options.parse("--cmdline=p2v.server=c p2v.o=null", "--colours", "--iso", "--nbd=nbdkit,qemu-nbd",
                "--test-disk=/a", "--test-disk", "/b", "-v", "--resume", "--data=/data", "--wizard",
                "--progress=json"))
                .isEqualTo(new Options(Action.CONVERT, "p2v.server=c p2v.o=null", null, true, true, true, "/data", true,
                        false,
                        List.of(NbdServer.NBDKIT, NbdServer.QEMU_NBD), List.of("/a", "/b"), Progress.JSON));
    }

    @Test
    void keepsTheQuotesOfACommandLine() throws Exception {
        assertThat(Options.parse("--cmdline=p2v.pre=\"a b\"").commandLine()).isEqualTo("p2v.pre=\"a b\"");
        assertThat(Options.parse("--cmdline=").commandLine()).isEmpty();
    }

    @Test
    void takesAFileWithTheCommandLine() throws Exception {
        assertThat(Options.parse("--cmdline-file=/x").commandLineFile()).isEqualTo("/x");
        assertThat(Options.parse("--cmdline-file", "-").replacesKernelCommandLine()).isTrue();
        assertThat(Options.parse().replacesKernelCommandLine()).isFalse();
        for (String second : List.of("--cmdline=", "--cmdline-file=/y")) {
            assertThatExceptionOfType(UsageException.class)
                    .isThrownBy(() -> Options.parse("--cmdline-file=/x", second))
                    .withMessageContaining("--cmdline-file");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "--color", "--colors", "--colour", "--colours" })
    void knowsEverySpellingOfColours(String spelling) throws Exception {
        assertThat(Options.parse(spelling).colours()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({ "--help,HELP", "--version,VERSION", "-V,VERSION", "--short-options,SHORT_OPTIONS",
            "--long-options,LONG_OPTIONS" })
    void knowsWhatIsAskedFor(String option, Action action) throws Exception {
        assertThat(Options.parse(option).action()).isEqualTo(action);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "extra|extra", "--bogus|--bogus", "--nbd=foo|foo", "--nbd|--nbd",
            "--test-disk=disk.img|disk.img", "-x|-x", "--progress=xml|text, json", "--progress|--progress", "--co|--co",
            "--nbd=|--nbd" })
    void refusesNamingWhatIsWrong(String argument, String named) {
        assertThatExceptionOfType(UsageException.class).isThrownBy(() -> Options.parse(argument))
                .withMessageContaining(named);
    }

    @Test
    void listsOptionsForShellCompletion() {
        assertThat(Options.list(Action.SHORT_OPTIONS).lines()).containsExactly("-v", "-V");
        assertThat(Options.list(Action.LONG_OPTIONS).lines()).containsExactlyInAnyOrder("--help", "--cmdline",
                "--cmdline-file", "--data",
                "--color", "--colors", "--colour", "--colours", "--iso", "--menu", "--nbd", "--progress", "--resume",
                "--test-disk",
                "--verbose",
                "--version", "--wizard");
    }
}
