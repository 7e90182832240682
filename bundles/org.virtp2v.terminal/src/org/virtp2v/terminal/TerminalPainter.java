package org.virtp2v.terminal;

import org.eclipse.jface.resource.FontDescriptor;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.TextLayout;
import org.eclipse.swt.graphics.TextStyle;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.jspecify.annotations.Nullable;
import org.virtp2v.terminal.TerminalSearch.Match;
import org.virtp2v.widgets.FontScale;
import org.virtp2v.widgets.Palette;

/** Draws single lines of output, and knows where their characters are. UI thread only. */
final class TerminalPainter {
    private static final double GROUND = 0.3;
    private static final double FOUND = 0.35;
    private static final double CURRENT = 0.75;

    private final Display display;
    private final Palette palette;
    private final TextLayout layout;
    private final Font font;
    private final Font bold;
    private final int lineHeight;
    private final int charWidth;

    /**
     * @param control
     *            the canvas; gets the font, and disposes the painter's resources
     */
    TerminalPainter(Control control) {
        display = control.getDisplay();
        palette = new Palette(display);
        font = FontScale.fixed(control);
        bold = JFaceResources.getResources().create(FontDescriptor.createFrom(font).setStyle(SWT.BOLD));
        control.setFont(font);
        layout = new TextLayout(display);
        layout.setFont(font);
        control.addDisposeListener(e -> layout.dispose());
        GC gc = new GC(control);
        lineHeight = gc.getFontMetrics().getHeight();
        charWidth = Math.max(1, (int) Math.ceil(gc.getFontMetrics().getAverageCharacterWidth()));
        gc.dispose();
    }

    int lineHeight() {
        return lineHeight;
    }

    int charWidth() {
        return charWidth;
    }

    Color background() {
        return display.getSystemColor(SWT.COLOR_LIST_BACKGROUND);
    }

    /**
     * Draws a line.
     *
     * @param selected
     *            first and last index of the selection; null: none
     * @param word
     *            the words of the search; empty: none
     * @param current
     *            the index of the place that is shown of it; negative: not in this line
     */
    void draw(GC gc, int x, int y, TerminalLine line, int @Nullable [] selected, String word, int current) {
        setText(line);
        int length = line.text().length();
        for (int start : TerminalSearch.in(line.text(), word)) {
            Color ground = Palette.mix(background(), palette.warning(), start == current ? CURRENT : FOUND);
            Color text = start == current ? background() : foreground();
            layout.setStyle(new TextStyle(font, text, ground), start, Math.min(length, start + word.length()) - 1);
        }
        gc.setForeground(foreground());
        if (selected == null) {
            layout.draw(gc, x, y);
        } else {
            layout.draw(gc, x, y, selected[0], selected[1], display.getSystemColor(SWT.COLOR_LIST_SELECTION_TEXT),
                    display.getSystemColor(SWT.COLOR_LIST_SELECTION));
        }
    }

    /** The index of the character that a place in the line is nearest to the beginning of. */
    int indexAt(TerminalLine line, int x) {
        setText(line);
        int[] trailing = new int[1];
        int index = layout.getOffset(Math.max(0, x), 0, trailing);
        return Math.min(line.text().length(), index + trailing[0]);
    }

    /** Where a match is, in pixels from the beginning of the line. */
    int x(TerminalLine line, Match match) {
        setText(line);
        return layout.getLocation(Math.min(match.start(), line.text().length()), false).x;
    }

    private Color foreground() {
        return display.getSystemColor(SWT.COLOR_LIST_FOREGROUND);
    }

    /** A layout without text has no styles, and none is left from the text before. */
    private void setText(TerminalLine line) {
        layout.setText(line.text());
        for (TerminalLine.Span span : line.spans()) {
            layout.setStyle(style(span.rendition()), span.start(), span.end() - 1);
        }
        // Whatever colours the program has for them: they look the same as elsewhere in the window.
        TerminalLine.Kind kind = line.kind();
        if (kind != TerminalLine.Kind.PLAIN) {
            Color color = kind == TerminalLine.Kind.WARNING ? palette.warning() : palette.error();
            layout.setStyle(new TextStyle(bold, color, null), 0, line.text().length() - 1);
        }
    }

    private TextStyle style(Rendition rendition) {
        boolean dark = palette.dark();
        Color text = rendition.foreground() == Rendition.DEFAULT ? foreground()
                : TerminalColors.color(rendition.foreground(), dark);
        Color ground = rendition.background() == Rendition.DEFAULT ? null
                : Palette.mix(background(), TerminalColors.color(rendition.background(), dark), GROUND);
        return new TextStyle(rendition.bold() ? bold : font, text, ground);
    }
}
