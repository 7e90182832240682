package org.virtp2v.help;

import java.util.List;
import java.util.function.Consumer;

import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.events.KeyListener;
import org.eclipse.swt.events.MouseListener;
import org.eclipse.swt.events.TraverseEvent;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Composite;
import org.jspecify.annotations.Nullable;
import org.virtp2v.help.Chapter.Span;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.Widgets;

/** Shows a chapter of the guide. Tab goes from link to link, Enter follows one. UI thread only. */
final class ChapterView {
    private static final int MARGIN = 2 * Widgets.WIDE_GAP;
    private static final int SCROLLED_LINES = 3;

    private final StyledText text;
    private final Typesetter typesetter;
    private final ChapterPictures pictures;
    private final Consumer<String> follow;
    private Chapter chapter = new Chapter("", "", List.of(), List.of(), List.of(), List.of());

    /**
     * @param follow
     *            gets the id that a link leads to
     */
    ChapterView(Composite parent, Consumer<String> follow) {
        this.follow = follow;
        Palette palette = new Palette(parent.getDisplay());
        text = Widgets.id(new StyledText(parent, SWT.READ_ONLY | SWT.WRAP | SWT.V_SCROLL), "help.text");
        text.setMargins(MARGIN, MARGIN, MARGIN, MARGIN);
        text.setBackground(palette.background());
        text.setForeground(palette.foreground());
        text.setLineSpacing(Widgets.GAP / 2);
        text.setCaret(null);
        typesetter = new Typesetter(text, palette);
        pictures = new ChapterPictures(text, palette);
        text.addMouseListener(MouseListener.mouseUpAdapter(e -> click(new Point(e.x, e.y), e.button)));
        text.addMouseMoveListener(e -> text.setCursor(text.getDisplay()
                .getSystemCursor(linkAt(new Point(e.x, e.y)) == null ? SWT.CURSOR_ARROW : SWT.CURSOR_HAND)));
        text.addTraverseListener(this::traverse);
        text.addKeyListener(KeyListener.keyPressedAdapter(e -> scroll(e.keyCode)));
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
     * @param data
     *            its pictures, in order
     */
    void show(Chapter shown, List<ImageData> data) {
        text.setRedraw(false);
        pictures.clear();
        chapter = shown;
        text.setText(shown.text());
        typesetter.set(shown);
        pictures.show(shown.pictures(), data);
        text.setRedraw(true);
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
