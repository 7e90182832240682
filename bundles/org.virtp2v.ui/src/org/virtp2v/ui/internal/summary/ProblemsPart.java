package org.virtp2v.ui.internal.summary;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.virtp2v.core.plan.PlanProblem;
import org.virtp2v.core.preflight.CheckResult;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.widgets.Icon;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.Widgets;

/** What the conversion would fail of, before everything else, each with the way to its field. UI thread only. */
final class ProblemsPart {
    private final Messages text;
    private final Predicate<List<String>> known;
    private final Consumer<List<String>> lead;
    private final Label heading;
    private final Composite rows;
    private final Palette palette;
    private int count;

    /**
     * @param known
     *            whether a page has one of the fields, see {@link FieldNames}
     * @param lead
     *            leads there
     */
    ProblemsPart(Composite parent, Messages text, Predicate<List<String>> known, Consumer<List<String>> lead) {
        this.text = text;
        this.known = known;
        this.lead = lead;
        palette = new Palette(parent.getDisplay());
        heading = Widgets.heading(parent, text.get("heading.problems"));
        rows = Widgets.id(Widgets.grid(parent, 3), "summary.problems");
        GridDataFactory.fillDefaults().grab(true, false).indent(Widgets.WIDE_GAP, 0).applyTo(rows);
        clear();
    }

    /** There is none. */
    void clear() {
        count = 0;
        for (Control child : rows.getChildren()) {
            child.dispose();
        }
        show();
    }

    private void show() {
        Widgets.show(heading, count > 0);
        Widgets.show(rows, count > 0);
        rows.getParent().layout(true, true);
    }

    /** The number of problems. */
    int count() {
        return count;
    }

    /** There is one more. */
    void add(PlanProblem problem) {
        add(problem.message(), FieldNames.of(problem));
    }

    /** There is one more. */
    void add(CheckResult problem) {
        add(problem.text(), FieldNames.of(problem.check()));
    }

    private void add(String message, List<String> fields) {
        count++;
        Label mark = new Label(rows, SWT.NONE);
        mark.setImage(Icon.ERROR.in(palette.error()));
        GridDataFactory.fillDefaults().align(SWT.CENTER, SWT.BEGINNING).applyTo(mark);
        Label label = new Label(rows, SWT.WRAP);
        label.setText(message.replace("&", "&&"));
        boolean leads = known.test(fields);
        GridDataFactory.fillDefaults().grab(true, false).hint(100, SWT.DEFAULT).span(leads ? 1 : 2, 1).applyTo(label);
        if (leads) {
            Button change = Widgets.button(rows, SWT.PUSH, "summary.change." + count, text.get("change"),
                    () -> lead.accept(fields));
            Widgets.named(change, text.get("change.name", message));
            GridDataFactory.fillDefaults().align(SWT.END, SWT.BEGINNING).applyTo(change);
        }
        show();
    }
}
