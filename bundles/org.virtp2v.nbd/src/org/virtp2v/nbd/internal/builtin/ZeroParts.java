package org.virtp2v.nbd.internal.builtin;

import java.util.Arrays;
import java.util.List;

import org.virtp2v.core.source.Extent;

/**
 * The parts of a disk that are known to be zeros, so that nobody has to read them: holes of an image file, and what
 * stays behind. Immutable.
 */
final class ZeroParts {
    private final long[] starts;
    private final long[] ends;

    private ZeroParts(long[] starts, long[] ends) {
        this.starts = starts;
        this.ends = ends;
    }

    /**
     * @param parts
     *            in any order; they may overlap
     */
    static ZeroParts of(List<Extent> parts) {
        long[] starts = new long[parts.size()];
        long[] ends = new long[parts.size()];
        int count = 0;
        for (Extent part : parts.stream().sorted((a, b) -> Long.compare(a.offset(), b.offset())).toList()) {
            if (count > 0 && part.offset() <= ends[count - 1]) {
                ends[count - 1] = Math.max(ends[count - 1], part.end());
            } else {
                starts[count] = part.offset();
                ends[count++] = part.end();
            }
        }
        return new ZeroParts(Arrays.copyOf(starts, count), Arrays.copyOf(ends, count));
    }

    /** Whether the byte at that offset is known to be zero. */
    boolean isZero(long offset) {
        int part = partBefore(offset);
        return part >= 0 && offset < ends[part];
    }

    /** Where the part that holds that offset ends, known to be zero or not; {@link Long#MAX_VALUE}: with the disk. */
    long endOfPart(long offset) {
        int part = partBefore(offset);
        if (part >= 0 && offset < ends[part]) {
            return ends[part];
        }
        return part + 1 < starts.length ? starts[part + 1] : Long.MAX_VALUE;
    }

    /** The last part that begins there or before; -1: none. */
    private int partBefore(long offset) {
        int found = Arrays.binarySearch(starts, offset);
        return found >= 0 ? found : -found - 2;
    }
}
