package org.virtp2v.help;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A chapter of the guide, as text and its styles. All places are positions in the text. Immutable.
 *
 * @param title
 *            its heading
 * @param text
 *            everything, a paragraph a line, with {@value #PICTURE} for a picture
 * @param lines
 *            the kinds of lines, in order
 * @param spans
 *            parts with a style of their own, in order
 * @param pictures
 *            in order
 * @param sections
 *            the headings that its contents list, in order, without the chapter's own
 */
record Chapter(String title, String text, List<Line> lines, List<Span> spans, List<Picture> pictures,
        List<Section> sections) {
    /** Stands for a picture in the text: the object replacement character. */
    static final char PICTURE = '\uFFFC';

    Chapter {
        lines = List.copyOf(lines);
        spans = List.copyOf(spans);
        pictures = List.copyOf(pictures);
        sections = List.copyOf(sections);
    }

    /** The kind of a line. */
    enum Kind {
        TITLE, HEADING, PARAGRAPH, ITEM, TERM, CODE, NOTE, TABLE_HEAD, TABLE_ROW, PICTURE
    }

    /**
     * A line of the text, which may be shown as several.
     *
     * @param kind
     *            its kind
     * @param level
     *            how far it is indented, in steps
     * @param hanging
     *            how many characters at its beginning, such as a bullet, stand before the edge of the rest
     * @param first
     *            whether a space separates it from the line before
     */
    record Line(Kind kind, int level, int hanging, boolean first) {
    }

    /** The style of a part of a line. */
    enum Look {
        STRONG, EMPHASIS, CODE, LINK
    }

    /**
     * A part of the text.
     *
     * @param start
     *            its position
     * @param length
     *            in characters
     * @param look
     *            its style
     * @param target
     *            the id that a link leads to; null for anything else
     */
    record Span(int start, int length, Look look, @Nullable String target) {
        int end() {
            return start + length;
        }
    }

    /**
     * A picture.
     *
     * @param position
     *            of its character
     * @param name
     *            of the file in the guide
     * @param description
     *            its picture
     */
    record Picture(int position, String name, String description) {
    }

    /**
     * A heading.
     *
     * @param title
     *            its words
     * @param position
     *            where it is
     */
    record Section(String title, int position) {
    }

    /** The links, in order. */
    List<Span> links() {
        return spans.stream().filter(s -> s.look() == Look.LINK).toList();
    }

    /** The link at a position; null: none. */
    @Nullable
    Span linkAt(int position) {
        return spans.stream().filter(s -> s.look() == Look.LINK && s.start() <= position && position < s.end())
                .findFirst().orElse(null);
    }
}
