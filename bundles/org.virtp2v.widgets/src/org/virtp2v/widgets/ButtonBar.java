package org.virtp2v.widgets;

import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Shell;

/** A row of buttons. UI thread only. */
public final class ButtonBar {
    private final Composite row;

    public ButtonBar(Composite parent) {
        row = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().numColumns(0).spacing(Widgets.GAP, 0).applyTo(row);
    }

    /** The row itself, for its layout data. */
    public Composite control() {
        return row;
    }

    /** Adds a button at the end. */
    public Button add(String id, String text, Runnable action) {
        ((GridLayout) row.getLayout()).numColumns++;
        return Widgets.button(row, SWT.PUSH, id, text, action);
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
