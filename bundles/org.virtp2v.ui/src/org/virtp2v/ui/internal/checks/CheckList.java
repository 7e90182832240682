package org.virtp2v.ui.internal.checks;

import java.util.EnumMap;
import java.util.Map;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.virtp2v.core.preflight.Check;
import org.virtp2v.core.preflight.CheckResult;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.widgets.Icon;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.Widgets;

/** The checks of a preflight as they come out: one row each, in the order of their beginning. UI thread only. */
public final class CheckList {
    private static final Messages TEXT = Messages.beside(CheckList.class);

    private final String id;
    private final Composite grid;
    private final Palette palette;
    private final Runnable resized;
    private final Map<Check, Row> rows = new EnumMap<>(Check.class);

    /**
     * @param id
     *            of the widget, and the beginning of the ids of its rows: {@code ID.LOGIN} …
     * @param resized
     *            run when it needs more or less room
     */
    public CheckList(Composite parent, String id, Runnable resized) {
        this.id = id;
        this.resized = resized;
        palette = new Palette(parent.getDisplay());
        grid = Widgets.id(Widgets.grid(parent, 3), id);
    }

    /** The widget, for its layout data. */
    public Composite control() {
        return grid;
    }

    /** Forgets everything. */
    public void clear() {
        rows.values().forEach(Row::dispose);
        rows.clear();
        resized.run();
    }

    /** A check has begun. */
    public void started(Check check) {
        row(check).show(Icon.PENDING, "running", TEXT.get("running"), "");
    }

    /** A check has ended. */
    public void checked(CheckResult result) {
        row(result.check()).show(icon(result.verdict()), result.verdict().name(), result.seen(), result.advice());
    }

    /** Checks that have begun and not ended will not end. */
    public void stopped() {
        rows.values().stream().filter(row -> row.running).toList()
                .forEach(row -> row.show(Icon.PENDING, "stopped", TEXT.get("stopped"), ""));
    }

    private Row row(Check check) {
        return rows.computeIfAbsent(check, Row::new);
    }

    private static Icon icon(CheckResult.Verdict verdict) {
        return switch (verdict) {
            case OK -> Icon.OK;
            case WARNING -> Icon.WARNING;
            case PROBLEM -> Icon.ERROR;
        };
    }

    /** One check. */
    private final class Row {
        private final Check check;
        private final Label mark;
        private final Label title;
        private final Label seen;
        private boolean running;

        Row(Check check) {
            this.check = check;
            mark = new Label(grid, SWT.NONE);
            GridDataFactory.fillDefaults().align(SWT.CENTER, SWT.BEGINNING).applyTo(mark);
            title = new Label(grid, SWT.NONE);
            title.setText(check.title());
            GridDataFactory.fillDefaults().align(SWT.BEGINNING, SWT.BEGINNING).applyTo(title);
            seen = Widgets.id(new Label(grid, SWT.WRAP), id + "." + check.name());
            GridDataFactory.fillDefaults().grab(true, false).hint(100, SWT.DEFAULT).applyTo(seen);
        }

        void show(Icon icon, String state, String text, String advice) {
            running = state.equals("running");
            mark.setImage(icon.in(switch (icon) {
                case OK -> palette.success();
                case WARNING -> palette.warning();
                case ERROR -> palette.error();
                default -> running ? palette.accent() : palette.dim();
            }));
            mark.setToolTipText(TEXT.get("state." + state));
            Widgets.named(seen, TEXT.get("named", check.title(), TEXT.get("state." + state), text, advice));
            String whole = advice.isEmpty() ? text : TEXT.get("advised", text, advice);
            seen.setText(whole.replace("&", "&&"));
            seen.setForeground(running ? palette.dim() : palette.foreground());
            resized.run();
        }

        void dispose() {
            mark.dispose();
            title.dispose();
            seen.dispose();
        }
    }
}
