package org.virtp2v.ui.internal.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Bus;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskContent;
import org.virtp2v.core.machine.DiskContent.PartitionTable;
import org.virtp2v.core.machine.DiskGroup;
import org.virtp2v.core.machine.DriveHealth;
import org.virtp2v.core.machine.Volume;
import org.virtp2v.core.text.Messages;

/** Describes the content of a disk and groups of disks in a few words. */
final class DiskText {
    private static final Messages TEXT = Messages.beside(DiskText.class);
    private static final int MOST_WORDS = 3;
    /** Partitions that say nothing of the purpose of the disk: EFI system, BIOS boot, Windows recovery and reserved. */
    private static final Set<String> AUXILIARY = Set.of("c12a7328-f81f-11d2-ba4b-00a0c93ec93b", "0xef",
            "21686148-6449-6e6f-744e-656564454649", "de94bba4-06d1-4d40-a16a-bfd50179d6ac", "0x27",
            "e3c9e316-0b5c-4db8-817d-f92df00215ae");

    private DiskText() {
    }

    /** The content of a disk, and how many of its sectors have been replaced; empty when nothing is known. */
    static String content(Disk disk) {
        String content = content(disk.content());
        DriveHealth health = disk.hardware().health();
        if (!health.isReallocated()) {
            return content;
        }
        String replaced = TEXT.get("content.replaced", health.reallocatedSectors());
        return content.isEmpty() ? replaced : content + "; " + replaced;
    }

    /** How a disk is attached; empty when that is not known. */
    static String bus(Disk disk) {
        Bus bus = disk.hardware().bus();
        return bus == Bus.UNKNOWN ? "" : TEXT.get("bus." + bus);
    }

    /** The content of a disk, operating systems first; empty when nothing is known. */
    private static String content(DiskContent content) {
        Set<String> words = new LinkedHashSet<>();
        content.volumes().stream().sorted(Comparator.comparingInt(DiskText::rank)).map(DiskText::words)
                .filter(text -> !text.isEmpty()).forEach(words::add);
        if (words.isEmpty()) {
            return content.table() == PartitionTable.NONE ? TEXT.get("content.empty") : "";
        }
        List<String> all = new ArrayList<>(words);
        return all.size() <= MOST_WORDS ? String.join(", ", all)
                : TEXT.get("content.more", String.join(", ", all.subList(0, MOST_WORDS)),
                        Integer.toString(all.size() - MOST_WORDS));
    }

    /** The content of a partition: its purpose, the file system, its label, where it is mounted. */
    static String part(Volume volume) {
        Set<String> all = new LinkedHashSet<>();
        all.add(words(volume));
        String system = volume.fileSystem();
        if (volume.hint() != null && system != null && !volume.isSwap()
                && volume.encryption() == Volume.Encryption.NONE) {
            all.add(system);
        }
        String label = volume.label();
        if (label != null) {
            all.add(TEXT.get("content.label", label));
        }
        all.addAll(volume.use().mountPoints());
        all.remove("");
        return String.join(", ", all);
    }

    private static int rank(Volume volume) {
        if (volume.partitionType() != null && AUXILIARY.contains(volume.partitionType())) {
            return 2;
        }
        return volume.operatingSystem() ? 0 : 1;
    }

    private static String words(Volume volume) {
        if (volume.encryption() == Volume.Encryption.LUKS) {
            return TEXT.get("content.LUKS");
        }
        String hint = volume.hint();
        if (hint != null) {
            return hint;
        }
        if (volume.encryption() == Volume.Encryption.BITLOCKER) {
            return TEXT.get("content.BITLOCKER");
        }
        String system = volume.fileSystem();
        if (system == null) {
            return "";
        }
        return switch (system.toLowerCase(Locale.ROOT)) {
            case "lvm2_member" -> TEXT.get("content.lvm");
            case "linux_raid_member" -> TEXT.get("content.raid");
            case "swap" -> TEXT.get("content.swap");
            default -> system;
        };
    }

    /** The names of groups. */
    static String groups(List<DiskGroup> groups) {
        String joined = String.join(TEXT.get("group.and"), groups.stream().map(DiskText::group).toList());
        return joined.substring(0, 1).toUpperCase(Locale.getDefault()) + joined.substring(1);
    }

    private static String group(DiskGroup group) {
        return TEXT.get("group." + group.kind(), group.name());
    }

    /** That members of groups are missing; null when none is. */
    static @Nullable String missing(List<DiskGroup> groups) {
        int missing = groups.stream().mapToInt(DiskGroup::missingMembers).sum();
        return missing == 0 ? null : TEXT.get("group.missing", missing);
    }
}
