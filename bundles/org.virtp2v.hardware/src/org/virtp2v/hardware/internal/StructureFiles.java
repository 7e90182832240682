package org.virtp2v.hardware.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.PartContent;
import org.virtp2v.core.source.PartContent.Unknown;
import org.virtp2v.hardware.internal.files.BtrfsFiles;
import org.virtp2v.hardware.internal.files.FoundFiles;
import org.virtp2v.hardware.internal.files.TimeLimit;
import org.virtp2v.hardware.internal.files.VolumeReader;
import org.virtp2v.hardware.internal.files.XfsFiles;

/**
 * What XFS or Btrfs has at parts of it: the structures on the disk are read by virt-p2v itself, on a thread of its own,
 * which is left alone when a broken disk does not answer it in time.
 */
final class StructureFiles {
    static final String XFS = "xfs";
    static final String BTRFS = "btrfs";
    private static final Logger LOG = Logger.getLogger(StructureFiles.class.getName());
    private static final Duration LIMIT = Duration.ofSeconds(40);
    /** What was found until the time was over is ready so soon after, when the disk answers. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final ReadOnlyTools tools;
    private final VolumePlace place;
    private final String fileSystem;
    private final @Nullable String id;

    /**
     * @param id
     *            the identity of the file system, if it has one, which is the same on each of its devices
     */
    StructureFiles(ReadOnlyTools tools, VolumePlace place, String fileSystem, @Nullable String id) {
        this.tools = tools;
        this.place = place;
        this.fileSystem = fileSystem;
        this.id = id;
    }

    /**
     * What is at each of the parts.
     *
     * @param parts
     *            from the beginning of the file system
     */
    List<PartContent> at(List<Extent> parts) throws InterruptedException {
        List<VolumePlace> others = fileSystem.equals(BTRFS) ? otherDevices() : List.of();
        var left = tools.left(LIMIT);
        if (!left.isPositive()) {
            return FileSystemFiles.unknown(parts, fileSystem, Unknown.NOT_ASKED);
        }
        var limit = new TimeLimit(left);
        var search = new FutureTask<>(() -> find(parts, others, limit));
        Thread.ofPlatform().daemon().name("virt-p2v files").start(search);
        try {
            return search.get(left.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS).stream().map(this::content).toList();
        } catch (ExecutionException e) {
            LOG.log(Level.FINE, "cannot look for files in " + fileSystem, e);
        } catch (TimeoutException e) {
            LOG.log(Level.FINE, "no answer", e);
        } finally {
            limit.stop();
        }
        return FileSystemFiles.unknown(parts, fileSystem, Unknown.NOT_TOLD);
    }

    /** Those with the same identity. */
    private List<VolumePlace> otherDevices() throws InterruptedException {
        Set<String> paths = new LinkedHashSet<>();
        tools.lsblk().roots().stream().flatMap(StructureFiles::withThoseAbove).forEach(node -> {
            var name = node.deviceName();
            if (id != null && id.equals(node.uuid()) && name != null) {
                paths.add(LinuxFileFinder.path(name));
            }
        });
        paths.remove(place.device());
        return paths.stream().map(VolumePlace::all).toList();
    }

    private static Stream<Lsblk.Node> withThoseAbove(Lsblk.Node node) {
        return Stream.concat(Stream.of(node), node.above().stream().flatMap(StructureFiles::withThoseAbove));
    }

    private List<FoundFiles> find(List<Extent> parts, List<VolumePlace> others, TimeLimit limit) throws IOException {
        try (var reader = open(place, limit)) {
            if (fileSystem.equals(XFS)) {
                return XfsFiles.find(reader, parts);
            }
            List<VolumeReader> more = new ArrayList<>();
            try {
                for (var other : others) {
                    more.add(open(other, limit));
                }
                return BtrfsFiles.find(reader, more, parts);
            } finally {
                for (var other : more) {
                    other.close();
                }
            }
        }
    }

    private VolumeReader open(VolumePlace place, TimeLimit limit) throws IOException {
        return new VolumeReader(Path.of(place.device()), (offset, length) -> exactly(place.device(), offset, length),
                place.part(), limit);
    }

    private byte[] exactly(String device, long offset, int length) {
        try {
            return tools.exactBytes(device, offset, length);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    private PartContent content(FoundFiles found) {
        if (found.paths().isEmpty() && !found.structures() && !found.free()) {
            return PartContent.unknown(fileSystem, Unknown.NOT_TOLD);
        }
        List<String> paths = found.paths().stream().flatMap(path -> Stream.ofNullable(Text.line(path))).toList();
        return new PartContent(fileSystem, paths, found.structures(), found.free(), found.complete(), found.stale(),
                null);
    }
}
