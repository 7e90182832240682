package org.virtp2v.widgets;

import java.util.function.Consumer;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.FontDescriptor;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.Widget;
import org.virtp2v.core.text.Labels;
import org.virtp2v.core.text.Messages;

/** Small pieces that all pages are made of, on a grid of 6 and 12 pixels. UI thread only. */
public final class Widgets {
    /** Between widgets that belong together, in pixels. */
    public static final int GAP = 6;
    /** Between groups of widgets, and around a page, in pixels. */
    public static final int WIDE_GAP = 12;
    /** The least height of what has a vertical scroll bar, in pixels: the bar of GTK needs it. */
    public static final int LEAST_SCROLLED = 56;
    /** The least width of a button, in pixels. */
    private static final int BUTTON_WIDTH = 86;
    /** Where a widget keeps its id. */
    private static final String KEY = "org.eclipse.swtbot.widget.key";
    private static final String NAME = "name";

    private Widgets() {
    }

    /** Gives a widget the name that tests find it by; SWTBot's standard key. */
    public static <W extends Widget> W id(W widget, String id) {
        widget.setData(KEY, id);
        return widget;
    }

    /** The name that a widget was given; empty: none. */
    public static String id(Widget widget) {
        return widget.getData(KEY) instanceof String id ? id : "";
    }

    /** A composite with columns, without margins, {@link #GAP} between rows and {@link #WIDE_GAP} between columns. */
    public static Composite grid(Composite parent, int columns) {
        Composite grid = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().numColumns(columns).spacing(WIDE_GAP, GAP).applyTo(grid);
        return grid;
    }

    /** A heading of a group of widgets, over all columns of its grid. */
    public static Label heading(Composite parent, String text) {
        Label label = new Label(parent, SWT.NONE);
        label.setText(text);
        label.setFont(bold(label));
        GridDataFactory.fillDefaults().span(columns(parent), 1).applyTo(label);
        return label;
    }

    private static int columns(Composite parent) {
        return parent.getLayout() instanceof org.eclipse.swt.layout.GridLayout grid ? grid.numColumns : 1;
    }

    /** A label in front of a field, whose mnemonic leads to the field after it. */
    public static Label label(Composite parent, String text) {
        Label label = new Label(parent, SWT.NONE);
        label.setText(text);
        captioned(label, text);
        GridDataFactory.fillDefaults().align(SWT.END, SWT.CENTER).applyTo(label);
        return label;
    }

    /** Tells screen readers the text of a label in front of a field: SWT says which one it is, but not what it says. */
    public static void captioned(Label label, String text) {
        NativeNames.name(label, Labels.plain(text));
    }

    /** Text that explains, wrapped, over all columns of its grid. */
    public static Label note(Composite parent, String text) {
        Label label = new Label(parent, SWT.WRAP);
        label.setText(text);
        label.setForeground(new Palette(parent.getDisplay()).dim());
        GridDataFactory.fillDefaults().grab(true, false).hint(100, SWT.DEFAULT).span(columns(parent), 1).applyTo(label);
        return label;
    }

    /** A button; the style is one of SWT's for buttons. */
    public static Button button(Composite parent, int style, String id, String text, Runnable action) {
        boolean wraps = (style & SWT.WRAP) != 0;
        Button button = id(wraps ? new WrappedButton(parent, style) : new Button(parent, style), id);
        button.setText(text);
        button.addSelectionListener(SelectionListener.widgetSelectedAdapter(e -> action.run()));
        if ((style & (SWT.CHECK | SWT.RADIO)) == 0) {
            GridDataFactory.fillDefaults().align(SWT.FILL, SWT.CENTER).hint(width(button), SWT.DEFAULT).applyTo(button);
        }
        return button;
    }

    /**
     * A narrow button with an arrow, which the Tab key reaches; GTK leaves SWT's out.
     *
     * @param up
     *            or down
     * @param name
     *            for its tooltip and screen readers
     */
    public static Button arrow(Composite parent, boolean up, String id, String name, Runnable action) {
        Button arrow = named(button(parent, SWT.PUSH, id, up ? "\u2191" : "\u2193", action), name);
        arrow.setToolTipText(name);
        GridDataFactory.fillDefaults().align(SWT.FILL, SWT.FILL).applyTo(arrow);
        return arrow;
    }

    private static int width(Button button) {
        return Math.max(BUTTON_WIDTH, button.computeSize(SWT.DEFAULT, SWT.DEFAULT).x + 2 * WIDE_GAP);
    }

    /** The font of a control in bold. */
    public static Font bold(Control control) {
        return JFaceResources.getResources().create(FontDescriptor.createFrom(control.getFont()).setStyle(SWT.BOLD));
    }

    /** The font of a control, larger by a factor. */
    public static Font larger(Control control, double factor, int style) {
        int height = (int) Math.round(control.getFont().getFontData()[0].getHeight() * factor);
        return JFaceResources.getResources()
                .create(FontDescriptor.createFrom(control.getFont()).setHeight(height).setStyle(style));
    }

    /** Gives a control a name for screen readers, where no label in front of it does; the last one given counts. */
    public static <C extends Control> C named(C control, String name) {
        if (!isDrawn(control)) {
            NativeNames.name(control, name);
        } else if (control.getData(NAME) == null) {
            control.getAccessible().addAccessibleListener(new org.eclipse.swt.accessibility.AccessibleAdapter() {
                @Override
                public void getName(org.eclipse.swt.accessibility.AccessibleEvent e) {
                    e.result = (String) control.getData(NAME);
                }
            });
        }
        control.setData(NAME, name);
        return control;
    }

    /** Gives a control an explanation for screen readers; empty: none. */
    public static void described(Control control, String explanation) {
        if (!explanation.isEmpty() && !isDrawn(control)) {
            NativeNames.describe(control, explanation);
        } else if (!explanation.isEmpty()) {
            control.getAccessible().addAccessibleListener(new org.eclipse.swt.accessibility.AccessibleAdapter() {
                @Override
                public void getDescription(org.eclipse.swt.accessibility.AccessibleEvent e) {
                    e.result = explanation;
                }
            });
        }
    }

    /** Whether a control is drawn in Java, or a box for others; all else is a widget of GTK's own. */
    private static boolean isDrawn(Control control) {
        return control instanceof Composite
                && !(control instanceof Combo || control instanceof Table || control instanceof Tree);
    }

    /** A text from the messages of a page with a mnemonic, for a widget that has none. */
    public static String withoutMnemonic(Messages text, String key) {
        return text.get(key).replace("&", "");
    }

    /** What is in a dialog: two columns, with room around and between them. */
    public static Composite dialogArea(Composite parent) {
        Composite area = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().numColumns(2).margins(2 * WIDE_GAP, 2 * WIDE_GAP)
                .spacing(WIDE_GAP, WIDE_GAP).applyTo(area);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(area);
        return area;
    }

    /**
     * Gives a list a size until it is laid out. Without one GTK complains about its scroll bars as soon as it is asked
     * for the height of a line.
     */
    public static <C extends Control> C sized(C list) {
        list.setSize(2 * LEAST_SCROLLED, 2 * LEAST_SCROLLED);
        return list;
    }

    /** Shows a control in its grid, or hides it and takes its room away; it has its layout data. */
    public static void show(Control control, boolean visible) {
        control.setVisible(visible);
        ((GridData) control.getLayoutData()).exclude = !visible;
    }

    /** Does something to all controls below a composite, itself included. */
    public static void each(Control control, Consumer<Control> action) {
        action.accept(control);
        if (control instanceof Composite composite) {
            for (Control child : composite.getChildren()) {
                each(child, action);
            }
        }
    }
}
