package org.virtp2v.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.convert.Engine;
import org.virtp2v.core.testing.FakeExporter;
import org.virtp2v.core.testing.FakeMachine;
import org.virtp2v.core.testing.FakeServer;
import org.virtp2v.core.testing.FakeTargets;
import org.virtp2v.core.testing.TestMachines;
import org.virtp2v.ui.WizardInput;

/** What the program does with the settings and keys of a site. */
class SiteDataTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private WizardInput shown;

    @TempDir
    Path data;

    private ExitCode run(String... arguments) throws Exception {
        return new Program(InputStream.nullInputStream(), new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), "1.2.3",
                () -> new Engine(new FakeMachine(TestMachines::server), new FakeExporter(), new FakeServer(),
                        new FakeTargets(), "1.2.3", Clock.systemUTC()),
                input -> shown = input).run(arguments);
    }

    private void write(String name, String text) throws Exception {
        Files.writeString(data.resolve(name), text);
    }

    private String dump(String commandLine) throws Exception {
        out.reset();
        assertThat(run("--data=" + data, "--cmdline=p2v.dump_config_and_exit " + commandLine))
                .isEqualTo(ExitCode.SUCCESS);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void addsToTheCommandLineWhichWins() throws Exception {
        // As Windows' Notepad writes it.
        write("virt-p2v.conf", "\ufeffp2v.server=conv\r\np2v.name=theirs\r\n\r\np2v.password=sesame\r\n");
        assertThat(dump("p2v.name=mine")).contains("remote.server        conv\n", "guestname            mine\n",
                "from.remote.server   " + data + "/virt-p2v.conf\n").doesNotContain("sesame");
        assertThat(dump("p2v.config=file:///nowhere p2v.server=other")).contains("remote.server        other\n")
                .doesNotContain("theirs");
    }

    @Test
    void takesTheFileOfThisMachineBeforeThatOfAll() throws Exception {
        write("virt-p2v.conf", "p2v.server=conv\np2v.name=any");
        write("52-54-00-12-34-56.conf", "p2v.server=conv\np2v.name=web");
        assertThat(dump("")).contains("guestname            web\n");
    }

    @Test
    void takesTheIdentityWhereNothingElseSaysHowToLogIn() throws Exception {
        assertThat(dump("p2v.server=conv")).doesNotContain("/identity");
        write("identity", "-----BEGIN OPENSSH PRIVATE KEY-----");
        assertThat(dump("p2v.server=conv")).contains("auth.identity.url    file://" + data + "/identity\n");
        assertThat(dump("p2v.server=conv p2v.password=x")).doesNotContain(data.toString());
        assertThat(dump("p2v.server=conv p2v.identity=/other")).contains("auth.identity.url    /other\n");
    }

    @Test
    void namesFileAndLineOfWhatIsWrongAndGoesNoFurther() throws Exception {
        write("virt-p2v.conf", "# conv\r\np2v.server=conv\r\np2v.port=many\r\nserver=x\r\n");
        for (String wizard : new String[] { "--wizard", "--iso" }) {
            err.reset();
            assertThat(run("--data=" + data, wizard, "--cmdline=")).isEqualTo(ExitCode.USAGE);
            assertThat(err.toString(StandardCharsets.UTF_8)).contains(
                    data + "/virt-p2v.conf, line 3: p2v.port=many: a port",
                    data + "/virt-p2v.conf, line 4: “server” is no key");
        }
        assertThat(shown).isNull();
        write("virt-p2v.conf", "p2v.server=conv\np2v.sudoo=x");
        assertThat(run("--data=" + data, "--wizard", "--cmdline=")).isEqualTo(ExitCode.SUCCESS);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(
                data + "/virt-p2v.conf, line 2: unknown key: p2v.sudoo. It is ignored. Did you mean p2v.sudo?");
    }

    @Test
    void sayThatThereIsNoSuchDirectory() throws Exception {
        assertThat(run("--data=" + data + "/none", "--cmdline=p2v.server=conv")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(data + "/none");
    }
}
