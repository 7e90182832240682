package org.virtp2v.help;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.help.Chapter.Kind;
import org.virtp2v.help.Chapter.Look;

/** Puts a chapter together, line by line. */
final class ChapterBuilder {
    private final String title;
    private final StringBuilder text = new StringBuilder();
    private final List<Chapter.Line> lines = new ArrayList<>();
    private final List<Chapter.Span> spans = new ArrayList<>();
    private final List<Chapter.Picture> pictures = new ArrayList<>();
    private final List<Chapter.Section> sections = new ArrayList<>();
    private int lineStart;

    ChapterBuilder(String title) {
        this.title = title;
    }

    /** Where the next text goes. */
    int position() {
        return text.length();
    }

    /** Adds text as it is. */
    void verbatim(String more) {
        text.append(more);
    }

    /** Adds words; white space in them is one space, and none at the beginning of a line. */
    void words(String more) {
        String words = more.replaceAll("[ \\t\\r\\n]+", " ");
        boolean spaced = text.length() == lineStart || Character.isWhitespace(text.charAt(text.length() - 1));
        text.append(spaced ? words.stripLeading() : words);
    }

    /** Sets the style of the text since a position. */
    void span(int start, Look look, @Nullable String target) {
        if (text.length() > start) {
            spans.add(new Chapter.Span(start, text.length() - start, look, target));
        }
    }

    /** Adds a picture. */
    void picture(String name, String description) {
        pictures.add(new Chapter.Picture(text.length(), name, description));
        text.append(Chapter.PICTURE);
    }

    /** The line that was begun is a heading in the contents. */
    void section() {
        sections.add(new Chapter.Section(text.substring(lineStart), lineStart));
    }

    /** Ends the line that was begun; where there is nothing on it, there is no line. */
    void endLine(Chapter.Line line) {
        while (line.kind() != Kind.CODE && text.length() > lineStart && text.charAt(text.length() - 1) == ' ') {
            text.setLength(text.length() - 1);
        }
        if (text.length() > lineStart || line.kind() == Kind.CODE) {
            text.append('\n');
            lines.add(line);
            lineStart = text.length();
        }
    }

    /** The chapter as it is now. */
    Chapter build() {
        return new Chapter(title, text.toString(), lines, spans, pictures, sections);
    }
}
