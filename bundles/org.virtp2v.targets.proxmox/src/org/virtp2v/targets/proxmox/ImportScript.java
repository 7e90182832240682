package org.virtp2v.targets.proxmox;

import org.virtp2v.core.output.TargetGuest;
import org.virtp2v.core.output.TargetInput;
import org.virtp2v.core.settings.NetworkMap;
import org.virtp2v.core.text.BashScript;

/**
 * Writes the script that imports the guest, {@code import.sh}. It reads virt-v2v's decisions from virt-v2v's libvirt
 * XML.
 */
final class ImportScript {
    private static final BashScript SCRIPT = BashScript.beside(ImportScript.class, "import.sh");
    private static final int MIB = 1 << 20;

    private final TargetInput input;

    ImportScript(TargetInput input) {
        this.input = input;
    }

    static String nameFor(String guest) {
        return guest + "-import-proxmox.sh";
    }

    String text() {
        TargetGuest guest = input.guest();
        return SCRIPT.with("guest", guest.name()).with("storage", input.text("storage"))
                .with("vmid", input.text("vmid"))
                .with("memory", guest.memoryBytes() / MIB).with("cores", guest.vcpus()).with("disks", guest.disks())
                .with("addresses", guest.interfaces().stream()
                        .map(nic -> nic.macAddress() == null ? "" : nic.macAddress()).toList())
                .with("bridges", guest.interfaces().stream().map(this::bridge).toList()).text();
    }

    /** The network that the user maps the interface to, if there is one, is a bridge. */
    private String bridge(TargetGuest.Nic nic) {
        return nic.network().equals(NetworkMap.DEFAULT_NETWORK) ? input.text("bridge") : nic.network();
    }
}
