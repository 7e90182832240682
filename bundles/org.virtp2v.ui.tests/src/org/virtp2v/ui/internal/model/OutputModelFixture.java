package org.virtp2v.ui.internal.model;

import java.time.Clock;
import java.util.List;

import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.virtp2v.core.convert.Engine;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.output.TargetSettings;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.settings.SettingsException;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.testing.FakeTargets;
import org.virtp2v.ui.WizardInput;

/** The models of output targets, and the wizard around them. */
abstract class OutputModelFixture {
    static final ServerInfo SERVER = new ServerInfo("2.2.0", true, List.of(),
            List.of("disk", "libvirt", "null", "qemu", "rhv"));
    final Machine machine = Machines.machine(Machines.disks("sda"));
    final Targets targets = new FakeTargets();
    CallersRealm realm;

    @BeforeEach
    void begin() {
        realm = new CallersRealm();
    }

    @AfterEach
    void end() {
        realm.close();
    }

    static Settings settings(String line, Targets targets) {
        try {
            return TargetSettings.resolve(SettingsReader.read(line).settings(), targets);
        } catch (SettingsException e) {
            throw new IllegalArgumentException(e);
        }
    }

    OutputModel model(String line, Targets targets) {
        return new OutputModel(Defaults.complete(settings(line, targets), machine, List.of(), () -> "r"), targets);
    }

    WizardModel wizard(String line) {
        Engine engine = new Engine(null, null, null, targets, "1.0.0", Clock.systemUTC());
        Settings given = settings("p2v.server=conv " + line, targets);
        WizardModel wizard = new WizardModel(
                new WizardInput(engine, given, List.of(NbdServer.values()), List.of(), false, null, () -> "r"));
        wizard.probed(new Probed(machine, Defaults.complete(given, machine, List.of(), () -> "r"), DiskSizes.NONE,
                KeyFiles.NONE));
        wizard.server().tested().setValue(SERVER);
        return wizard;
    }

    static OutputModel output(WizardModel wizard) {
        return wizard.machine().getValue().output();
    }

    static FormField formField(OutputModel model, String key) {
        return model.chosen().getValue().fields().stream().filter(f -> f.field().key().equals(key)).findFirst()
                .orElseThrow();
    }

    static IObservableValue<String> field(OutputModel model, String key) {
        return formField(model, key).value();
    }

    static void choose(OutputModel model, String name) {
        model.chosen().setValue(model.offered(SERVER).stream().filter(f -> f.description().name().equals(name))
                .findFirst().orElseThrow());
    }
}
