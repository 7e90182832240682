package org.virtp2v.hardware.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.source.Extent;

/**
 * What LVM has where on a physical volume, as pvs tells it. Nothing needs to be active.
 *
 * @param firstByte
 *            where the first segment begins, from the beginning of the physical volume; before it is LVM's own data
 * @param segments
 *            in their order
 */
record LvmSegments(long firstByte, List<Segment> segments) {
    /** What LVM calls a segment that is as it is in the volume, on one physical volume. */
    private static final String LINEAR = "linear";
    private static final String FREE = "free";
    private static final String PUBLIC = "public";
    private static final String SNAPSHOT = "snapshot";

    /**
     * A part of a physical volume.
     *
     * @param extent
     *            from the beginning of the physical volume
     * @param free
     *            whether it belongs to no logical volume
     * @param whole
     *            whether it is all of a logical volume that people know, with its content in its order
     */
    record Segment(Extent extent, boolean free, boolean whole) {
    }

    LvmSegments {
        segments = List.copyOf(segments);
    }

    /** Reads the answer of {@link ReadOnlyTools#physicalVolumeSegments}; without segments when it tells none. */
    static LvmSegments parse(String answer, String device) {
        List<Segment> segments = new ArrayList<>();
        long firstByte = 0;
        for (var report : ToolJson.objects(ToolJson.object(answer), "report")) {
            for (var row : ToolJson.objects(report, "pvseg")) {
                long begin = ToolJson.number(row, "pe_start");
                long unit = ToolJson.number(row, "vg_extent_size");
                long start = ToolJson.number(row, "pvseg_start");
                long count = ToolJson.number(row, "pvseg_size");
                if (device.equals(ToolJson.text(row, "pv_name")) && begin >= 0 && unit > 0 && start >= 0 && count > 0
                        && start + count < (Long.MAX_VALUE - begin) / unit) {
                    firstByte = begin;
                    String type = ToolJson.text(row, "segtype");
                    segments.add(new Segment(new Extent(begin + start * unit, count * unit), FREE.equals(type),
                            LINEAR.equals(type) && ToolJson.number(row, "seg_count") == 1
                                    && isContent(ToolJson.text(row, "lv_role"))));
                }
            }
        }
        return new LvmSegments(firstByte, segments);
    }

    /**
     * Whether a volume with these roles has its content as it is: parts of pools, RAID and caches are private, and a
     * snapshot has the differences to its origin.
     */
    private static boolean isContent(@Nullable String roles) {
        List<String> words = roles == null ? List.of() : List.of(roles.split(","));
        return words.contains(PUBLIC) && !words.contains(SNAPSHOT);
    }

    /** The segment that all of a part of the physical volume is in. */
    Optional<Segment> with(Extent part) {
        return segments.stream()
                .filter(s -> s.extent.offset() <= part.offset() && part.end() <= s.extent.end()).findFirst();
    }
}
