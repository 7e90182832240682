package org.virtp2v.terminal;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The matches of a search in the output, in order.
 *
 * @param word
 *            the words of the search; letters match in either case
 * @param matches
 *            the places, at most {@link #MOST}
 */
public record TerminalSearch(String word, List<Match> matches) {
    /** More places are not counted. */
    public static final int MOST = 10_000;

    /**
     * A place where the word is.
     *
     * @param line
     *            number of the line
     * @param start
     *            index in it
     */
    public record Match(long line, int start) {
        boolean isBefore(Match other) {
            return line < other.line || line == other.line && start < other.start;
        }
    }

    public TerminalSearch {
        matches = List.copyOf(matches);
    }

    /** Looks for a word; an empty one is nowhere. */
    public static TerminalSearch in(TerminalBuffer.Lines lines, String word) {
        List<Match> matches = new ArrayList<>();
        for (int i = 0; i < lines.lines().size() && matches.size() < MOST; i++) {
            for (int start : in(lines.lines().get(i).text(), word)) {
                matches.add(new Match(lines.from() + i, start));
            }
        }
        return new TerminalSearch(word, matches.subList(0, Math.min(MOST, matches.size())));
    }

    /** Where in a text a word begins. */
    static List<Integer> in(String text, String word) {
        List<Integer> starts = new ArrayList<>();
        int last = text.length() - word.length();
        for (int i = 0; !word.isEmpty() && i <= last; i++) {
            if (text.regionMatches(true, i, word, 0, word.length())) {
                starts.add(i);
                i += word.length() - 1;
            }
        }
        return starts;
    }

    /** The place after another, from the end on to the beginning; null when there is none at all. */
    public @Nullable Match next(@Nullable Match after) {
        for (Match match : matches) {
            if (after == null || after.isBefore(match)) {
                return match;
            }
        }
        return matches.isEmpty() ? null : matches.getFirst();
    }

    /** The place before another, from the beginning on to the end; null when there is none at all. */
    public @Nullable Match previous(@Nullable Match before) {
        for (Match match : matches.reversed()) {
            if (before == null || match.isBefore(before)) {
                return match;
            }
        }
        return matches.isEmpty() ? null : matches.getLast();
    }

    /** The number of a place among all, counted from 1; 0 when it is none of them. */
    public int number(@Nullable Match match) {
        return matches.indexOf(match) + 1;
    }
}
