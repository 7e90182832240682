package org.virtp2v.ui.internal.model;

import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.settings.Settings;

/** What the page about the machine and the guest edits. UI thread only. */
public final class MachineModel {
    private final Machine machine;
    private final Settings complete;

    /**
     * @param machine
     *            this machine
     * @param complete
     *            settings with their defaults filled in
     */
    public MachineModel(Machine machine, Settings complete) {
        this.machine = machine;
        this.complete = complete;
    }

    /** This machine. */
    public Machine machine() {
        return machine;
    }

    /** The guest as chosen. */
    public Settings.Guest guest() {
        return complete.guest();
    }

    /** Disks, drives and interfaces as chosen. */
    public Settings.Devices devices() {
        return complete.devices();
    }

    /** The output as chosen. */
    public Settings.Output output() {
        return complete.output();
    }
}
