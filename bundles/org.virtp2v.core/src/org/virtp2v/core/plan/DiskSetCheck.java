package org.virtp2v.core.plan;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskGroup;
import org.virtp2v.core.machine.DiskGroup.Kind;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.Volume;
import org.virtp2v.core.settings.ByteSize;
import org.virtp2v.core.settings.DeviceSettings;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.source.SourceDisk;

/**
 * Whether the disks that were chosen make a guest: disks that belong together, the one with the operating system, keys
 * for encrypted ones, drives that work. Only this machine's disks are judged; of images nothing is known.
 */
final class DiskSetCheck {

    private final Machine machine;
    private final DeviceSettings wanted;
    private final Notes problems;
    private final Notes warnings;

    DiskSetCheck(Machine machine, DeviceSettings wanted, Notes problems, Notes warnings) {
        this.machine = machine;
        this.wanted = wanted;
        this.problems = problems;
        this.warnings = warnings;
    }

    void check(List<SourceDisk> disks) {
        Set<Path> paths = disks.stream().map(SourceDisk::path).collect(Collectors.toSet());
        List<Disk> chosen = machine.disks().stream().filter(d -> paths.contains(d.device())).toList();
        if (chosen.isEmpty()) {
            return;
        }
        groups(chosen.stream().map(Disk::name).collect(Collectors.toSet()));
        if (chosen.size() == disks.size()) {
            operatingSystem(chosen);
            bootDisk(disks.stream().flatMap(d -> chosen.stream().filter(c -> c.device().equals(d.path()))).toList());
        }
        encryption(chosen);
        chosen.forEach(disk -> DriveCheck.check(disk, warnings));
    }

    private void groups(Set<String> chosen) {
        // One path to a disk is enough to have the disk.
        Set<String> present = new HashSet<>(chosen);
        for (DiskGroup group : machine.diskGroups()) {
            List<String> selected = group.disks().stream().filter(chosen::contains).toList();
            if (group.kind() == Kind.MULTIPATH && !selected.isEmpty()) {
                present.addAll(group.disks());
                if (selected.size() > 1) {
                    problems.add(Key.DISKS, "samePath", group.name(), String.join(", ", selected));
                } else {
                    otherPaths(group, selected.getFirst());
                }
            }
        }
        for (DiskGroup group : machine.diskGroups()) {
            if (group.kind() != Kind.MULTIPATH && group.disks().stream().anyMatch(present::contains)) {
                members(group, present);
            }
        }
    }

    /** They look like disks of their own, and whoever misses one of them should see why it was left out. */
    private void otherPaths(DiskGroup group, String selected) {
        String others = group.disks().stream().filter(d -> !d.equals(selected)).collect(Collectors.joining(", "));
        machine.disks().stream().filter(d -> d.name().equals(selected)).findFirst().ifPresent(disk -> warnings
                .add(Key.DISKS, "otherPaths", others, selected,
                        Objects.requireNonNullElse(disk.hardware().wwn(), group.name()),
                        Objects.requireNonNullElse(disk.serial(), "–"), ByteSize.format(disk.sizeBytes())));
    }

    private void members(DiskGroup group, Set<String> present) {
        String name = ExclusionRules.groupName(group);
        String missing = group.disks().stream().filter(d -> !present.contains(d)).collect(Collectors.joining(", "));
        String selected = group.disks().stream().filter(present::contains).collect(Collectors.joining(", "));
        if (!missing.isEmpty() && wanted.allowPartialArrays()) {
            warnings.add(Key.DISKS, "partOfGroupAllowed", name, missing);
        } else if (!missing.isEmpty()) {
            problems.add(Key.DISKS, "partOfGroup", name, missing, selected);
        }
        if (!group.kind().isCounted()) {
            warnings.add(Key.DISKS, "membersNotKnown", name, selected);
        }
        if (group.missingMembers() > 0) {
            warnings.add(Key.DISKS, "partOfMachine", name, Integer.toString(group.missingMembers()));
        }
    }

    private void operatingSystem(List<Disk> chosen) {
        if (chosen.stream().anyMatch(d -> d.content().operatingSystem())) {
            return;
        }
        String others = machine.disks().stream().filter(d -> !d.runningSystem() && d.content().operatingSystem())
                .map(Disk::name).collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
            warnings.add(Key.DISKS, "noSystem", others);
        }
    }

    /** virt-v2v 2.2 has every guest boot from its first disk, and newer ones find out for Linux only. */
    private void bootDisk(List<Disk> inOrder) {
        List<Disk> bootable = inOrder.stream().filter(d -> d.content().boot().boots(machine.firmware())).toList();
        if (bootable.isEmpty()) {
            bootable = inOrder.stream().filter(d -> d.content().operatingSystem()).toList();
        }
        if (!bootable.isEmpty() && !bootable.contains(inOrder.getFirst())) {
            Disk disk = bootable.getFirst();
            warnings.add(Key.DISKS, disk.content().boot().windows() ? "bootDiskOfWindows" : "bootDisk", disk.name(),
                    Integer.toString(inOrder.indexOf(disk) + 1), inOrder.getFirst().name());
        }
    }

    private void encryption(List<Disk> chosen) {
        if (!wanted.encryptionKeys().isEmpty()) {
            return;
        }
        for (Disk disk : chosen) {
            String volumes = disk.content().encrypted().stream().map(DiskSetCheck::encrypted)
                    .collect(Collectors.joining(", "));
            if (!volumes.isEmpty()) {
                warnings.add(Key.ENCRYPTION_KEY, "encrypted", disk.name(), volumes);
            }
        }
    }

    private static String encrypted(Volume volume) {
        return volume.name() + ": " + switch (volume.encryption()) {
            case BITLOCKER -> "BitLocker";
            case LUKS, NONE -> "LUKS";
        };
    }
}
