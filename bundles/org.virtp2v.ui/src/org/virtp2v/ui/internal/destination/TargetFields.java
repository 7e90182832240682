package org.virtp2v.ui.internal.destination;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.swt.widgets.Composite;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.form.PlanDecorator;
import org.virtp2v.ui.internal.model.FormField;
import org.virtp2v.ui.internal.model.OutputModel;
import org.virtp2v.ui.internal.model.TargetForm;
import org.virtp2v.widgets.Mnemonics;

/** The form of the chosen target; it changes when another target is chosen. UI thread only. */
final class TargetFields {
    private final Composite grid;
    private final Messages text;
    private final OutputModel model;
    private final PlanDecorator decorator;
    private final Runnable resized;
    private final List<TargetRow> rows = new ArrayList<>();

    /**
     * @param grid
     *            has two columns, one for labels and one for fields
     * @param resized
     *            run when the form has changed its size
     */
    TargetFields(Composite grid, Messages text, OutputModel model, PlanDecorator decorator, Runnable resized) {
        this.grid = grid;
        this.text = text;
        this.model = model;
        this.decorator = decorator;
        this.resized = resized;
        fill();
        model.chosen().addValueChangeListener(e -> fill());
    }

    private void fill() {
        if (grid.isDisposed()) {
            return;
        }
        rows.forEach(TargetRow::dispose);
        rows.clear();
        TargetForm form = model.chosen().getValue();
        for (FormField field : form.fields()) {
            rows.add(new TargetRow(grid, text, form, field, decorator));
        }
        mnemonics();
        resized.run();
    }

    /** Gives each label a letter that is free on the page. */
    void mnemonics() {
        rows.forEach(TargetRow::plain);
        Mnemonics free = Mnemonics.around(grid);
        rows.forEach(row -> row.mnemonic(free));
    }
}
