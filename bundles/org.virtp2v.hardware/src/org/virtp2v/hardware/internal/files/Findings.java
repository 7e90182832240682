package org.virtp2v.hardware.internal.files;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.ExtentSet;

/**
 * The parts of a volume that are asked about, and what has been found at them so far.
 *
 * @param <F>
 *            what names a file within the file system
 */
final class Findings<F> {
    /** More than this nobody reads, and each has to be found the path of. */
    private static final int MOST_FILES = 10_000;

    /** What is taken to be where nothing was found. */
    enum Rest {
        FREE, STRUCTURES, UNKNOWN
    }

    /** What was found at a part. */
    private static final class Finding<F> {
        private final Extent part;
        private final Set<F> files = new LinkedHashSet<>();
        private final ExtentSet known = new ExtentSet();
        private boolean structures;
        private boolean free;
        private boolean tooManyFiles;

        Finding(Extent part) {
            this.part = part;
        }

        FoundFiles result(Function<F, String> path, Rest rest, boolean complete, boolean stale) {
            boolean more = known.bytes() < part.length();
            return new FoundFiles(files.stream().map(path).distinct().toList(),
                    structures || more && rest == Rest.STRUCTURES, free || more && rest == Rest.FREE,
                    complete && !tooManyFiles && !(more && rest == Rest.UNKNOWN), stale);
        }
    }

    /** As they were asked for. */
    private final List<Finding<F>> parts = new ArrayList<>();
    private final NavigableMap<Long, List<Finding<F>>> byOffset = new TreeMap<>();
    private final long longest;
    private final ExtentSet all = new ExtentSet();
    private final Set<F> files = new LinkedHashSet<>();

    /**
     * @param parts
     *            from the beginning of the volume
     */
    Findings(List<Extent> parts) {
        for (var part : parts) {
            var finding = new Finding<F>(part);
            this.parts.add(finding);
            byOffset.computeIfAbsent(part.offset(), o -> new ArrayList<>()).add(finding);
            all.add(part);
        }
        longest = parts.stream().mapToLong(Extent::length).max().orElse(0);
    }

    /** The parts that are asked about, in order, those that touch as one. */
    List<Extent> asked() {
        return all.toList();
    }

    /** Whether some of this is asked about. */
    boolean isHit(long offset, long length) {
        return all.overlaps(offset, length);
    }

    /** A file has its data or the list of its data there. */
    void file(long offset, long length, F file) {
        for (var finding : hit(offset, length)) {
            if (files.size() < MOST_FILES || files.contains(file)) {
                files.add(file);
                finding.files.add(file);
            } else {
                finding.tooManyFiles = true;
            }
        }
    }

    /** The file system has structures of its own there. */
    void structures(long offset, long length) {
        hit(offset, length).forEach(finding -> finding.structures = true);
    }

    /** Nothing is stored there. */
    void free(long offset, long length) {
        hit(offset, length).forEach(finding -> finding.free = true);
    }

    /** The parts that some of this is in; it is known now what that is. */
    private List<Finding<F>> hit(long offset, long length) {
        if (!isHit(offset, length)) {
            return List.of();
        }
        List<Finding<F>> hit = new ArrayList<>();
        long end = offset + length;
        for (var some : byOffset.subMap(offset - longest, false, end, false).values()) {
            for (var finding : some) {
                long from = Math.max(offset, finding.part.offset());
                long to = Math.min(end, finding.part.end());
                if (from < to) {
                    finding.known.add(new Extent(from, to - from));
                    hit.add(finding);
                }
            }
        }
        return hit;
    }

    /** All files that were found. */
    Set<F> files() {
        return files;
    }

    /**
     * What is at each of the parts, in the order in which they were asked for.
     *
     * @param path
     *            of a file
     * @param complete
     *            whether all files and their paths were found
     * @param stale
     *            whether a journal has changes that are not known
     */
    List<FoundFiles> results(Function<F, String> path, Rest rest, boolean complete, boolean stale) {
        return parts.stream().map(finding -> finding.result(path, rest, complete, stale)).toList();
    }
}
