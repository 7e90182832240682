package org.virtp2v.ui.internal.summary;

import java.util.List;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.virtp2v.core.plan.PlanProblem;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.widgets.Icon;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.Widgets;

/** What should be known before the conversion; with nothing to say it takes no room. UI thread only. */
final class WarningsPart {
    private final Label heading;
    private final Composite rows;

    WarningsPart(Composite parent, Messages text) {
        heading = Widgets.heading(parent, text.get("heading.warnings"));
        rows = Widgets.id(Widgets.grid(parent, 2), "summary.warnings");
        GridDataFactory.fillDefaults().grab(true, false).indent(Widgets.WIDE_GAP, 0).applyTo(rows);
    }

    void show(List<PlanProblem> warnings) {
        PlanPart.clear(rows);
        for (PlanProblem warning : warnings) {
            new Label(rows, SWT.NONE).setImage(Icon.WARNING.in(new Palette(rows.getDisplay()).warning()));
            PlanPart.wrapped(rows, warning.message());
        }
        Widgets.show(heading, !warnings.isEmpty());
        Widgets.show(rows, !warnings.isEmpty());
    }
}
