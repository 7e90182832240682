package org.virtp2v.ui.internal.machine;

import org.eclipse.core.databinding.UpdateValueStrategy;
import org.eclipse.core.databinding.conversion.IConverter;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Text;
import org.virtp2v.ui.internal.widgets.Widgets;

/** A label and a field in two columns, with room for an icon between them. UI thread only. */
final class Fields {
    /** In front of a field, in pixels; together with the gap between columns as wide as an icon. */
    static final int ICON_ROOM = Widgets.GAP;
    /** The width of a field, in digits. */
    private static final int WIDTH = 15;

    private Fields() {
    }

    static Text text(Composite grid, String label, String id) {
        Widgets.label(grid, label);
        return placed(Widgets.id(new Text(grid, SWT.BORDER), id));
    }

    static Combo combo(Composite grid, String label, String id, int style) {
        Widgets.label(grid, label);
        return placed(Widgets.id(new Combo(grid, style), id));
    }

    /** A combo below its label, as wide as both columns, for long texts. */
    static Combo wideCombo(Composite grid, String label, String id) {
        GridDataFactory.fillDefaults().span(2, 1).applyTo(Widgets.label(grid, label));
        Combo combo = Widgets.id(new Combo(grid, SWT.READ_ONLY), id);
        GridDataFactory.fillDefaults().span(2, 1).grab(true, false).hint(width(combo), SWT.DEFAULT).applyTo(combo);
        return combo;
    }

    private static <C extends Control> C placed(C field) {
        GridDataFactory.fillDefaults().grab(true, false).align(SWT.FILL, SWT.CENTER).hint(width(field), SWT.DEFAULT)
                .indent(ICON_ROOM, 0).applyTo(field);
        return field;
    }

    private static int width(Control field) {
        GC gc = new GC(field);
        int width = WIDTH * gc.textExtent("0").x;
        gc.dispose();
        return width;
    }

    static IConverter<Boolean, Boolean> not() {
        return IConverter.create(Boolean.class, Boolean.class, value -> !value);
    }

    /** For a binding that only goes from the model to the widget. */
    static <S, D> UpdateValueStrategy<S, D> never() {
        return new UpdateValueStrategy<>(UpdateValueStrategy.POLICY_NEVER);
    }
}
