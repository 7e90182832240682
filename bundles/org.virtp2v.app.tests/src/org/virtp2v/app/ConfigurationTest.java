package org.virtp2v.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.convert.Engine;
import org.virtp2v.core.testing.FakeExporter;
import org.virtp2v.core.testing.FakeMachine;
import org.virtp2v.core.testing.FakeServer;
import org.virtp2v.core.testing.FakeTargets;
import org.virtp2v.core.testing.TestMachines;
import org.virtp2v.ui.NoDisplayException;
import org.virtp2v.ui.WizardInput;

/** What the program does with settings that it fetches. */
class ConfigurationTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private WizardInput shown;
    private boolean display = true;

    @TempDir
    Path files;
    private String url;

    @BeforeEach
    void chooseUrl() {
        url = "file://" + files + "/{mac}.conf";
    }

    private ExitCode run(String... arguments) throws Exception {
        return new Program(InputStream.nullInputStream(), new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), "1.2.3",
                () -> new Engine(new FakeMachine(TestMachines::server), new FakeExporter(), new FakeServer(),
                        new FakeTargets(), "1.2.3", Clock.systemUTC()),
                input -> {
                    if (!display) {
                        throw new NoDisplayException(new IllegalStateException("no DISPLAY"));
                    }
                    shown = input;
                }).run(arguments);
    }

    private void write(String text) throws Exception {
        Files.writeString(files.resolve("52-54-00-12-34-56.conf"), text);
    }

    @Test
    void dumpsWhereEachValueStands() throws Exception {
        write("p2v.server=conv\np2v.password=sesame\np2v.name=web");
        assertThat(run("--cmdline=p2v.name=mine p2v.dump_config_and_exit p2v.config=file:///nowhere p2v.config=" + url))
                .isEqualTo(ExitCode.SUCCESS);
        String place = "file://" + files + "/52-54-00-12-34-56.conf";
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("remote.server        conv\n",
                "guestname            mine\n", "config               file:///nowhere (not there)\n",
                "config               " + place + " (found)\n", "from.guestname       kernel command line\n",
                "from.remote.server   " + place + "\n").doesNotContain("sesame");
    }

    @Test
    void opensTheWizardWithWhatThereIs() throws Exception {
        assertThat(run("--cmdline=p2v.server=conv p2v.name=x p2v.config=" + url)).isEqualTo(ExitCode.SUCCESS);
        assertThat(shown.settings().guest().name()).isEqualTo("x");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("There are no settings for this machine");
        write("p2v.name=y");
        run("--cmdline=p2v.config=" + url);
        assertThat(shown.settings().guest().name()).isEqualTo("y");
        write("p2v.server=conv\np2v.name=z");
        run("--wizard", "--cmdline=p2v.config=" + url);
        assertThat(shown.settings().guest().name()).isEqualTo("z");
        assertThat(shown.settings().config().urls()).isEmpty();
        run("--wizard", "--cmdline=p2v.name=w p2v.server=conv");
        assertThat(shown.settings().guest().name()).isEqualTo("w");
    }

    @Test
    void hasAnExitCodeForAMachineWithoutSettings() throws Exception {
        assertThat(run("--cmdline=p2v.config.missing=fail p2v.config=" + url)).isEqualTo(ExitCode.NO_SETTINGS);
        assertThat(shown).isNull();
        display = false;
        assertThat(run("--cmdline=p2v.config=" + url)).isEqualTo(ExitCode.NO_SETTINGS);
        write("p2v.name=y");
        assertThat(run("--cmdline=p2v.config=" + url)).isEqualTo(ExitCode.NO_SETTINGS);
        assertThat(run("--cmdline=")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void endsWhereTheyCannotBeFetchedButForTheWizard() throws Exception {
        write("p2v.port=many");
        assertThat(run("--cmdline=p2v.config=" + url)).isEqualTo(ExitCode.USAGE);
        String unreachable = "http://127.0.0.1:1/x";
        assertThat(run("--wizard", "--cmdline=p2v.config=" + unreachable + " p2v.config.sha256=" + "0".repeat(63)))
                .isEqualTo(ExitCode.USAGE);
        Files.writeString(files.resolve("page"), "<html>");
        assertThat(run("--cmdline=p2v.config=file://" + files + "/page")).isEqualTo(ExitCode.USAGE);
        assertThat(run("--wizard", "--cmdline=p2v.config=file://" + files + "/page")).isEqualTo(ExitCode.SUCCESS);
        assertThat(shown).isNotNull();
    }
}
