package org.virtp2v.ui.internal.login;

import org.eclipse.jface.dialogs.Dialog;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.widgets.Icon;
import org.virtp2v.widgets.FontScale;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.Widgets;

/**
 * A question with a heading, an explanation, and two buttons at least.
 *
 * @param <T>
 *            the answer
 */
abstract class Question<T> extends Dialog {
    private static final double HEADING_SIZE = 1.2;
    /** Of wrapped text, in pixels, for the usual font. */
    private static final int WIDTH = 480;

    private static final Messages TEXT = Messages.beside(Question.class);

    private final String id;
    private final Words words;
    private final boolean cautious;
    private @Nullable T answer;

    /**
     * Its text.
     *
     * @param heading
     *            above the text, also the title of the window
     * @param explanation
     *            its subject
     * @param yes
     *            on the button that answers
     * @param no
     *            on the button that gives no answer
     * @param icon
     *            beside the heading
     */
    record Words(String heading, String explanation, String yes, String no, Icon icon) {
        /** Of a log-in, which can be cancelled. */
        Words(String heading, String explanation, String yes) {
            this(heading, explanation, yes, TEXT.get("cancel"), Icon.LOCK);
        }
    }

    /**
     * @param id
     *            of the window, and the beginning of its widgets' ids
     * @param cautious
     *            whether Enter gives no answer
     */
    Question(Shell parent, String id, Words words, boolean cautious) {
        super(parent);
        this.id = id;
        this.words = words;
        this.cautious = cautious;
    }

    /** Of wrapped text, in pixels. */
    static int width(Control control) {
        return FontScale.pixels(control.getDisplay(), WIDTH);
    }

    /** The answer; null when there is none. */
    final @Nullable T answer() {
        return answer;
    }

    /** Creates the widgets between the text and the buttons. */
    abstract void createFields(Composite parent);

    /** The present answer of the fields. */
    abstract T read();

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        Widgets.id(shell, id);
        shell.setText(words.heading());
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        Composite area = Widgets.dialogArea(parent);
        Label icon = new Label(area, SWT.NONE);
        icon.setImage(words.icon().in(new Palette(parent.getDisplay()).accent()));
        Label heading = new Label(area, SWT.WRAP);
        heading.setText(words.heading().replace("&", "&&"));
        heading.setFont(Widgets.larger(heading, HEADING_SIZE, SWT.BOLD));
        GridDataFactory.fillDefaults().grab(true, false).hint(width(area), SWT.DEFAULT).applyTo(heading);
        new Label(area, SWT.NONE);
        Composite main = Widgets.grid(area, 1);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(main);
        Label explanation = new Label(main, SWT.WRAP);
        explanation.setText(words.explanation().replace("&", "&&"));
        GridDataFactory.fillDefaults().grab(true, false).hint(width(area), SWT.DEFAULT).applyTo(explanation);
        createFields(main);
        return area;
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        Button no = createButton(parent, IDialogConstants.CANCEL_ID, words.no(), cautious);
        Widgets.id(no, id + ".cancel");
        Widgets.id(createButton(parent, IDialogConstants.OK_ID, words.yes(), !cautious), id + ".ok");
        if (cautious) {
            no.setFocus();
        }
    }

    @Override
    protected void okPressed() {
        answer = read();
        super.okPressed();
    }
}
