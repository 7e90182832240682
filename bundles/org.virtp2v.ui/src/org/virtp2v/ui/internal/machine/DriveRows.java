package org.virtp2v.ui.internal.machine;

import java.util.List;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.virtp2v.core.machine.RemovableDrive;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.Choices;
import org.virtp2v.widgets.Widgets;

/** The removable drives: whether the guest gets each. Where there is none they take no room. UI thread only. */
final class DriveRows {
    private final Section section;
    private final Composite box;
    private final Messages text;
    private final Choices<RemovableDrive> model;
    private final Runnable resized;

    /**
     * @param resized
     *            run when there are other drives
     */
    DriveRows(Section section, Messages text, Choices<RemovableDrive> model, Runnable resized) {
        this.section = section;
        this.text = text;
        this.model = model;
        this.resized = resized;
        box = Widgets.id(Widgets.grid(section.box(), 1), "machine.removable");
        section.body(box);
        fill();
        model.rows().addValueChangeListener(e -> refill());
        model.selected().addValueChangeListener(e -> showChosen());
    }

    private void refill() {
        List.of(box.getChildren()).forEach(Control::dispose);
        fill();
        resized.run();
    }

    private void fill() {
        model.rows().getValue().forEach(this::row);
        Widgets.show(section.box(), !model.rows().getValue().isEmpty());
        showChosen();
    }

    private void row(RemovableDrive drive) {
        String product = drive.model();
        Button tick = Widgets.id(new Button(box, SWT.CHECK), "machine.removable." + drive.name());
        tick.setText((product == null ? drive.name() : text.get("drive", drive.name(), product)).replace("&", "&&"));
        tick.setData(drive);
        tick.addSelectionListener(
                SelectionListener.widgetSelectedAdapter(e -> model.choose(drive, tick.getSelection())));
        GridDataFactory.fillDefaults().applyTo(tick);
    }

    private void showChosen() {
        for (Control child : box.getChildren()) {
            ((Button) child).setSelection(model.isChosen((RemovableDrive) child.getData()));
        }
    }
}
