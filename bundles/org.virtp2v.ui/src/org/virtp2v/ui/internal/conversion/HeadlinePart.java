package org.virtp2v.ui.internal.conversion;

import java.time.LocalDateTime;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.virtp2v.widgets.ShortText;
import org.virtp2v.widgets.Widgets;

/** The {@link Headline}, as large as the window allows. UI thread only. */
final class HeadlinePart {
    private static final double[] SIZES = { 2.4, 2.1, 1.8, 1.5, 1.2 };

    private final Headline words = new Headline(LocalDateTime::now);
    private final Label label;

    HeadlinePart(Composite parent) {
        label = Widgets.id(new Label(parent, SWT.NONE), "conversion.headline");
        Font usual = label.getFont();
        label.setFont(Widgets.larger(label, SIZES[0], SWT.BOLD));
        GridDataFactory.fillDefaults().grab(true, false).hint(100, SWT.DEFAULT).applyTo(label);
        label.addListener(SWT.Resize, e -> fit(usual));
    }

    /** The size depends on the width alone: a text that changes does not jump. */
    private void fit(Font usual) {
        int width = label.getSize().x;
        GC gc = new GC(label);
        label.setFont(usual);
        Font fitting = usual;
        for (double size : SIZES) {
            fitting = Widgets.larger(label, size, SWT.BOLD);
            gc.setFont(fitting);
            if (gc.textExtent(Headline.longest()).x <= width) {
                break;
            }
        }
        gc.dispose();
        label.setFont(fitting);
    }

    /** Shows how far it is. */
    void show(ConversionSnapshot now) {
        String text = words.of(now);
        if (!text.equals(text())) {
            ShortText.show(label, text);
        }
    }

    /** What it shows. */
    String text() {
        return ShortText.of(label);
    }

    /** It is over. */
    void hide() {
        Widgets.show(label, false);
    }
}
