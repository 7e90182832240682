package org.virtp2v.ui.internal.model;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.DiskContent;
import org.virtp2v.core.machine.DiskContent.PartitionTable;
import org.virtp2v.core.machine.DiskGroup;
import org.virtp2v.core.machine.Volume;
import org.virtp2v.core.text.Messages;

/** Says in a few words what is on a disk and what binds disks together. */
final class DiskWords {
    private static final Messages TEXT = Messages.beside(DiskWords.class);
    private static final int ONE_TYPE_OF_MANY = 3;

    private DiskWords() {
    }

    /** What is on a disk, operating systems first; empty when nothing is known. */
    static String content(DiskContent content) {
        Set<String> words = new LinkedHashSet<>();
        content.volumes().stream().filter(Volume::operatingSystem).forEach(volume -> words.add(words(volume)));
        content.volumes().stream().filter(volume -> !volume.operatingSystem()).map(DiskWords::words)
                .filter(text -> !text.isEmpty()).forEach(words::add);
        if (words.isEmpty()) {
            return content.table() == PartitionTable.NONE ? TEXT.get("content.empty") : "";
        }
        List<String> all = new ArrayList<>(words);
        return all.size() <= ONE_TYPE_OF_MANY ? String.join(", ", all)
                : TEXT.get("content.more", String.join(", ", all.subList(0, ONE_TYPE_OF_MANY)),
                        Integer.toString(all.size() - ONE_TYPE_OF_MANY));
    }

    private static String words(Volume volume) {
        if (volume.encryption() != Volume.Encryption.NONE) {
            return TEXT.get("content." + volume.encryption());
        }
        if (volume.hint() != null) {
            return volume.hint();
        }
        String system = volume.fileSystem();
        if (system == null) {
            return "";
        }
        return switch (system.toLowerCase(Locale.ROOT)) {
            case "lvm2_member" -> TEXT.get("content.lvm");
            case "linux_raid_member" -> TEXT.get("content.raid");
            case "swap" -> TEXT.get("content.swap");
            default -> TEXT.get("content.fileSystem", system);
        };
    }

    /** What binds the disks of groups together. */
    static String groups(List<DiskGroup> groups) {
        String joined = String.join(TEXT.get("group.and"), groups.stream().map(DiskWords::group).toList());
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
