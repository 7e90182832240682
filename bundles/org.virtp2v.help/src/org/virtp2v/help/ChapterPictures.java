package org.virtp2v.help;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.eclipse.swt.custom.StyleRange;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.events.ControlListener;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.GlyphMetrics;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.Rectangle;
import org.virtp2v.help.Chapter.Picture;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.Widgets;

/** Draws the pictures of a chapter in its text, and disposes of them with the widget. UI thread only. */
final class ChapterPictures {
    private final StyledText text;
    private final Palette palette;
    private final Map<Integer, Image> images = new HashMap<>();

    ChapterPictures(StyledText text, Palette palette) {
        this.text = text;
        this.palette = palette;
        text.addPaintObjectListener(e -> paint(e.gc, e.style, e.x, e.y));
        text.addControlListener(ControlListener.controlResizedAdapter(e -> fit()));
        text.addDisposeListener(e -> clear());
    }

    /**
     * Shows pictures in a text that has none yet.
     *
     * @param pictures
     *            where they are
     * @param data
     *            what they show, in the same order
     */
    void show(List<Picture> pictures, List<ImageData> data) {
        for (int i = 0; i < pictures.size(); i++) {
            images.put(pictures.get(i).position(), new Image(text.getDisplay(), data.get(i)));
        }
        fit();
    }

    /** Forgets the pictures, before another text comes into the widget. */
    void clear() {
        images.values().forEach(Image::dispose);
        images.clear();
    }

    /** Pictures are not wider than the window. */
    private void fit() {
        images.forEach((position, image) -> {
            Rectangle own = image.getBounds();
            int room = Math.max(1, text.getClientArea().width - text.getLeftMargin() - text.getRightMargin()
                    - Widgets.WIDE_GAP);
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
}
