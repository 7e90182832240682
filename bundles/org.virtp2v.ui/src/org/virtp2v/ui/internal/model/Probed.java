package org.virtp2v.ui.internal.model;

import java.util.List;

import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.output.TargetSettings;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.settings.SettingsException;
import org.virtp2v.ui.WizardInput;

/**
 * The result of a probe of the machine. Immutable.
 *
 * @param machine
 *            this machine
 * @param complete
 *            the settings with their defaults filled in
 * @param sizes
 *            sizes of disks that the settings name by path
 * @param keyFiles
 *            keys of encrypted disks that the settings name by file
 */
public record Probed(Machine machine, Settings complete, DiskSizes sizes, KeyFiles keyFiles) {

    /**
     * Looks; takes seconds.
     *
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    public static Probed look(WizardInput input) throws InterruptedException {
        Machine machine = input.engine().machine().probe();
        Settings complete = Defaults.complete(withTarget(input), machine, input.testDisks(), input.randomName());
        List<String> disks = complete.devices().disks();
        List<String> known = machine.disks().stream().map(Disk::name).toList();
        List<String> byPath = disks == null ? List.of() : disks.stream().filter(d -> !known.contains(d)).toList();
        return new Probed(machine, complete, new DiskSizes(byPath, input.engine().exporter()),
                new KeyFiles(complete.devices().encryptionKeys()));
    }

    /** The settings with the output target's own defaults. */
    private static Settings withTarget(WizardInput input) {
        try {
            return TargetSettings.resolve(input.settings(), input.engine().targets());
        } catch (SettingsException e) {
            // The plug-in for the usual output is broken: another can be chosen, and the plan reports this one.
            return input.settings();
        }
    }
}
