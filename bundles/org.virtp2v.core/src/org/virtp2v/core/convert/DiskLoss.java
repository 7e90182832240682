package org.virtp2v.core.convert;

import static java.util.stream.Collectors.joining;

import java.util.List;

import org.virtp2v.core.settings.ByteSize;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.source.UnreadablePart;
import org.virtp2v.core.text.Json;
import org.virtp2v.core.text.Messages;

/**
 * The parts of a disk that could not be read. Where the conversion went on, the guest has zeros there.
 *
 * @param disk
 *            the disk
 * @param parts
 *            at least one, in order; none touches another in the same partition
 */
public record DiskLoss(SourceDisk disk, List<UnreadablePart> parts) {
    private static final Messages TEXT = Messages.beside(DiskLoss.class);
    /** More than this nobody reads in a line. */
    private static final int MOST_SHOWN = 5;
    /** More than this are counted in JSON only; the text file has them all. */
    private static final int MOST_IN_JSON = 1000;

    public DiskLoss {
        parts = List.copyOf(parts);
    }

    /** How many bytes there are. */
    public long bytes() {
        return parts.stream().mapToLong(p -> p.extent().length()).sum();
    }

    /** All of it in one line for people; of many parts the first. */
    public String describe() {
        String first = parts.stream().limit(MOST_SHOWN).map(DiskLoss::describe).collect(joining(", "));
        int more = parts.size() - MOST_SHOWN;
        return TEXT.get("loss", disk.name(), ByteSize.format(bytes()),
                more > 0 ? TEXT.get("loss.more", first, Integer.toString(more)) : first);
    }

    /** A part in a few words for people. */
    public static String describe(UnreadablePart part) {
        String first = Long.toString(part.firstSector());
        String last = Long.toString(part.lastSector());
        String sectors = first.equals(last) ? TEXT.get("loss.sector", first) : TEXT.get("loss.sectors", first, last);
        return part.partition() == null ? sectors : TEXT.get("loss.partition", sectors, part.partition());
    }

    /** The lines of a file for people and programs: disk, first and last sector, bytes, and partition or a dash. */
    String lines() {
        return parts.stream().map(p -> String.join(" ", disk.name(), Long.toString(p.firstSector()),
                Long.toString(p.lastSector()), Long.toString(p.extent().length()),
                p.partition() == null ? "-" : p.partition()) + "\n").collect(joining());
    }

    /** All of it as JSON; the guide describes the members (parts/progress.adoc). */
    Json json() {
        return Json.object().with("name", disk.name()).with("target", disk.targetDevice()).with("bytes", bytes())
                .with("count", parts.size())
                .with("parts", parts.stream().limit(MOST_IN_JSON).map(p -> Json.object()
                        .with("firstSector", p.firstSector()).with("lastSector", p.lastSector())
                        .with("bytes", p.extent().length()).with("partition", p.partition())).toList());
    }
}
