package org.virtp2v.hardware.internal;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.PartContent;
import org.virtp2v.core.source.PartContent.Unknown;

/** What a file system has at parts of it: the one place that knows how that is found out of which. */
final class FileSystemFiles {
    private FileSystemFiles() {
    }

    /**
     * What is at each of the parts.
     *
     * @param place
     *            where the file system is; it need not be a device of its own
     * @param signatures
     *            what blkid tells of it
     * @param parts
     *            from the beginning of the file system
     */
    static List<PartContent> at(ReadOnlyTools tools, VolumePlace place, Map<String, String> signatures,
            List<Extent> parts) throws InterruptedException {
        String type = signatures.getOrDefault("TYPE", "");
        return switch (type) {
            case "ext2", "ext3", "ext4" -> new ExtFiles(tools, withOffset(place), type).at(parts);
            // Its tools cannot be told where it begins.
            case "ntfs" -> place.offset() == 0 ? new NtfsFiles(tools, place.device()).at(parts)
                    : unknown(parts, type, Unknown.NOT_SUPPORTED);
            case StructureFiles.XFS, StructureFiles.BTRFS -> new StructureFiles(tools, place, type,
                    signatures.get("UUID")).at(parts);
            case "" -> unknown(parts, null, Unknown.NO_FILE_SYSTEM);
            default -> unknown(parts, type, Unknown.NOT_SUPPORTED);
        };
    }

    private static String withOffset(VolumePlace place) {
        return place.offset() == 0 ? place.device() : place.device() + "?offset=" + place.offset();
    }

    /** The same is not known of all. */
    static List<PartContent> unknown(List<?> parts, @Nullable String type, Unknown reason) {
        return parts.stream().map(part -> PartContent.unknown(type, reason)).toList();
    }
}
