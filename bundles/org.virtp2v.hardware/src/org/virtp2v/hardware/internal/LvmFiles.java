package org.virtp2v.hardware.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.PartContent;
import org.virtp2v.core.source.PartContent.Unknown;
import org.virtp2v.hardware.internal.LvmSegments.Segment;

/**
 * What the logical volumes of an LVM physical volume have at parts of it. The volumes need not be active: one that is
 * in one piece is looked at where it is on the physical volume.
 */
final class LvmFiles {
    static final String NAME = "LVM2_member";

    private final ReadOnlyTools tools;
    private final String device;

    LvmFiles(ReadOnlyTools tools, String device) {
        this.tools = tools;
        this.device = device;
    }

    /**
     * What is at each of the parts.
     *
     * @param parts
     *            from the beginning of the physical volume
     */
    List<PartContent> at(List<Extent> parts) throws InterruptedException {
        var lvm = LvmSegments.parse(tools.physicalVolumeSegments(), device);
        Map<Segment, List<Extent>> bySegment = new HashMap<>();
        for (var part : parts) {
            lvm.with(part).ifPresent(segment -> bySegment.merge(segment, List.of(part),
                    (some, more) -> Stream.concat(some.stream(), more.stream()).toList()));
        }
        Map<Extent, PartContent> found = new HashMap<>();
        for (var entry : bySegment.entrySet()) {
            var contents = contents(entry.getKey(), entry.getValue());
            for (int i = 0; i < contents.size(); i++) {
                found.put(entry.getValue().get(i), contents.get(i));
            }
        }
        return parts.stream().map(part -> Objects.requireNonNullElseGet(found.get(part), () -> between(lvm, part)))
                .toList();
    }

    /** Of a part that is not in a segment, or in several. */
    private static PartContent between(LvmSegments lvm, Extent part) {
        if (lvm.segments().isEmpty()) {
            return PartContent.unknown(NAME, Unknown.NOT_TOLD);
        }
        return part.end() <= lvm.firstByte() ? new PartContent(NAME, List.of(), true, false, true, null)
                : PartContent.unknown(NAME, Unknown.NOT_SUPPORTED);
    }

    private List<PartContent> contents(Segment segment, List<Extent> parts) throws InterruptedException {
        if (segment.free()) {
            return parts.stream().map(part -> new PartContent(NAME, List.of(), false, true, true, null)).toList();
        }
        if (!segment.whole()) {
            return FileSystemFiles.unknown(parts, NAME, Unknown.NOT_SUPPORTED);
        }
        var volume = new VolumePlace(device, segment.extent());
        long begin = volume.offset();
        var inVolume = parts.stream().map(part -> new Extent(part.offset() - begin, part.length())).toList();
        return FileSystemFiles.at(tools, volume, tools.signatures(device, segment.extent()), inVolume);
    }
}
