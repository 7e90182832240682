package org.virtp2v.core.convert;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.settings.ByteSize;
import org.virtp2v.core.source.PartContent;
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
 * @param contents
 *            what is at these parts, as far as it was found out
 */
public record DiskLoss(SourceDisk disk, List<UnreadablePart> parts, Map<UnreadablePart, PartContent> contents) {
    private static final Messages TEXT = Messages.beside(DiskLoss.class);
    /** More than this nobody reads in a line. */
    private static final int MOST_SHOWN = 5;
    private static final int MOST_FILES_SHOWN = 3;
    /** More than this are counted in JSON only; the text file has them all. */
    private static final int MOST_IN_JSON = 1000;

    public DiskLoss {
        parts = List.copyOf(parts);
        contents = Map.copyOf(contents);
    }

    /** Parts of which nothing is known. */
    public DiskLoss(SourceDisk disk, List<UnreadablePart> parts) {
        this(disk, parts, Map.of());
    }

    /** How many bytes there are. */
    public long bytes() {
        return parts.stream().mapToLong(p -> p.extent().length()).sum();
    }

    /** All of it in one line for people; of many parts the first. */
    public String describe() {
        // Names of files have commas between them.
        String first = parts.stream().limit(MOST_SHOWN).map(this::describeWithContent)
                .collect(joining(contents.isEmpty() ? ", " : "; "));
        int more = parts.size() - MOST_SHOWN;
        return TEXT.get("loss", disk.name(), ByteSize.format(bytes()),
                more > 0 ? TEXT.get("loss.more", first, Integer.toString(more)) : first);
    }

    private String describeWithContent(UnreadablePart part) {
        PartContent content = contents.get(part);
        return content == null ? describe(part)
                : TEXT.get("loss.content", describe(part, content.fileSystem()), words(content, MOST_FILES_SHOWN));
    }

    /** A part in a few words for people. */
    public static String describe(UnreadablePart part) {
        return describe(part, null);
    }

    private static String describe(UnreadablePart part, @Nullable String fileSystem) {
        String first = Long.toString(part.firstSector());
        String last = Long.toString(part.lastSector());
        String sectors = first.equals(last) ? TEXT.get("loss.sector", first) : TEXT.get("loss.sectors", first, last);
        String place = Stream.of(part.partition(), fileSystem).filter(Objects::nonNull).collect(joining(", "));
        return place.isEmpty() ? sectors : TEXT.get("loss.partition", sectors, place);
    }

    /** What is there, in a few words for people. */
    private static String words(PartContent content, int mostFiles) {
        if (content.unknown() != null) {
            return TEXT.get("loss.unknown." + content.unknown());
        }
        List<String> words = files(content.files(), mostFiles);
        if (!content.possible().isEmpty()) {
            words.add(TEXT.get("loss.possible", String.join(", ", files(content.possible(), mostFiles))));
        }
        if (content.structures()) {
            words.add(TEXT.get("loss.structures"));
        }
        if (content.free()) {
            words.add(TEXT.get("loss.free"));
        }
        if (!content.complete()) {
            words.add(TEXT.get("loss.incomplete"));
        }
        if (content.stale()) {
            words.add(TEXT.get("loss.stale"));
        }
        return String.join(", ", words);
    }

    private static List<String> files(List<String> files, int most) {
        List<String> words = new ArrayList<>(files.subList(0, Math.min(most, files.size())));
        int more = files.size() - words.size();
        if (more > 0) {
            words.add(TEXT.get("loss.moreFiles", Integer.toString(more)));
        }
        return words;
    }

    /**
     * The lines of a file for people and programs: disk, first and last sector, bytes, and partition or a dash; then,
     * where something is known, the file system or a dash and what is there.
     */
    String lines() {
        return parts.stream().map(p -> String.join(" ", disk.name(), Long.toString(p.firstSector()),
                Long.toString(p.lastSector()), Long.toString(p.extent().length()), orDash(p.partition()))
                + rest(contents.get(p)) + "\n").collect(joining());
    }

    private static String rest(@Nullable PartContent content) {
        return content == null ? ""
                : " " + orDash(content.fileSystem()) + " " + words(content, Integer.MAX_VALUE);
    }

    private static String orDash(@Nullable String word) {
        return word == null ? "-" : word;
    }

    /** All of it as JSON; the guide describes the members (parts/progress.adoc). */
    Json json() {
        return Json.object().with("name", disk.name()).with("target", disk.targetDevice()).with("bytes", bytes())
                .with("count", parts.size())
                .with("parts", parts.stream().limit(MOST_IN_JSON).map(this::json).toList());
    }

    private Json json(UnreadablePart part) {
        Json json = Json.object().with("firstSector", part.firstSector()).with("lastSector", part.lastSector())
                .with("bytes", part.extent().length()).with("partition", part.partition());
        PartContent content = contents.get(part);
        if (content == null) {
            return json;
        }
        PartContent.Unknown unknown = content.unknown();
        return json.with("fileSystem", content.fileSystem())
                .with("files", content.files().stream().limit(MOST_IN_JSON).toList())
                .with("possible", content.possible().stream().limit(MOST_IN_JSON).toList())
                .with("structures", content.structures()).with("free", content.free())
                .with("complete", content.complete()).with("stale", content.stale())
                .with("unknown", unknown == null ? null : unknown.name().toLowerCase(Locale.ROOT));
    }
}
