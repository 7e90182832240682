package org.virtp2v.ui.internal.model;

import java.time.Clock;
import java.util.List;

import org.eclipse.core.databinding.observable.Realm;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.virtp2v.core.convert.Engine;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.plan.PlanProblem;
import org.virtp2v.core.plan.Planning;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.settings.SettingsException;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.source.DiskSizer;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.ui.WizardInput;

/** Models of machines that are described by the lines of a kernel command line. */
abstract class MachineModelFixture {
    static final ServerInfo SERVER = new ServerInfo("2.2.0", true, List.of(),
            List.of("libvirt", "local", "null", "qemu", "rhv"));
    final ThreadRealm realm = new ThreadRealm();

    /** Models need a realm, but no display. */
    static final class ThreadRealm extends Realm {
        @Override
        public boolean isCurrent() {
            return true;
        }

        void begin() {
            Realm.setDefault(this);
        }

        static void end() {
            Realm.setDefault(null);
        }
    }

    @BeforeEach
    void begin() {
        realm.begin();
    }

    @AfterEach
    void end() {
        ThreadRealm.end();
    }

    static Settings settings(String line) {
        try {
            return SettingsReader.read(line).settings();
        } catch (SettingsException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static Probed probed(String line, Machine machine, List<String> testDisks, DiskSizer sizer) {
        Settings complete = Defaults.complete(settings(line), machine, testDisks, () -> "random");
        List<String> known = machine.disks().stream().map(Disk::name).toList();
        List<String> byPath = complete.devices().disks().stream().filter(name -> !known.contains(name)).toList();
        return new Probed(machine, complete, new DiskSizes(byPath, sizer),
                new KeyFiles(complete.devices().encryptionKeys()));
    }

    static Probed probed(String line, Machine machine) {
        return probed(line, machine, List.of(), path -> 1L << 30);
    }

    static MachineModel model(String line, Machine machine) {
        return new MachineModel(probed(line, machine), false, Targets.NONE, NbdServer.DEFAULT_ORDER);
    }

    static @Nullable String choose(MachineModel model, String disk, boolean on) {
        return model.disks().choose(DiskRows.find(model.disks().nodes().getValue(), disk), on);
    }

    static WizardModel wizard(String line, Probed probed) {
        Engine engine = new Engine(null, null, null, Targets.NONE, "1.0.0", Clock.systemUTC());
        WizardModel wizard = new WizardModel(new WizardInput(engine, settings("p2v.server=conv " + line),
                List.of(NbdServer.values()), List.of(), false, null, () -> "random"));
        wizard.probed(probed);
        return wizard;
    }

    static List<Key> problems(WizardModel wizard) {
        return wizard.plan() instanceof Planning.Refused refused
                ? refused.problems().stream().map(PlanProblem::field).toList() : List.of();
    }

    static List<Key> warnings(WizardModel wizard) {
        return wizard.plan().warnings().stream().map(PlanProblem::field).toList();
    }
}
