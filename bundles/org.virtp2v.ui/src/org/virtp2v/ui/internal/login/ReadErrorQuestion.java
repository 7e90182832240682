package org.virtp2v.ui.internal.login;

import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.virtp2v.core.convert.DiskLoss;
import org.virtp2v.core.convert.ReadErrorDialog.Answer;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.source.UnreadablePart;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.widgets.Icon;
import org.virtp2v.widgets.Widgets;

/** A dialog about a part of a disk that cannot be read. Stopping is what Enter and Escape do. */
final class ReadErrorQuestion extends Question<Answer> {
    private static final Messages TEXT = Messages.beside(ReadErrorQuestion.class);
    private static final String ID = "readerror";

    private Answer choice = Answer.ZERO;

    ReadErrorQuestion(Shell parent, SourceDisk disk, UnreadablePart part) {
        super(parent, ID,
                new Words(TEXT.get("readerror.heading", disk.name()),
                        TEXT.get("readerror.explanation", disk.name(), DiskLoss.describe(part)),
                        TEXT.get("readerror.zero"), TEXT.get("readerror.stop"), Icon.WARNING),
                true);
    }

    @Override
    void createFields(Composite parent) {
        for (String choice : new String[] { "stop", "zero", "always" }) {
            Label meaning = new Label(parent, SWT.WRAP);
            meaning.setText(TEXT.get("readerror.meaning." + choice));
            GridDataFactory.fillDefaults().grab(true, false).hint(width(parent), SWT.DEFAULT).applyTo(meaning);
        }
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        super.createButtonsForButtonBar(parent);
        Button always = createButton(parent, IDialogConstants.YES_TO_ALL_ID, TEXT.get("readerror.always"), false);
        Widgets.id(always, ID + ".always");
    }

    @Override
    protected void buttonPressed(int button) {
        if (button == IDialogConstants.YES_TO_ALL_ID) {
            choice = Answer.ALWAYS_ZERO;
            okPressed();
        } else {
            super.buttonPressed(button);
        }
    }

    @Override
    Answer read() {
        return choice;
    }
}
