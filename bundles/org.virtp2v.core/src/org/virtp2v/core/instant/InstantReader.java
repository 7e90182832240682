package org.virtp2v.core.instant;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.JsonMembers;

/**
 * Takes apart what {@code instant.py} prints: news, which are JSON text sequences (RFC 7464, a record separator before
 * each and a line feed behind it), and between them the output of virt-v2v. A record that is not understood, or is
 * longer than one can be, is passed over.
 */
public final class InstantReader {
    private static final char RECORD_SEPARATOR = 0x1e;
    /** A picture has at most a MiB, in Base64 a third more. */
    private static final int LONGEST_RECORD = 2 << 20;
    /** No guest has more disks. */
    private static final int MOST_DISKS = 1000;

    private final Consumer<InstantNews> news;
    private final Consumer<String> output;
    private final StringBuilder record = new StringBuilder();
    private boolean inRecord;
    private boolean tooLong;

    /**
     * @param news
     *            receives the news, on the thread that hands over the text
     * @param output
     *            receives the output of virt-v2v, in pieces, on the same thread
     */
    public InstantReader(Consumer<InstantNews> news, Consumer<String> output) {
        this.news = news;
        this.output = output;
    }

    /** Takes a piece. */
    public void take(String piece) {
        int from = 0;
        while (from < piece.length()) {
            int end = piece.indexOf(inRecord ? '\n' : RECORD_SEPARATOR, from);
            String text = piece.substring(from, end < 0 ? piece.length() : end);
            if (inRecord) {
                add(text);
            } else if (!text.isEmpty()) {
                output.accept(text);
            }
            if (end < 0) {
                return;
            }
            if (inRecord) {
                finish();
            }
            inRecord = !inRecord;
            from = end + 1;
        }
    }

    private void add(String text) {
        tooLong |= record.length() + text.length() > LONGEST_RECORD;
        if (!tooLong) {
            record.append(text);
        }
    }

    private void finish() {
        if (!tooLong) {
            read(record.toString()).ifPresent(news);
        }
        record.setLength(0);
        tooLong = false;
    }

    private static Optional<InstantNews> read(String text) {
        try {
            return Optional.ofNullable(news(JsonMembers.of(text)));
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static @Nullable InstantNews news(JsonMembers told) {
        return switch (told.text("event")) {
            case "overlays" -> new InstantNews.Overlays();
            case "converted" -> new InstantNews.Converted(told.time("seconds"));
            case "started" -> new InstantNews.Started(Instant.ofEpochSecond(told.number("at")),
                    "kvm".equals(told.text("accelerator")), told.text("where"), told.text("display"));
            case "restarted" -> new InstantNews.Restarted();
            case "stream" -> stream(told);
            case "screen" -> new InstantNews.Screen(told.time("at"), told.png("png"));
            case "paused" -> new InstantNews.Paused(isGuest(told), InstantNews.Why.of(told.text("why")),
                    told.text("detail"));
            case "resumed" -> new InstantNews.Resumed(isGuest(told));
            case "off" -> new InstantNews.Off();
            case "complete" -> new InstantNews.Complete(files(told));
            case "failed" -> new InstantNews.Failed(told.text("reason"), told.text("detail"));
            default -> null;
        };
    }

    private static boolean isGuest(JsonMembers told) {
        return !"stream".equals(told.text("what"));
    }

    private static InstantNews stream(JsonMembers told) {
        long disk = told.number("disk");
        if (disk < 1 || disk > MOST_DISKS) {
            throw new IllegalArgumentException("no such disk");
        }
        return new InstantNews.Stream((int) disk, "mirror".equals(told.text("phase")),
                Math.max(0, told.number("done")), Math.max(0, told.number("total")));
    }

    private static List<String> files(JsonMembers told) {
        return told.all().get("disks") instanceof List<?> disks
                ? disks.stream().limit(MOST_DISKS).map(InstantReader::file).filter(Objects::nonNull).toList()
                : List.of();
    }

    private static @Nullable String file(@Nullable Object disk) {
        return disk instanceof Map<?, ?> map && map.get("file") instanceof String file
                ? new JsonMembers(Map.of("file", file)).optional("file")
                : null;
    }
}
