package org.virtp2v.widgets;

import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Shell;

/** A row of buttons, or a column. UI thread only. */
public final class ButtonBar {
    private final Composite box;
    private final boolean column;

    /** A row. */
    public ButtonBar(Composite parent) {
        this(parent, false);
    }

    private ButtonBar(Composite parent, boolean column) {
        this.column = column;
        box = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().numColumns(column ? 1 : 0).spacing(Widgets.GAP, Widgets.GAP).applyTo(box);
    }

    /** A column, with all buttons as wide as it is. */
    public static ButtonBar column(Composite parent) {
        return new ButtonBar(parent, true);
    }

    /** The row or column itself, for its layout data. */
    public Composite control() {
        return box;
    }

    /** Adds a button at the end. */
    public Button add(String id, String text, Runnable action) {
        if (!column) {
            ((GridLayout) box.getLayout()).numColumns++;
        }
        Button button = Widgets.button(box, SWT.PUSH, id, text, action);
        ((GridData) button.getLayoutData()).grabExcessHorizontalSpace = column;
        return button;
    }

    /** Adds a button for a symbol, as narrow as that allows. */
    public Button addSymbol(String id, String symbol, Runnable action) {
        Button button = add(id, symbol, action);
        ((GridData) button.getLayoutData()).widthHint = SWT.DEFAULT;
        return button;
    }

    /** Adds the button that Enter presses. */
    public Button addDefault(String id, String text, Runnable action) {
        Button button = add(id, text, action);
        setDefault(button);
        return button;
    }

    /** Makes Enter press a button. */
    public static void setDefault(Button button) {
        Shell shell = button.getShell();
        shell.setDefaultButton(button);
    }
}
