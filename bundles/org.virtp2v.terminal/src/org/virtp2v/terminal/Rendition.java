package org.virtp2v.terminal;

import java.util.List;

/**
 * How characters look (ECMA-48, SGR): one of 16 colours each for text and ground, and bold.
 *
 * @param foreground
 *            0 to 15, or {@link #DEFAULT}
 * @param background
 *            0 to 15, or {@link #DEFAULT}
 * @param bold
 *            whether it is bold
 */
public record Rendition(int foreground, int background, boolean bold) {
    /** The terminal's own colour. */
    public static final int DEFAULT = -1;
    /** How text looks when nothing is said. */
    public static final Rendition PLAIN = new Rendition(DEFAULT, DEFAULT, false);
    private static final int COLOURS = 8;
    /** Parameters that are followed by a colour: 5 and a number, or 2 and three parts. */
    private static final int EXTENDED_FOREGROUND = 38;
    private static final int EXTENDED_BACKGROUND = 48;

    /** The rendition after the parameters of one SGR sequence; unknown ones change nothing. */
    Rendition select(List<Integer> parameters) {
        Rendition now = parameters.isEmpty() ? PLAIN : this;
        for (int i = 0; i < parameters.size(); i++) {
            int parameter = parameters.get(i);
            if (parameter == EXTENDED_FOREGROUND || parameter == EXTENDED_BACKGROUND) {
                boolean indexed = i + 2 < parameters.size() && parameters.get(i + 1) == 5;
                if (indexed && parameters.get(i + 2) < 2 * COLOURS) {
                    now = now.colour(parameter == EXTENDED_FOREGROUND, parameters.get(i + 2));
                }
                i += indexed ? 2 : 4;
            } else {
                now = now.select(parameter);
            }
        }
        return now;
    }

    private Rendition select(int parameter) {
        return switch (parameter) {
            case 0 -> PLAIN;
            case 1 -> new Rendition(foreground, background, true);
            case 22 -> new Rendition(foreground, background, false);
            case 30, 31, 32, 33, 34, 35, 36, 37 -> colour(true, parameter - 30);
            case 39 -> colour(true, DEFAULT);
            case 40, 41, 42, 43, 44, 45, 46, 47 -> colour(false, parameter - 40);
            case 49 -> colour(false, DEFAULT);
            case 90, 91, 92, 93, 94, 95, 96, 97 -> colour(true, parameter - 90 + COLOURS);
            case 100, 101, 102, 103, 104, 105, 106, 107 -> colour(false, parameter - 100 + COLOURS);
            default -> this;
        };
    }

    private Rendition colour(boolean text, int colour) {
        return text ? new Rendition(colour, background, bold) : new Rendition(foreground, colour, bold);
    }
}
