package org.virtp2v.ui.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.settings.SettingsWriter;

class CommandLineTest extends OutputModelFixture {
    @Test
    void writesACommandLineWithoutSecrets() {
        WizardModel wizard = wizard("");
        choose(output(wizard), "Shop");
        field(output(wizard), "password").setValue("s3cret");
        field(output(wizard), "token").setValue("t0ken");
        field(output(wizard), "size").setValue("l");
        output(wizard).chosen().getValue().misc().setValue("other");

        SettingsWriter.Writing writing = new CommandLine(wizard).write(false);

        assertThat(writing.line()).doesNotContain("s3cret", "t0ken").contains("p2v.target=shop", "p2v.target.size=l",
                "p2v.oo=other").doesNotContain("p2v.os", "shelf");
        assertThat(writing.leftOut()).containsExactly("p2v.target.password", "p2v.target.token");
        OutputModel again = model(writing.line(), targets);
        field(again, "password").setValue("s3cret");
        field(again, "token").setValue("t0ken");
        assertThat(again.choice()).isEqualTo(output(wizard).choice());
        assertThat(again.settings(SERVER)).isEqualTo(output(wizard).settings(SERVER));
    }

    @Test
    void writesTheHostKeyThatWasAcceptedIntoTheCommandLine() {
        HostKey key = new HostKey("ssh-ed25519", 256, "SHA256:" + "a".repeat(43));
        WizardModel wizard = wizard("p2v.server=conv p2v.port=2222");
        assertThat(new CommandLine(wizard).write(false).line()).doesNotContain("hostkey");
        wizard.session().dialog("conv:22", shown -> {
        }).accepted(key);
        assertThat(new CommandLine(wizard).write(false).line()).doesNotContain("hostkey");
        wizard.session().dialog("conv:2222", shown -> {
        }).accepted(key);
        assertThat(new CommandLine(wizard).write(false).line()).contains("p2v.server.hostkey=" + key.fingerprint());
        WizardModel strict = wizard("p2v.server=conv p2v.server.hostkey=strict");
        assertThat(new CommandLine(strict).write(false).line()).contains("p2v.server.hostkey=strict");
    }
}
