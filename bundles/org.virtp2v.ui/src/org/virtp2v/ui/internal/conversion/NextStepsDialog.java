package org.virtp2v.ui.internal.conversion;

import static java.util.stream.Collectors.joining;

import java.util.List;

import org.eclipse.jface.dialogs.Dialog;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.virtp2v.core.output.NextStep;
import org.virtp2v.core.text.Messages;
import org.virtp2v.widgets.FontScale;
import org.virtp2v.widgets.TextClipboard;
import org.virtp2v.widgets.Widgets;

/** What to do when the guest is there, with commands to copy. */
final class NextStepsDialog extends Dialog {
    private static final int WIDTH = 600;
    private static final int MOST_LINES = 5;

    private final List<NextStep> steps;
    private final Messages text;

    NextStepsDialog(Shell parent, List<NextStep> steps, Messages text) {
        super(parent);
        this.steps = List.copyOf(steps);
        this.text = text;
    }

    @Override
    protected boolean isResizable() {
        return true;
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        Widgets.id(shell, "next");
        shell.setText(text.get("next.title"));
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        Composite area = Widgets.dialogArea(parent);
        for (int i = 0; i < steps.size(); i++) {
            Label number = Widgets.label(area, text.get("next.number", Integer.toString(i + 1)));
            GridDataFactory.fillDefaults().align(SWT.END, SWT.BEGINNING).applyTo(number);
            step(Widgets.grid(area, 1), steps.get(i));
        }
        return area;
    }

    private void step(Composite column, NextStep step) {
        GridDataFactory.fillDefaults().grab(true, false).applyTo(column);
        Label label = new Label(column, SWT.WRAP);
        label.setText(step.text().replace("&", "&&"));
        GridDataFactory.fillDefaults().grab(true, false).hint(WIDTH, SWT.DEFAULT).applyTo(label);
        if (!step.commands().isEmpty()) {
            int lines = Math.min(MOST_LINES, step.commands().size());
            Text commands = Widgets.id(
                    new Text(column, SWT.MULTI | SWT.READ_ONLY | SWT.BORDER | SWT.H_SCROLL | SWT.V_SCROLL),
                    "next.commands");
            commands.setFont(FontScale.fixed(commands));
            commands.setText(String.join("\n", step.commands()));
            Widgets.named(commands, step.text());
            GridDataFactory.fillDefaults().grab(true, false).hint(WIDTH, lines * commands.getLineHeight())
                    .applyTo(commands);
        }
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        if (!commands().isEmpty()) {
            Widgets.id(createButton(parent, IDialogConstants.CLIENT_ID, text.get("next.copy"), false), "next.copy");
        }
        Widgets.id(createButton(parent, IDialogConstants.CANCEL_ID, text.get("next.close"), true), "next.close");
    }

    @Override
    protected void buttonPressed(int button) {
        if (button == IDialogConstants.CLIENT_ID) {
            TextClipboard.put(getShell().getDisplay(), commands());
            getButton(button).setText(text.get("next.copied"));
        } else {
            super.buttonPressed(button);
        }
    }

    private String commands() {
        return steps.stream().flatMap(step -> step.commands().stream()).map(command -> command + "\n")
                .collect(joining());
    }
}
