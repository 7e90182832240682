package org.virtp2v.ui.internal.widgets;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.Widgets;

/** A box on top of a page for something that must not be overlooked. UI thread only. */
public final class ColouredBox {
    private static final int EDGE = 4;
    private static final double SHADE = 0.12;

    private ColouredBox() {
    }

    /**
     * Creates one, over the whole width of its grid.
     *
     * @param color
     *            of its edge; its ground has a touch of it
     * @param columns
     *            of the grid in it
     * @return what its content is put into
     */
    public static Composite create(Composite parent, Color color, int columns) {
        Composite edge = new Composite(parent, SWT.NONE);
        edge.setBackground(color);
        GridLayoutFactory.fillDefaults().extendedMargins(EDGE, 0, 0, 0).applyTo(edge);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(edge);
        Composite box = new Composite(edge, SWT.NONE);
        box.setBackground(Palette.mix(new Palette(parent.getDisplay()).background(), color, SHADE));
        box.setBackgroundMode(SWT.INHERIT_FORCE);
        GridLayoutFactory.fillDefaults().numColumns(columns).margins(Widgets.WIDE_GAP, Widgets.WIDE_GAP)
                .spacing(Widgets.WIDE_GAP, Widgets.GAP).applyTo(box);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(box);
        return box;
    }

    /**
     * Fills the first two columns of its first row with an icon and a headline.
     *
     * @param id
     *            of the headline
     * @return the headline, without a text
     */
    public static Label headline(Composite box, Icon icon, Color color, String id) {
        Label image = new Label(box, SWT.NONE);
        image.setImage(icon.in(color));
        GridDataFactory.fillDefaults().align(SWT.CENTER, SWT.CENTER).applyTo(image);
        Label headline = Widgets.id(new Label(box, SWT.WRAP), id);
        headline.setFont(Widgets.bold(headline));
        GridDataFactory.fillDefaults().grab(true, false).hint(100, SWT.DEFAULT).align(SWT.FILL, SWT.CENTER)
                .applyTo(headline);
        return headline;
    }
}
