package org.virtp2v.ui.internal.shell;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.widgets.Icon;
import org.virtp2v.widgets.ButtonBar;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.ShortText;
import org.virtp2v.widgets.Widgets;

/** The side: the list of steps, with where the user is, the finished steps and the choices; below it the tools. */
final class StepList {
    private static final int LEAST_WIDTH = 196;
    private static final double TITLE_SIZE = 1.15;
    private static final double CHOICE_SIZE = 0.9;

    private final Palette palette;
    private final Messages text;
    private final List<Row> rows = new ArrayList<>();
    private final Composite side;
    private final ButtonBar tools;

    StepList(Composite parent, List<StepPage> pages, String version, Messages text) {
        this.text = text;
        palette = new Palette(parent.getDisplay());
        side = new Composite(parent, SWT.NONE);
        side.setBackground(palette.sidebar());
        side.setBackgroundMode(SWT.INHERIT_FORCE);
        GridLayoutFactory.fillDefaults().margins(Widgets.WIDE_GAP, Widgets.WIDE_GAP).spacing(0, Widgets.GAP)
                .applyTo(side);
        GridDataFactory.fillDefaults().grab(false, true).hint(LEAST_WIDTH, SWT.DEFAULT).applyTo(side);
        createTitle();
        for (StepPage page : pages) {
            rows.add(new Row(page));
        }
        tools = ButtonBar.column(side);
        GridDataFactory.fillDefaults().grab(true, true).align(SWT.FILL, SWT.END).applyTo(tools.control());
        Label below = new Label(side, SWT.NONE);
        below.setText(text.get("version", version));
        below.setForeground(palette.dim());
        below.setFont(Widgets.larger(below, CHOICE_SIZE, SWT.NORMAL));
        GridDataFactory.fillDefaults().indent(Widgets.GAP, 0).applyTo(below);
    }

    /** The side itself. */
    Composite control() {
        return side;
    }

    /** The buttons below the steps. */
    ButtonBar tools() {
        return tools;
    }

    private void createTitle() {
        Composite title = Widgets.grid(side, 2);
        GridDataFactory.fillDefaults().indent(Widgets.GAP, 0).applyTo(title);
        new Label(title, SWT.NONE).setImage(Icon.APP.in(palette.accent()));
        Label name = new Label(title, SWT.NONE);
        name.setText(text.get("product"));
        name.setFont(Widgets.larger(name, TITLE_SIZE, SWT.BOLD));
        Label space = new Label(side, SWT.NONE);
        GridDataFactory.fillDefaults().hint(1, 1).applyTo(space);
    }

    /** Shows where the user is. */
    void show(StepPage current) {
        boolean before = true;
        for (Row row : rows) {
            boolean here = row.page == current;
            before &= !here;
            row.show(here, before);
        }
        // As wide as the names of steps and tools; choices are cut, and have a tooltip.
        GridData place = (GridData) side.getLayoutData();
        place.widthHint = Math.max(place.widthHint, side.computeSize(SWT.DEFAULT, SWT.DEFAULT).x);
        side.layout(true, true);
    }

    private Color color(Icon icon) {
        return switch (icon) {
            case DONE -> palette.success();
            case CURRENT -> palette.accent();
            case WARNING -> palette.warning();
            case ERROR -> palette.error();
            default -> palette.dim();
        };
    }

    /** One step. */
    private final class Row {
        private final StepPage page;
        private final Composite box;
        private final Label mark;
        private final Label name;
        private final Label choice;

        Row(StepPage page) {
            this.page = page;
            box = Widgets.grid(side, 2);
            GridLayoutFactory.fillDefaults().numColumns(2).margins(Widgets.GAP, 2)
                    .spacing(Widgets.WIDE_GAP, 1).applyTo(box);
            GridDataFactory.fillDefaults().grab(true, false).applyTo(box);
            mark = new Label(box, SWT.NONE);
            mark.setImage(Icon.PENDING.in(palette.dim()));
            name = Widgets.id(new Label(box, SWT.NONE), "step." + page.getName());
            GridDataFactory.fillDefaults().grab(true, false).applyTo(name);
            new Label(box, SWT.NONE);
            choice = Widgets.id(new Label(box, SWT.NONE), "choice." + page.getName());
            choice.setForeground(palette.dim());
            choice.setFont(Widgets.larger(choice, CHOICE_SIZE, SWT.NORMAL));
            GridDataFactory.fillDefaults().grab(true, false).hint(100, SWT.DEFAULT).applyTo(choice);
        }

        void show(boolean here, boolean before) {
            Icon ended = page.ended();
            Icon icon = before ? Icon.DONE : !here ? Icon.PENDING : ended == null ? Icon.CURRENT : ended;
            mark.setImage(icon.in(color(icon)));
            name.setText(page.step());
            name.setFont(here ? Widgets.bold(box) : box.getFont());
            name.setForeground(here || before ? palette.foreground() : palette.dim());
            ShortText.show(choice, page.choice());
            Widgets.named(name, text.get("state." + icon, page.step()));
        }
    }
}
