package org.virtp2v.ui.internal.form;

import java.util.List;
import java.util.function.Function;

import org.eclipse.core.databinding.UpdateValueStrategy;
import org.eclipse.core.databinding.conversion.IConverter;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.virtp2v.core.text.Labels;
import org.virtp2v.widgets.FontScale;
import org.virtp2v.widgets.Widgets;

/** A label and a field in two columns, with room for an icon between them. UI thread only. */
public final class Fields {
    /** Between an icon and what is beside it, in pixels. */
    private static final int CLEAR = 2;
    /** The width of a field, in digits. */
    private static final int WIDTH = 13;
    /** The most that the label of a target's field takes, in digits. */
    private static final int LABEL_WIDTH = 20;

    private Fields() {
    }

    public static Text text(Composite grid, String label, String id) {
        Widgets.label(grid, label);
        return placed(Widgets.id(new Text(grid, SWT.BORDER), id));
    }

    /** Offers other items in a field that can be typed into; what is typed stays as it is. */
    public static void offer(Combo combo, List<String> items) {
        if (items.equals(List.of(combo.getItems()))) {
            return; // setItems would first empty the field, and tell so
        }
        String typed = combo.getText();
        Point selection = combo.getSelection();
        combo.setItems(items.toArray(String[]::new));
        combo.setText(typed);
        combo.setSelection(selection);
    }

    public static Combo combo(Composite grid, String label, String id, int style) {
        Widgets.label(grid, label);
        // The label is that of the box; the field in it has none of its own.
        return Widgets.named(placed(Widgets.id(new Combo(grid, style), id)), Labels.plain(label));
    }

    /** A label in front of a field, whose text is set later. */
    public static Label wrappedLabel(Composite grid) {
        Label label = new Label(grid, SWT.WRAP | SWT.RIGHT);
        GridDataFactory.fillDefaults().align(SWT.END, SWT.CENTER).applyTo(label);
        return label;
    }

    /** Lets a long text take more lines, so that it does not take the room of the lists beside. */
    public static void fit(Label label) {
        int most = width(label, LABEL_WIDTH);
        ((GridData) label.getLayoutData()).widthHint = label.computeSize(SWT.DEFAULT, SWT.DEFAULT).x > most ? most
                : SWT.DEFAULT;
    }

    /** Lays a field out in its column. */
    public static <C extends Control> C placed(C field) {
        GridDataFactory.fillDefaults().grab(true, false).align(SWT.FILL, SWT.CENTER)
                .hint(width(field, WIDTH), SWT.DEFAULT)
                .indent(iconRoom(field), 0).applyTo(field);
        return field;
    }

    /** What is free in front of a field, in pixels: together with the gap between columns as wide as an icon. */
    public static int iconRoom(Control field) {
        return FontScale.icon(field.getDisplay()) + CLEAR - Widgets.WIDE_GAP;
    }

    /** The width of so many digits in a field's font, in pixels. */
    public static int width(Control field, int digits) {
        GC gc = new GC(field);
        int width = digits * gc.textExtent("0").x;
        gc.dispose();
        return width;
    }

    public static IConverter<Boolean, Boolean> not() {
        return converter(Boolean.class, Boolean.class, value -> !value);
    }

    public static <S, D> IConverter<S, D> converter(Class<S> from, Class<D> to, Function<S, D> conversion) {
        return IConverter.create(from, to, conversion);
    }

    /** For a binding that only goes from the model to the widget. */
    public static <S, D> UpdateValueStrategy<S, D> never() {
        return new UpdateValueStrategy<>(UpdateValueStrategy.POLICY_NEVER);
    }
}
