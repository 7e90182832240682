package org.virtp2v.ui.internal.summary;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.text.Messages;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.Widgets;

/** What will happen, in rows, and how long it will take as soon as that is known. UI thread only. */
final class PlanPart {
    private final Messages text;
    private final Composite rows;
    private String estimate = "";
    private @Nullable Label time;

    PlanPart(Composite parent, Messages text) {
        this.text = text;
        GridDataFactory.fillDefaults().indent(0, Widgets.GAP)
                .applyTo(Widgets.heading(parent, text.get("heading.plan")));
        rows = Widgets.id(Widgets.grid(parent, 2), "summary.plan");
        GridDataFactory.fillDefaults().grab(true, false).indent(Widgets.WIDE_GAP, 0).applyTo(rows);
    }

    /** There is nothing to show. */
    void clear() {
        clear(rows);
        time = null;
    }

    /** Shows a plan; its time stays what it was. */
    void show(ConversionPlan plan, Machine machine, @Nullable ServerInfo server) {
        clear();
        for (SummaryText.Row row : SummaryText.of(plan, machine, server)) {
            subject(row.subject());
            wrapped(rows, row.text());
        }
        // Filled in when the speed has been measured; the room is there from the beginning.
        subject(text.get("row.time"));
        time = Widgets.id(wrapped(rows, estimate.isEmpty() ? text.get("time.unknown") : estimate), "summary.time");
    }

    /** How long it takes, in words; it stands once, where everything else does that will happen. */
    void estimate(String words) {
        estimate = words;
        Label shown = time;
        if (shown != null && !words.isEmpty()) {
            shown.setText(words);
        }
    }

    private void subject(String words) {
        Label subject = Widgets.label(rows, words);
        subject.setForeground(new Palette(rows.getDisplay()).dim());
        GridDataFactory.fillDefaults().align(SWT.END, SWT.BEGINNING).applyTo(subject);
    }

    /** Text over as many lines as it needs. */
    static Label wrapped(Composite parent, String words) {
        Label label = new Label(parent, SWT.WRAP);
        label.setText(words.replace("&", "&&"));
        GridDataFactory.fillDefaults().grab(true, false).hint(100, SWT.DEFAULT).applyTo(label);
        return label;
    }

    /** Takes away all that is in it. */
    static void clear(Composite composite) {
        for (Control child : composite.getChildren()) {
            child.dispose();
        }
    }
}
