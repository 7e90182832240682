package org.virtp2v.widgets;

import org.eclipse.jface.resource.FontDescriptor;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;

/** What grows with the user's font: sizes in pixels, and text of fixed width. UI thread only. */
public final class FontScale {
    /** Height of a line, in pixels, for which sizes in pixels are made. */
    private static final double USUAL_LINE = 17;
    private static final int ICON = 16;
    private static final double NOTICED = 1.2;
    private static final String SCALE = FontScale.class.getName();

    private FontScale() {
    }

    /** How much larger the user's font is than the usual one; at least 1. */
    public static double of(Display display) {
        if (display.getData(SCALE) instanceof Double known) {
            return known;
        }
        GC gc = new GC(display);
        double scale = Math.max(1, gc.getFontMetrics().getHeight() / USUAL_LINE);
        gc.dispose();
        display.setData(SCALE, scale);
        return scale;
    }

    /** A size for the usual font, in pixels, as large as the user's font wants it. */
    public static int pixels(Display display, int size) {
        return (int) Math.round(size * of(display));
    }

    /**
     * Width and height of a symbolic icon, in pixels: an even number, and that for which the icons are drawn as long as
     * the font is about the usual one, so that they are sharp.
     */
    public static int icon(Display display) {
        double scale = of(display);
        return scale < NOTICED ? ICON : 2 * (int) Math.round(ICON * scale / 2);
    }

    /** The font for text of fixed width, as large as that of a control. */
    public static Font fixed(Control control) {
        int height = control.getFont().getFontData()[0].getHeight();
        return JFaceResources.getResources()
                .create(FontDescriptor.createFrom(JFaceResources.getTextFont()).setHeight(height));
    }
}
