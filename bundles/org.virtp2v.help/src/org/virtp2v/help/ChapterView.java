package org.virtp2v.help;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.eclipse.jface.resource.FontDescriptor;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyleRange;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.events.ControlListener;
import org.eclipse.swt.events.KeyListener;
import org.eclipse.swt.events.MouseListener;
import org.eclipse.swt.events.TraverseEvent;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.GlyphMetrics;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Composite;
import org.jspecify.annotations.Nullable;
import org.virtp2v.help.Chapter.Kind;
import org.virtp2v.help.Chapter.Line;
import org.virtp2v.help.Chapter.Span;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.Widgets;

/** Shows a chapter of the guide. Tab goes from link to link, Enter follows one. UI thread only. */
final class ChapterView {
    private static final double TITLE_SIZE = 1.5;
    private static final double HEADING_SIZE = 1.15;
    private static final double CODE_SIZE = 0.92;
    private static final double CODE_GROUND = 0.07;
    private static final double NOTE_GROUND = 0.12;
    private static final int MARGIN = 2 * Widgets.WIDE_GAP;
    private static final int STEP = 2 * Widgets.WIDE_GAP;
    private static final int SCROLLED_LINES = 3;

    private final StyledText text;
    private final Palette palette;
    private final Font title;
    private final Font heading;
    private final Font strong;
    private final Font code;
    private final Map<Integer, Image> images = new HashMap<>();
    private final Consumer<String> follow;
    private Chapter chapter = new Chapter("", "", List.of(), List.of(), List.of(), List.of());

    /**
     * @param follow
     *            gets the id that a link leads to
     */
    ChapterView(Composite parent, Consumer<String> follow) {
        this.follow = follow;
        palette = new Palette(parent.getDisplay());
        text = Widgets.id(new StyledText(parent, SWT.READ_ONLY | SWT.WRAP | SWT.V_SCROLL), "help.text");
        title = Widgets.larger(text, TITLE_SIZE, SWT.BOLD);
        heading = Widgets.larger(text, HEADING_SIZE, SWT.BOLD);
        strong = Widgets.bold(text);
        int height = (int) Math.round(text.getFont().getFontData()[0].getHeight() * CODE_SIZE);
        code = JFaceResources.getResources().create(FontDescriptor.createFrom("Monospace", height, SWT.NORMAL));
        text.setMargins(MARGIN, MARGIN, MARGIN, MARGIN);
        text.setBackground(palette.background());
        text.setForeground(palette.foreground());
        text.setLineSpacing(Widgets.GAP / 2);
        text.setCaret(null);
        text.addPaintObjectListener(e -> paint(e.gc, e.style, e.x, e.y));
        text.addControlListener(ControlListener.controlResizedAdapter(e -> sizePictures()));
        text.addMouseListener(MouseListener.mouseUpAdapter(e -> click(new Point(e.x, e.y), e.button)));
        text.addMouseMoveListener(e -> text.setCursor(text.getDisplay()
                .getSystemCursor(linkAt(new Point(e.x, e.y)) == null ? SWT.CURSOR_ARROW : SWT.CURSOR_HAND)));
        text.addTraverseListener(this::traverse);
        text.addKeyListener(KeyListener.keyPressedAdapter(e -> scroll(e.keyCode)));
        text.addDisposeListener(e -> forgetPictures());
        for (int key : new int[] { SWT.ARROW_UP, SWT.ARROW_DOWN, SWT.PAGE_UP, SWT.PAGE_DOWN, SWT.HOME, SWT.END }) {
            text.setKeyBinding(key, SWT.NULL);
        }
    }

    /** The widget, for its layout data. */
    StyledText control() {
        return text;
    }

    /**
     * Shows a chapter.
     *
     * @param pictures
     *            its pictures, in order
     */
    void show(Chapter shown, List<ImageData> pictures) {
        text.setRedraw(false);
        forgetPictures();
        chapter = shown;
        text.setText(shown.text());
        for (int i = 0; i < shown.pictures().size(); i++) {
            images.put(shown.pictures().get(i).position(), new Image(text.getDisplay(), pictures.get(i)));
        }
        List<StyleRange> styles = new ArrayList<>();
        for (int line = 0; line < shown.lines().size(); line++) {
            style(line, shown.lines().get(line), styles);
        }
        styles.forEach(text::setStyleRange);
        shown.spans().forEach(this::style);
        tables();
        sizePictures();
        text.setRedraw(true);
    }

