package org.virtp2v.ui;

import java.util.List;
import java.util.function.Supplier;

import org.virtp2v.core.convert.Engine;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.source.NbdServer;

/**
 * The input of the wizard.
 *
 * @param engine
 *            does the work
 * @param settings
 *            the settings of the command line; without defaults
 * @param nbdServers
 *            the NBD servers to try
 * @param testDisks
 *            absolute paths of images that stand for the machine's disks; empty: none
 * @param kiosk
 *            whether the wizard is all there is on the screen, as on the live image
 * @param desktop
 *            services of other programs
 * @param randomName
 *            makes a guest name where the machine has none
 */
public record WizardInput(Engine engine, Settings settings, List<NbdServer> nbdServers, List<String> testDisks,
        boolean kiosk, Desktop desktop, Supplier<String> randomName) {
    public WizardInput {
        nbdServers = List.copyOf(nbdServers);
        testDisks = List.copyOf(testDisks);
    }

    /** The same with other settings. */
    WizardInput with(Settings other) {
        return new WizardInput(engine, other, nbdServers, testDisks, kiosk, desktop, randomName);
    }
}
