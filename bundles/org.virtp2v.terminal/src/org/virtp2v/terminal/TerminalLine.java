package org.virtp2v.terminal;

import java.util.List;
import java.util.regex.Pattern;

/**
 * One line of output.
 *
 * @param text
 *            its characters, without control characters
 * @param spans
 *            the parts of it that do not look plain, in order
 */
public record TerminalLine(String text, List<Span> spans) {
    private static final Pattern MESSAGE = Pattern.compile("^[\\w.-]{1,40}: (warning|error): ");

    /** What a program says of a message by the way it begins: {@code NAME: warning: …}. */
    public enum Kind {
        PLAIN, WARNING, ERROR
    }

    public TerminalLine {
        spans = List.copyOf(spans);
    }

    /** What the program says that it is. */
    public Kind kind() {
        var message = MESSAGE.matcher(text);
        return !message.find() ? Kind.PLAIN : message.group(1).equals("warning") ? Kind.WARNING : Kind.ERROR;
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
