package org.virtp2v.ui.internal.summary;

import java.util.function.Consumer;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.virtp2v.widgets.Widgets;

/** A tick whose text wraps, and a note below that text. UI thread only. */
final class NotedTick {
    /** Where the text of a tick begins, about. */
    private static final int BELOW_THE_TEXT = 3 * Widgets.WIDE_GAP;

    private final Button tick;
    private final Label note;

    /**
     * @param id
     *            of the tick; that of the note is the same with {@code .note}
     * @param pressed
     *            told whether it is on, when the user has changed it
     */
    NotedTick(Composite parent, String id, String text, Consumer<Boolean> pressed) {
        tick = Widgets.button(parent, SWT.CHECK | SWT.WRAP, id, text, () -> pressed.accept(isOn()));
        GridDataFactory.fillDefaults().grab(true, false).indent(Widgets.WIDE_GAP, 0).hint(100, SWT.DEFAULT)
                .applyTo(tick);
        note = Widgets.id(Widgets.note(parent, ""), id + ".note");
        GridDataFactory.createFrom((GridData) note.getLayoutData()).indent(BELOW_THE_TEXT, 0).applyTo(note);
        Widgets.show(note, false);
    }

    private boolean isOn() {
        return tick.getSelection();
    }

    void show(boolean on, boolean enabled) {
        tick.setSelection(on);
        tick.setEnabled(enabled);
    }

    void setToolTip(String text) {
        tick.setToolTipText(text);
    }

    /**
     * Shows a note, none where it is empty.
     *
     * @return whether it is another one, and may need other room
     */
    boolean note(String text) {
        if (text.equals(note.getText())) {
            return false;
        }
        note.setText(text);
        Widgets.show(note, !text.isEmpty());
        return true;
    }
}
