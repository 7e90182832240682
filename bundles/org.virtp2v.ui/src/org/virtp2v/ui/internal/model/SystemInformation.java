package org.virtp2v.ui.internal.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.NetworkInterface;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.settings.ByteSize;

/** The information on this program and this machine for a bug report: plain English, for its readers. */
public final class SystemInformation {
    private SystemInformation() {
    }

    /** The text; nothing that is secret is in it. UI thread only. */
    public static String of(WizardModel model) {
        List<String> lines = new ArrayList<>();
        lines.add("virt-p2v " + model.input().engine().version());
        ServerInfo server = model.server().tested().getValue();
        lines.add(server == null ? "virt-v2v: not tested" : "virt-v2v " + server.version() + ", output modes: "
                + String.join(" ", server.outputModes()));
        lines.add("Java " + Runtime.version() + ", " + property("os.name") + " " + property("os.version") + " "
                + property("os.arch"));
        lines.add("Desktop: " + environment("XDG_CURRENT_DESKTOP") + ", session " + environment("XDG_SESSION_TYPE")
                + ", language " + Locale.getDefault().toLanguageTag());
        MachineModel machine = model.machine().getValue();
        if (machine == null) {
            lines.add("Machine: not looked at yet");
        } else {
            describe(machine.machine(), lines);
        }
        return String.join("\n", lines) + "\n";
    }

    private static String property(String name) {
        return System.getProperty(name, "?");
    }

    private static String environment(String name) {
        return System.getenv().getOrDefault(name, "?");
    }

    private static void describe(Machine machine, List<String> lines) {
        lines.add("Machine: " + orUnknown(machine.identity().vendor()) + " " + orUnknown(machine.identity().product())
                + ", firmware " + machine.firmware() + ", Secure Boot " + machine.trust().secureBoot() + ", TPM "
                + machine.trust().tpm());
        lines.add("CPU: " + orUnknown(machine.cpu().modelName()) + ", " + machine.cpu().logicalCpus() + " logical");
        lines.add("Memory: " + ByteSize.format(machine.memoryBytes()));
        for (Disk disk : machine.disks()) {
            lines.add("Disk " + disk.name() + ": " + ByteSize.format(disk.sizeBytes()) + ", " + orUnknown(disk.model())
                    + (disk.runningSystem() ? ", carries the running system" : ""));
        }
        machine.diskGroups().forEach(g -> lines.add(g.kind() + " " + g.name() + ": " + String.join(" ", g.disks())));
        for (NetworkInterface port : machine.interfaces()) {
            lines.add("Interface " + port.name() + ": " + orUnknown(port.vendor()) + ", driver "
                    + orUnknown(port.driver()));
        }
    }

    private static String orUnknown(@Nullable String text) {
        return text == null ? "?" : text;
    }
}
