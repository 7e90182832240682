package org.virtp2v.app;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Breaks lines between words, but not between a number and its unit. */
final class LineBreaks {
    /** Further lines stand a little to the right of the first, so that it is seen where the next one begins. */
    private static final int INDENT = 2;
    private static final Pattern UNITS = Pattern
            .compile("(?<=\\d) (?=(?:s|h|min|ms|%|×|[KMGT]?i?B|MB/s)(?:[^\\p{L}]|$))");
    /** Stands for a blank at which no line is broken. */
    private static final char TOGETHER = '\u00a0';

    private LineBreaks() {
    }

    /**
     * The same text in lines that fit; a word that does not fit into a line is not broken.
     *
     * @param columns
     *            characters of a line
     */
    static String within(int columns, String text) {
        return text.lines().map(line -> broken(columns, line)).collect(Collectors.joining("\n"));
    }

    private static String broken(int columns, String line) {
        if (line.length() <= columns) {
            return line;
        }
        int first = 0;
        while (first < line.length() && line.charAt(first) == ' ') {
            first++;
        }
        String indent = " ".repeat(first + INDENT);
        var out = new StringBuilder(line.substring(0, first));
        int length = first;
        boolean begins = true;
        for (String word : UNITS.matcher(line.substring(first)).replaceAll(String.valueOf(TOGETHER)).split(" ")) {
            if (begins) {
                begins = false;
            } else if (length + 1 + word.length() > columns) {
                out.append('\n').append(indent);
                length = indent.length();
            } else {
                out.append(' ');
                length++;
            }
            out.append(word);
            length += word.length();
        }
        return out.toString().replace(TOGETHER, ' ');
    }
}
