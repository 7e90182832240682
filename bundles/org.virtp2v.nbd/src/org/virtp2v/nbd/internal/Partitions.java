package org.virtp2v.nbd.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.UnreadablePart;

/**
 * The partitions of a disk, as the kernel sees them.
 *
 * @param all
 *            in any order; none of an image file, or of a disk that is a partition itself
 */
record Partitions(List<Partition> all) {
    private static final Logger LOG = Logger.getLogger(Partitions.class.getName());
    private static final Path DEVICES = Path.of("/sys/class/block");
    /** {@code start} and {@code size} count in these, whatever the sectors of the disk are: sysfs-block. */
    private static final int UNIT_BYTES = 512;

    /** A partition, in bytes of the disk. */
    record Partition(String name, long start, long end) {
    }

    static Partitions of(Path disk) {
        try {
            return in(DEVICES.resolve(disk.toRealPath().getFileName()));
        } catch (IOException e) {
            LOG.log(Level.FINE, "partitions of " + disk, e);
            return new Partitions(List.of());
        }
    }

    /**
     * @param device
     *            the disk's directory in sysfs
     */
    static Partitions in(Path device) throws IOException {
        if (!Files.isDirectory(device)) {
            return new Partitions(List.of());
        }
        try (Stream<Path> entries = Files.list(device)) {
            List<Path> partitions = entries.filter(entry -> Files.exists(entry.resolve("partition"))).toList();
            var all = new Partition[partitions.size()];
            for (int i = 0; i < all.length; i++) {
                Path entry = partitions.get(i);
                long start = number(entry.resolve("start"));
                all[i] = new Partition(entry.getFileName().toString(), start, start + number(entry.resolve("size")));
            }
            return new Partitions(List.of(all));
        } catch (NumberFormatException e) {
            throw new IOException(e);
        }
    }

    private static long number(Path file) throws IOException {
        return Long.parseLong(Files.readString(file).strip()) * UNIT_BYTES;
    }

    /** The pieces of an unreadable part, in order, each of which is in one partition, or in none. */
    List<UnreadablePart> split(Extent part) {
        List<UnreadablePart> pieces = new ArrayList<>();
        for (long from = part.offset(); from < part.end();) {
            long begin = from;
            long end = all.stream().flatMapToLong(each -> LongStream.of(each.start(), each.end()))
                    .filter(edge -> edge > begin && edge < part.end()).min().orElse(part.end());
            pieces.add(new UnreadablePart(new Extent(begin, end - begin), at(begin)));
            from = end;
        }
        return pieces;
    }

    /** Name of the smallest partition that has the byte at that offset; null: none has it. */
    @Nullable
    String at(long offset) {
        Partition smallest = null;
        for (Partition each : all) {
            if (each.start() <= offset && offset < each.end()
                    && (smallest == null || each.end() - each.start() < smallest.end() - smallest.start())) {
                smallest = each;
            }
        }
        return smallest == null ? null : smallest.name();
    }
}
