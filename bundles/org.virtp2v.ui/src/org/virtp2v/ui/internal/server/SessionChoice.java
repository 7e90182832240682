package org.virtp2v.ui.internal.server;

import java.util.List;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.virtp2v.ui.internal.form.Fields;
import org.virtp2v.widgets.Widgets;

/** A choice for the session of the live image, which has nothing to do with the conversion. */
final class SessionChoice {

    private SessionChoice() {
    }

    /**
     * Adds it.
     *
     * @param parent
     *            a grid of two columns
     * @param names
     *            what there is, the present one first
     */
    static Combo add(Composite parent, String label, String id, List<String> names) {
        Widgets.label(parent, label);
        Combo combo = Widgets.id(new Combo(parent, SWT.READ_ONLY), id);
        combo.setItems(names.toArray(String[]::new));
        combo.select(0);
        GridDataFactory.fillDefaults().align(SWT.BEGINNING, SWT.CENTER).indent(Fields.iconRoom(combo), 0)
                .applyTo(combo);
        return combo;
    }
}
