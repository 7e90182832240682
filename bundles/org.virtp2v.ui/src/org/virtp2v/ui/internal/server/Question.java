package org.virtp2v.ui.internal.server;

import org.eclipse.jface.dialogs.Dialog;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.jspecify.annotations.Nullable;
import org.virtp2v.ui.internal.widgets.Icon;
import org.virtp2v.ui.internal.widgets.Palette;
import org.virtp2v.ui.internal.widgets.Widgets;

/**
 * A question with a heading, an explanation, and two buttons.
 *
 * @param <T>
 *            the answer
 */
abstract class Question<T> extends Dialog {
    private static final double HEADING_SIZE = 1.2;
    /** Of wrapped text, in pixels. */
    static final int WIDTH = 480;

    private final String id;
    private @Nullable T answer;

    /**
     * @param id
     *            of the window, and the beginning of its widgets' ids
     */
    Question(Shell parent, String id) {
        super(parent);
        this.id = id;
    }

    /** The answer; null when there is none. */
    final @Nullable T answer() {
        return answer;
    }

    /** What stands above the text, also as the title of the window. */
    abstract String heading();

    /** What the question is about. */
    abstract String explanation();

    /** What the button that answers says. */
    abstract String yes();

    /** What the button that does not says. */
    abstract String no();

    /** Id of the button that answers, after the window's. */
    abstract String yesId();

    /** Whether Enter answers; else it does not. */
    abstract boolean yesIsDefault();

    /** Creates what is between the text and the buttons. */
    abstract void createFields(Composite parent);

    /** What the fields say now. */
    abstract T read();

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        Widgets.id(shell, id);
        shell.setText(heading());
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        Composite area = Widgets.grid(parent, 2);
        GridLayoutFactory.fillDefaults().numColumns(2).margins(2 * Widgets.WIDE_GAP, 2 * Widgets.WIDE_GAP)
                .spacing(Widgets.WIDE_GAP, Widgets.WIDE_GAP).applyTo(area);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(area);
        Label icon = new Label(area, SWT.NONE);
        icon.setImage(Icon.LOCK.in(new Palette(parent.getDisplay()).accent()));
        Label heading = new Label(area, SWT.WRAP);
        heading.setText(heading());
        heading.setFont(Widgets.larger(heading, HEADING_SIZE, SWT.BOLD));
        GridDataFactory.fillDefaults().grab(true, false).hint(WIDTH, SWT.DEFAULT).applyTo(heading);
        new Label(area, SWT.NONE);
        Composite main = Widgets.grid(area, 1);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(main);
        Label explanation = new Label(main, SWT.WRAP);
        explanation.setText(explanation().replace("&", "&&"));
        GridDataFactory.fillDefaults().grab(true, false).hint(WIDTH, SWT.DEFAULT).applyTo(explanation);
        createFields(main);
        return area;
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        Button no = createButton(parent, IDialogConstants.CANCEL_ID, no(), !yesIsDefault());
        Widgets.id(no, id + ".cancel");
        Button yes = createButton(parent, IDialogConstants.OK_ID, yes(), yesIsDefault());
        Widgets.id(yes, id + "." + yesId());
        if (!yesIsDefault()) {
            no.setFocus();
        }
    }

    @Override
    protected void okPressed() {
        answer = read();
        super.okPressed();
    }
}