    private void forgetPictures() {
        images.values().forEach(Image::dispose);
        images.clear();
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
    private void tables() {
        List<Line> lines = chapter.lines();
        for (int from = 0; from < lines.size(); from++) {
            int to = from;
            while (to < lines.size() && isRow(lines.get(to)) && (to == from || !lines.get(to).first()
                    || lines.get(to - 1).kind() == Kind.TABLE_HEAD)) {
                to++;
            }
            if (to > from) {
                columns(from, to);
                from = to - 1;
            }
        }
    }

    private static boolean isRow(Line line) {
        return line.kind() == Kind.TABLE_HEAD || line.kind() == Kind.TABLE_ROW;
    }

    private void columns(int from, int to) {
        int[] widths = new int[0];
        for (int row = from; row < to; row++) {
            String[] cells = text.getLine(row).split("\t", -1);
            widths = java.util.Arrays.copyOf(widths, Math.max(widths.length, cells.length - 1));
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
            text.setLineWrapIndent(from, to - from, chapter.lines().get(from).level() * STEP + stop);
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

    /** Pictures are not wider than the window. */
    private void sizePictures() {
        images.forEach((position, image) -> {
            Rectangle own = image.getBounds();
            int room = Math.max(1, text.getClientArea().width - 2 * MARGIN - Widgets.WIDE_GAP);
            int width = Math.min(own.width, room);
            StyleRange style = new StyleRange();
            style.start = position;
            style.length = 1;
            style.metrics = new GlyphMetrics(own.height * width / own.width, 0, width);
            text.setStyleRange(style);
        });
    }

    private void paint(GC gc, StyleRange style, int x, int y) {
        Image image = images.get(style.start);
        if (image != null) {
            Rectangle own = image.getBounds();
            gc.drawImage(image, 0, 0, own.width, own.height, x, y, style.metrics.width, style.metrics.ascent);
            gc.setForeground(palette.line());
            gc.drawRectangle(x, y, style.metrics.width - 1, style.metrics.ascent - 1);
        }
    }

    /** Scrolls to a place, and marks so many characters there. */
    void reveal(int position, int marked) {
        int line = text.getLineAtOffset(Math.min(position, text.getCharCount()));
        text.setSelection(position, position + marked);
        if (marked == 0) {
            text.setTopIndex(line);
            return;
        }
        Rectangle at = text.getTextBounds(position, position + marked - 1);
        int height = text.getClientArea().height;
        if (at.y < MARGIN || at.y + at.height > height - MARGIN) {
            text.setTopPixel(text.getTopPixel() + at.y - height / 3);
        }
    }

    /** Where the reader is: the mark, if it is visible, else the first visible line. */
    int position() {
        Point marked = text.getSelection();
        if (marked.y > marked.x && text.getClientArea().contains(text.getLocationAtOffset(marked.x))) {
            return marked.x;
        }
        return text.getOffsetAtLine(text.getTopIndex());
    }

    private @Nullable Span linkAt(Point point) {
        int position = text.getOffsetAtPoint(point);
        return position < 0 ? null : chapter.linkAt(position);
    }

    private void click(Point point, int button) {
        Span link = button == 1 && text.getSelectionCount() == 0 ? linkAt(point) : null;
        if (link != null) {
            follow.accept(link.target());
        }
    }

    private void traverse(TraverseEvent e) {
        if (e.detail == SWT.TRAVERSE_TAB_NEXT || e.detail == SWT.TRAVERSE_TAB_PREVIOUS) {
            Span link = next(e.detail == SWT.TRAVERSE_TAB_NEXT);
            e.doit = link == null;
            if (link == null) {
                text.setSelection(position());
            } else {
                e.detail = SWT.TRAVERSE_NONE;
                reveal(link.start(), link.length());
            }
        } else if (e.detail == SWT.TRAVERSE_RETURN) {
            Span link = chapter.linkAt(text.getSelection().x);
            if (link != null && text.getSelectionCount() > 0) {
                e.doit = false;
                e.detail = SWT.TRAVERSE_NONE;
                follow.accept(link.target());
            }
        }
    }

    /** The link after or before the mark, or the top of the visible part; null: none. */
    private @Nullable Span next(boolean forward) {
        List<Span> links = chapter.links();
        int here = position();
        boolean onLink = text.getSelectionCount() > 0 && text.getSelection().x == here;
        if (forward) {
            return links.stream().filter(l -> onLink ? l.start() > here : l.start() >= here).findFirst().orElse(null);
        }
        return links.stream().filter(l -> l.start() < here).reduce((a, b) -> b).orElse(null);
    }

    private void scroll(int key) {
        int line = text.getLineHeight() * SCROLLED_LINES;
        int page = Math.max(line, text.getClientArea().height - line);
        switch (key) {
            case SWT.ARROW_UP -> text.setTopPixel(text.getTopPixel() - line);
            case SWT.ARROW_DOWN -> text.setTopPixel(text.getTopPixel() + line);
            case SWT.PAGE_UP -> text.setTopPixel(text.getTopPixel() - page);
            case SWT.PAGE_DOWN, ' ' -> text.setTopPixel(text.getTopPixel() + page);
            case SWT.HOME -> text.setTopPixel(0);
            case SWT.END -> text.setTopIndex(text.getLineCount() - 1);
            default -> {
                return;
            }
        }
    }
}
