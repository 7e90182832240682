package org.virtp2v.core.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.Machine;

/** Which disks a guest gets, and in which order, when nobody says. */
final class GuestDisks {
    private GuestDisks() {
    }

    /**
     * The names of the machine's own disks in its order: not of what the running system is on, of further paths to a
     * disk, and of sticks, cards and media of the service processor. virt-v2v numbers the guest's disks in this order,
     * which has to stay as Linux has it: names such as {@code /dev/sdb} in the guest's files follow it. Windows has no
     * such names, and old versions of virt-v2v have a guest boot from its first disk; so there Windows' disk is the
     * first.
     */
    static List<String> byDefault(Machine machine) {
        Set<String> furtherPaths = machine.furtherPaths();
        List<Disk> disks = new ArrayList<>(machine.disks());
        disks.removeIf(d -> d.runningSystem() || d.hardware().portable() || furtherPaths.contains(d.name()));
        if (disks.stream().noneMatch(d -> d.content().boot().otherSystem())) {
            disks.stream().filter(d -> d.content().boot().windows())
                    .min(Comparator.comparing(d -> !d.content().boot().boots(machine.firmware())))
                    .ifPresent(windows -> {
                        disks.remove(windows);
                        disks.addFirst(windows);
                    });
        }
        return disks.stream().map(Disk::name).toList();
    }
}
