package org.virtp2v.hardware.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.FileFinder;
import org.virtp2v.core.source.PartContent;
import org.virtp2v.core.source.PartContent.Unknown;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.source.UnreadablePart;

/** Finds files, partition by partition. */
public final class LinuxFileFinder implements FileFinder {
    private static final Path DEVICES = Path.of("/dev");

    private final SystemFiles files;
    private final CommandRunner runner;

    /** Looks at the disks of the machine this program runs on. */
    public LinuxFileFinder() {
        this(new SystemFiles(Path.of("/")), new ProcessRunner());
    }

    LinuxFileFinder(SystemFiles files, CommandRunner runner) {
        this.files = files;
        this.runner = runner;
    }

    /**
     * A partition, or a disk without any.
     *
     * @param device
     *            what the tools call it
     * @param start
     *            its first byte, from the beginning of the disk
     */
    private record Place(String device, long start) {
    }

    @Override
    public List<PartContent> find(SourceDisk disk, List<UnreadablePart> parts, Duration limit)
            throws InterruptedException {
        var tools = new ReadOnlyTools(runner, limit);
        Map<String, List<UnreadablePart>> byPartition = new LinkedHashMap<>();
        for (var part : parts) {
            byPartition.computeIfAbsent(Objects.requireNonNullElse(part.partition(), ""), p -> new ArrayList<>())
                    .add(part);
        }
        Map<UnreadablePart, PartContent> found = new LinkedHashMap<>();
        for (var partition : byPartition.entrySet()) {
            var place = place(disk, partition.getKey());
            var its = partition.getValue();
            var contents = place == null ? FileSystemFiles.unknown(its, null, Unknown.NO_FILE_SYSTEM)
                    : contents(tools, place, its);
            for (int i = 0; i < its.size(); i++) {
                found.put(its.get(i), contents.get(i));
            }
        }
        return parts.stream().map(part -> Objects.requireNonNull(found.get(part))).toList();
    }

    /** Null when it is not known where the partition begins. */
    private @Nullable Place place(SourceDisk disk, String partition) {
        if (partition.isEmpty()) {
            return new Place(disk.path().toString(), 0);
        }
        var file = "/sys/class/block/" + BlockDevices.kernelName(partition) + "/start";
        return files.exists(file)
                ? new Place(path(BlockDevices.displayName(partition)), files.sizeBytes(file))
                : null;
    }

    /** What the tools call a device. */
    static String path(String name) {
        return DEVICES.resolve(name).toString();
    }

    private static List<PartContent> contents(ReadOnlyTools tools, Place place, List<UnreadablePart> parts)
            throws InterruptedException {
        if (tools.isOver()) {
            return FileSystemFiles.unknown(parts, null, Unknown.NOT_ASKED);
        }
        var signatures = tools.signatures(place.device);
        var extents = parts.stream().map(UnreadablePart::extent)
                .map(e -> new Extent(e.offset() - place.start, e.length())).toList();
        return LvmFiles.NAME.equals(signatures.get("TYPE")) ? new LvmFiles(tools, place.device).at(extents)
                : FileSystemFiles.at(tools, VolumePlace.all(place.device), signatures, extents);
    }
}
