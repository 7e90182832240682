package org.virtp2v.widgets;

import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.widgets.Label;

/**
 * Text of any length in a label of a given width: where it does not fit, an ellipsis stands in its middle. The tip has
 * the whole text. UI thread only.
 */
public final class ShortText {
    private static final String WHOLE = "whole text";
    private static final String ELLIPSIS = "…";

    private ShortText() {
    }

    /** Shows a text, also after the label has become narrower or wider. */
    public static void show(Label label, String text) {
        boolean first = label.getData(WHOLE) == null;
        label.setData(WHOLE, text);
        label.setToolTipText(text);
        fit(label);
        if (first) {
            label.addListener(SWT.Resize, e -> fit(label));
        }
    }

    /** The text of a label, however much of it is seen; not only of those that this class has shown. */
    public static String of(Label label) {
        return label.getData(WHOLE) instanceof String whole ? whole : label.getText().replace("&&", "&");
    }

    private static void fit(Label label) {
        GC gc = new GC(label);
        String fitting = fitting(gc, of(label), label.getSize().x);
        gc.dispose();
        label.setText(fitting.replace("&", "&&"));
    }

    /** As much of a text as fits into a width; a label without a width is not laid out yet. */
    private static String fitting(GC gc, String text, int width) {
        if (width == 0 || gc.textExtent(text).x <= width) {
            return text;
        }
        int fits = 0;
        int tooMuch = text.length();
        while (tooMuch - fits > 1) {
            int middle = (fits + tooMuch) / 2;
            if (gc.textExtent(shortened(text, middle)).x <= width) {
                fits = middle;
            } else {
                tooMuch = middle;
            }
        }
        return shortened(text, fits);
    }

    private static String shortened(String text, int kept) {
        int end = kept / 2;
        return text.substring(0, kept - end) + ELLIPSIS + text.substring(text.length() - end);
    }
}
