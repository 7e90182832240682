package org.virtp2v.help;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.eclipse.jface.resource.FontDescriptor;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyleRange;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.graphics.GC;
import org.virtp2v.help.Chapter.Kind;
import org.virtp2v.help.Chapter.Line;
import org.virtp2v.help.Chapter.Span;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.Widgets;

/** Gives the text of a chapter its look: fonts, colours, indents, and the columns of tables. UI thread only. */
final class Typesetter {
    private static final double TITLE_SIZE = 1.5;
    private static final double HEADING_SIZE = 1.15;
    private static final double CODE_SIZE = 0.92;
    private static final double CODE_GROUND = 0.07;
    private static final double NOTE_GROUND = 0.12;
    private static final int STEP = 2 * Widgets.WIDE_GAP;

    private final StyledText text;
    private final Palette palette;
    private final Font title;
    private final Font heading;
    private final Font strong;
    private final Font code;

    Typesetter(StyledText text, Palette palette) {
        this.text = text;
        this.palette = palette;
        title = Widgets.larger(text, TITLE_SIZE, SWT.BOLD);
        heading = Widgets.larger(text, HEADING_SIZE, SWT.BOLD);
        strong = Widgets.bold(text);
        int height = (int) Math.round(text.getFont().getFontData()[0].getHeight() * CODE_SIZE);
        code = JFaceResources.getResources().create(FontDescriptor.createFrom("Monospace", height, SWT.NORMAL));
    }

    /** Sets a chapter whose text is in the widget already, without a style. */
    void set(Chapter chapter) {
        List<StyleRange> styles = new ArrayList<>();
        for (int line = 0; line < chapter.lines().size(); line++) {
            style(line, chapter.lines().get(line), styles);
        }
        styles.forEach(text::setStyleRange);
        chapter.spans().forEach(this::style);
        tables(chapter.lines());
    }

    private void style(int number, Line line, List<StyleRange> styles) {
        int indent = line.level() * STEP;
        int start = text.getOffsetAtLine(number);
        String content = text.getLine(number);
        text.setLineIndent(number, 1, indent);
        text.setLineWrapIndent(number, 1, indent + width(content.substring(0, line.hanging()), text.getFont()));
        text.setLineVerticalIndent(number, above(line));
        Font font = switch (line.kind()) {
            case TITLE -> title;
            case HEADING -> heading;
            case TERM, TABLE_HEAD -> strong;
            case CODE -> code;
            default -> null;
        };
        if (font != null && !content.isEmpty()) {
            StyleRange style = new StyleRange();
            style.start = start;
            style.length = content.length();
            style.font = font;
            styles.add(style);
        }
        if (line.kind() == Kind.CODE) {
            text.setLineBackground(number, 1, palette.mix(CODE_GROUND));
            text.setLineIndent(number, 1, indent + Widgets.WIDE_GAP);
            text.setLineWrapIndent(number, 1, indent + STEP + Widgets.WIDE_GAP);
        } else if (line.kind() == Kind.NOTE) {
            text.setLineBackground(number, 1, Palette.mix(palette.background(), palette.accent(), NOTE_GROUND));
        }
    }

    private static int above(Line line) {
        if (!line.first()) {
            return 0;
        }
        return switch (line.kind()) {
            case HEADING -> 2 * Widgets.WIDE_GAP;
            case CODE, ITEM -> Widgets.GAP;
            default -> Widgets.WIDE_GAP;
        };
    }

    private void style(Span span) {
        StyleRange style = new StyleRange();
        style.start = span.start();
        style.length = span.length();
        StyleRange line = text.getStyleRangeAtOffset(span.start());
        style.font = line == null ? null : line.font;
        switch (span.look()) {
            case STRONG -> style.font = strong;
            case EMPHASIS -> style.fontStyle = SWT.ITALIC;
            case CODE -> {
                style.font = code;
                style.background = palette.mix(CODE_GROUND);
            }
            case LINK -> {
                style.foreground = palette.accent();
                style.underline = true;
            }
        }
        text.setStyleRange(style);
    }

    /** Columns are as wide as their widest cell; text that does not fit into a line goes on below the last column. */
    private void tables(List<Line> lines) {
        for (int from = 0; from < lines.size(); from++) {
            int to = from;
            while (to < lines.size() && isRow(lines.get(to)) && (to == from || !lines.get(to).first()
                    || lines.get(to - 1).kind() == Kind.TABLE_HEAD)) {
                to++;
            }
            if (to > from) {
                columns(from, to, lines.get(from).level());
                from = to - 1;
            }
        }
    }

    private static boolean isRow(Line line) {
        return line.kind() == Kind.TABLE_HEAD || line.kind() == Kind.TABLE_ROW;
    }

    private void columns(int from, int to, int level) {
        int[] widths = new int[0];
        for (int row = from; row < to; row++) {
            String[] cells = text.getLine(row).split("\t", -1);
            widths = Arrays.copyOf(widths, Math.max(widths.length, cells.length - 1));
            for (int i = 0; i < cells.length - 1; i++) {
                int needed = Math.max(width(cells[i], strong), width(cells[i], code));
                widths[i] = Math.max(widths[i], needed + Widgets.WIDE_GAP);
            }
        }
        int stop = 0;
        for (int i = 0; i < widths.length; i++) {
            stop += widths[i];
            widths[i] = stop;
        }
        if (widths.length > 0) {
            text.setLineTabStops(from, to - from, widths);
            text.setLineWrapIndent(from, to - from, level * STEP + stop);
        }
    }

    private int width(String words, Font font) {
        if (words.isEmpty()) {
            return 0;
        }
        GC gc = new GC(text);
        try {
            gc.setFont(font);
            return gc.textExtent(words).x;
        } finally {
            gc.dispose();
        }
    }
}
