package org.virtp2v.ui.internal.model;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.source.DiskSizer;

/** Sizes of disks that are named by path, looked up once, so that planning needs to read nothing. Immutable. */
public final class DiskSizes implements DiskSizer {
    /** Nothing is named by path. */
    static final DiskSizes NONE = new DiskSizes(List.of(), path -> 0);

    private final Map<Path, Long> sizes = new HashMap<>();
    private final Map<Path, String> problems = new HashMap<>();

    /**
     * Looks them up; not on the UI thread.
     *
     * @param disks
     *            names below {@code /dev}, or absolute paths
     */
    DiskSizes(List<String> disks, DiskSizer sizer) {
        for (String disk : disks) {
            Path path = path(disk);
            try {
                sizes.put(path, sizer.sizeOf(path));
            } catch (SourceException e) {
                problems.put(path, e.getMessage());
            }
        }
    }

    private static Path path(String disk) {
        return Path.of("/dev").resolve(disk).normalize();
    }

    /** The size of a disk in bytes; null when it is not known. */
    @Nullable
    Long size(String disk) {
        return sizes.get(path(disk));
    }

    /** Why the size of a disk is not known; null when it is. */
    @Nullable
    String problem(String disk) {
        return problems.get(path(disk));
    }

    @Override
    public long sizeOf(Path path) throws SourceException {
        Long size = sizes.get(path.normalize());
        if (size == null) {
            throw new SourceException(problems.getOrDefault(path.normalize(), path.toString()));
        }
        return size;
    }
}
