package org.virtp2v.nbd.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.Numbers;
import org.virtp2v.nbd.internal.builtin.BlockSource;
import org.virtp2v.nbd.internal.builtin.DiskFile;
import org.virtp2v.nbd.internal.device.Devices;
import org.virtp2v.nbd.internal.fingerprint.DiskFingerprint;
import org.virtp2v.nbd.internal.fingerprint.Taken;
import org.virtp2v.nbd.internal.fingerprint.Taken.Likeness;

/**
 * Looks for a disk that is gone: where it was, and where anything has its WWN or serial number. It is the same disk
 * when it has one of these, its size, and its fingerprint. A disk that never had any has to be at the same place. Only
 * reads.
 */
final class DiskSearch {
    private static final Logger LOG = Logger.getLogger(DiskSearch.class.getName());
    private static final Messages TEXT = Messages.beside(DiskSearch.class);
    /** The sample is at most 600 MiB; more often than not it is less than 100. */
    private static final Duration FIRST_LIMIT = Duration.ofSeconds(15);
    /** Nobody else reads the disk then, and it may be a slow one. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final SourceDisk disk;
    private final Devices devices;
    private final Tools tools;
    private final Duration limit;
    private final Set<String> identity;
    private volatile @Nullable Taken fingerprint;

    /** What a look has found. */
    sealed interface Found {
        /** Nothing that could be read. */
        record Nothing() implements Found {
        }

        /** The disk; whoever takes it closes it. */
        record Itself(DiskFile file) implements Found {
        }

        /**
         * Another disk.
         *
         * @param what
         *            in words, without a full stop
         */
        record Another(String what) implements Found {
        }
    }

    /**
     * @param disk
     *            which is there now
     */
    DiskSearch(SourceDisk disk, Devices devices, Tools tools) {
        this(disk, devices, tools, LIMIT);
    }

    /**
     * @param limit
     *            how long the fingerprint of what was found may take
     */
    DiskSearch(SourceDisk disk, Devices devices, Tools tools, Duration limit) {
        this.disk = disk;
        this.devices = devices;
        this.tools = tools;
        this.limit = limit;
        this.identity = devices.identity(disk.path());
    }

    /** The fingerprint of the disk, which it must have when it comes back; null when there is none. */
    @Nullable
    String takeFingerprint() throws InterruptedException {
        Taken taken = taken(disk, tools);
        fingerprint = taken;
        return hex(taken);
    }

    /** The fingerprint of any disk, in hexadecimal digits; null when there is none. */
    static @Nullable String fingerprint(SourceDisk disk, Tools tools) throws InterruptedException {
        return hex(taken(disk, tools));
    }

    private static @Nullable Taken taken(SourceDisk disk, Tools tools) throws InterruptedException {
        return DiskFingerprint.of(disk, FIRST_LIMIT, file -> ExactReads.of(file, tools));
    }

    private static @Nullable String hex(@Nullable Taken taken) {
        return taken == null ? null : taken.hex();
    }

    /**
     * Looks once.
     *
     * @param last
     *            where the disk was last
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    Found look(Path last) throws InterruptedException {
        Map<Path, Set<String>> present = devices.present();
        Set<Path> places = new LinkedHashSet<>();
        places.add(last);
        present.forEach((path, names) -> {
            if (!Collections.disjoint(names, identity) && !path.equals(Devices.real(last))) {
                places.add(path);
            }
        });
        Found found = new Found.Nothing();
        for (Path place : places) {
            Found here = at(place, present.getOrDefault(Devices.real(place), Set.of()));
            if (here instanceof Found.Itself) {
                return here;
            }
            found = here instanceof Found.Another ? here : found;
        }
        return found;
    }

    private Found at(Path place, Set<String> names) throws InterruptedException {
        SourceDisk here = disk.at(place);
        try {
            long size = SourceCheck.measure(here);
            if (size != disk.sizeBytes()) {
                return another("another.size", place, Long.toString(size), Long.toString(disk.sizeBytes()));
            }
            if (identity.isEmpty() || !Collections.disjoint(names, identity)) {
                return compared(here, DiskFile.of(place));
            }
            readFirstSector(place); // perhaps it is what is left of the disk itself
            return another(names.isEmpty() ? "another.anonymous" : "another.identity", place);
        } catch (SourceException | IOException e) {
            LOG.log(Level.FINE, e, () -> disk.name() + " is not at " + place);
            return new Found.Nothing();
        }
    }

    private void readFirstSector(Path place) throws IOException {
        try (DiskFile file = DiskFile.of(place)) {
            readFirstSector(ExactReads.of(file, tools));
        }
    }

    private static void readFirstSector(ExactReads source) throws IOException {
        source.readExactly(ByteBuffer.allocate(source.sectorBytes()), 0);
    }

    private Found compared(SourceDisk here, DiskFile file) throws IOException, InterruptedException {
        Found found = new Found.Nothing();
        try {
            ExactReads source = ExactReads.of(file, tools);
            Taken before = fingerprint;
            if (before == null) {
                // It was too slow for one, and there is nothing to compare another one with.
                readFirstSector(source);
                found = unknown(here.path(), file);
            } else {
                Taken now = DiskFingerprint.of(here, limit, exactly(source));
                found = now == null ? another("another.slow", here.path(), Numbers.time(limit))
                        : compared(here.path(), file, before.compare(now));
            }
            return found;
        } finally {
            if (!(found instanceof Found.Itself)) {
                file.closeInBackground();
            }
        }
    }

    private Found compared(Path place, DiskFile file, Likeness likeness) {
        return switch (likeness) {
            case SAME -> new Found.Itself(file);
            case OTHER -> another("another.content", place);
            // Nobody knows what is behind its bad sectors.
            case UNKNOWN -> unknown(place, file);
        };
    }

    private Found unknown(Path place, DiskFile file) {
        return identity.isEmpty() ? another("another.unknown", place) : new Found.Itself(file);
    }

    /** Not what the page cache still has of a disk that was there before. */
    private static BlockSource exactly(BlockSource source) {
        return source::readExactly;
    }

    private static Found another(String key, Path place, String... more) {
        Object[] arguments = new Object[more.length + 1];
        arguments[0] = place.toString();
        System.arraycopy(more, 0, arguments, 1, more.length);
        return new Found.Another(TEXT.get(key, arguments));
    }
}
