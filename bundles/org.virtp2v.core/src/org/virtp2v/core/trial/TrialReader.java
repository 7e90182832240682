package org.virtp2v.core.trial;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.JsonMembers;
import org.virtp2v.core.trial.TrialNews.Verdict;
import org.virtp2v.core.trial.TrialNews.What;

/**
 * Reads what {@code trial.py} prints, a JSON object a line. A line that is none is passed over, as is what is longer
 * than such a line can be: other programs of the server may print too.
 */
public final class TrialReader {
    /** A picture has at most a MiB, in Base64 a third more. */
    private static final int LONGEST_LINE = 2 << 20;

    private final Consumer<TrialNews> news;
    private final StringBuilder line = new StringBuilder();
    private boolean tooLong;

    /**
     * @param news
     *            receives the news, on the thread that hands over the text
     */
    public TrialReader(Consumer<TrialNews> news) {
        this.news = news;
    }

    /** Takes a piece of the output. */
    public void take(String piece) {
        int from = 0;
        for (int end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', from)) {
            add(piece, from, end);
            if (!tooLong) {
                read(line.toString()).ifPresent(news);
            }
            line.setLength(0);
            tooLong = false;
            from = end + 1;
        }
        add(piece, from, piece.length());
    }

    private void add(String piece, int from, int to) {
        tooLong |= line.length() + to - from > LONGEST_LINE;
        if (!tooLong) {
            line.append(piece, from, to);
        }
    }

    private static Optional<TrialNews> read(String line) {
        try {
            return Optional.ofNullable(news(JsonMembers.of(line)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static @Nullable TrialNews news(JsonMembers told) {
        return switch (told.text("event")) {
            case "started" -> new TrialNews.Started("kvm".equals(told.text("accelerator")), told.number("memory"),
                    told.number("memory_asked"), told.text("firmware"), told.time("seconds"), told.text("why_no_kvm"),
                    told.text("kvm_detail"));
            case "screen" -> new TrialNews.Screen(told.time("at"), told.text("file"), told.png("png"));
            case "serial" -> new TrialNews.Serial(told.time("at"), told.text("text"));
            case "agent" -> new TrialNews.Happened(told.time("at"), What.AGENT, told.optional("os"));
            case "reset" -> new TrialNews.Happened(told.time("at"), What.RESET, null);
            case "panicked" -> new TrialNews.Happened(told.time("at"), What.PANICKED, told.optional("detail"));
            case "shutdown" -> new TrialNews.Happened(told.time("at"), What.SHUTDOWN, told.optional("detail"));
            case "paused" -> new TrialNews.Happened(told.time("at"), What.PAUSED, told.optional("detail"));
            case "verdict" -> new TrialNews.Ended(told.time("at"),
                    Verdict.valueOf(told.text("verdict").toUpperCase(Locale.ROOT).replace('-', '_')),
                    told.optional("detail"), (int) told.number("resets"), told.text("reason"), told.text("path"),
                    told.text("help"));
            default -> null;
        };
    }
}
