package org.virtp2v.ui.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.virtp2v.core.convert.Engine;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.settings.SettingsException;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.ui.WizardInput;

class SystemInformationTest {
    private CallersRealm realm;

    @BeforeEach
    void begin() {
        realm = new CallersRealm();
    }

    @AfterEach
    void end() {
        realm.close();
    }

    private static WizardModel wizard(String line) throws SettingsException {
        Engine engine = new Engine(null, null, null, Targets.NONE, "1.2.3", Clock.systemUTC());
        return new WizardModel(new WizardInput(engine, SettingsReader.read(line).settings(),
                List.of(NbdServer.values()), List.of(), false, null, () -> "random"));
    }

    private static void look(WizardModel wizard, Machine machine) {
        wizard.probed(new Probed(machine,
                Defaults.complete(wizard.input().settings(), machine, List.of(), () -> "random"),
                new DiskSizes(List.of(), path -> 1L), new KeyFiles(List.of())));
    }

    @Test
    void tellsTheVersionsAndTheMachine() throws SettingsException {
        WizardModel wizard = wizard("");
        look(wizard, Machines.machine(Machines.disks("sda")));
        wizard.server().tested().setValue(new ServerInfo("2.2.0", true, List.of(), List.of("local", "qemu")));
        assertThat(SystemInformation.of(wizard)).contains("virt-p2v 1.2.3", "virt-v2v 2.2.0, output modes: local qemu",
                "Java " + Runtime.version(), "firmware BIOS", "24 logical", "Memory: 4.0 GiB",
                "Disk sda: 16.0 GiB, MODEL", "Interface em1");
    }

    @Test
    void saysWhatIsNotKnownYet() throws SettingsException {
        assertThat(SystemInformation.of(wizard(""))).contains("virt-v2v: not tested", "Machine: not looked at yet");
    }

    @Test
    void hasNothingSecretInIt() throws SettingsException {
        WizardModel wizard = wizard("p2v.server=conv.example.com p2v.username=operator p2v.password=s3cret "
                + "p2v.identity=https://me:t0ken@keys.example.com/id p2v.identity.passphrase=phr4se");
        look(wizard, Machines.machine(Machines.disks("sda")));
        wizard.session().dialog("conv.example.com:22", new Giving()).passphrase("file:///id", false);
        assertThat(SystemInformation.of(wizard)).doesNotContain("s3cret", "t0ken", "phr4se", "0ther", "operator",
                "conv.example.com", "keys.example.com", "SERIAL", "52:54:00");
    }

    private static final class Giving implements ServerDialog {
        @Override
        public void accepted(HostKey key) {
            throw new AssertionError(key);
        }

        @Override
        public Secret passphrase(String identityUrl, boolean wasWrong) {
            return new Secret("0ther");
        }
    }
}
