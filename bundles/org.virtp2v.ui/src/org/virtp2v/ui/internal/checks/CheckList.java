package org.virtp2v.ui.internal.checks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.jspecify.annotations.Nullable;
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
    private @Nullable Consumer<Duration> clockSetter;
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

    /**
     * Offers to set this machine's clock where a check finds it wrong.
     *
     * @param setter
     *            given how far to set it forward (negative: back) when the user wants that
     */
    public void offerToSetClock(Consumer<Duration> setter) {
        clockSetter = setter;
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
        Row row = row(result.check());
        row.show(icon(result.verdict()), result.verdict().name(), result.seen(), result.advice());
        Duration step = result.clockStep();
        Consumer<Duration> setter = clockSetter;
        if (step != null && setter != null) {
            row.offer(TEXT.get("setClock"), () -> setter.accept(step));
        }
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
        private final List<Control> offered = new ArrayList<>();
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

        /** A button below the text, for what can be done; the row has to be the last one. */
        void offer(String what, Runnable action) {
            Label space = new Label(grid, SWT.NONE);
            GridDataFactory.fillDefaults().span(2, 1).applyTo(space);
            offered.add(space);
            Button button = Widgets.button(grid, SWT.PUSH, id + "." + check.name() + ".offer", what, action);
            GridDataFactory.createFrom((GridData) button.getLayoutData()).align(SWT.BEGINNING, SWT.CENTER)
                    .applyTo(button);
            offered.add(button);
            resized.run();
        }

        void dispose() {
            offered.forEach(Control::dispose);
            mark.dispose();
            title.dispose();
            seen.dispose();
        }
    }
}
