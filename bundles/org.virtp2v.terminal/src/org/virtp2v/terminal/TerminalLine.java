package org.virtp2v.terminal;

import java.util.List;

/**
 * One line of output.
 *
 * @param text
 *            its characters, without control characters
 * @param spans
 *            the parts of it that do not look plain, in order
 */
public record TerminalLine(String text, List<Span> spans) {

    public TerminalLine {
        spans = List.copyOf(spans);
    }

    /**
     * A part that looks the same.
     *
     * @param start
     *            index of its first character
     * @param end
     *            index after its last
     * @param rendition
     *            how it looks
     */
    public record Span(int start, int end, Rendition rendition) {
    }
}
