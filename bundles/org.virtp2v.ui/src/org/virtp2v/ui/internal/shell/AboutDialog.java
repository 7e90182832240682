package org.virtp2v.ui.internal.shell;

import org.eclipse.jface.dialogs.Dialog;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.SystemInformation;
import org.virtp2v.ui.internal.model.WizardModel;
import org.virtp2v.ui.internal.widgets.Icon;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.TextClipboard;
import org.virtp2v.widgets.Widgets;

/** Name, version and authors of this program, the software in it, and the information for a bug report. */
final class AboutDialog extends Dialog {
    private static final Messages TEXT = Messages.beside(AboutDialog.class);
    private static final int WIDTH = 460;
    private static final int LINES = 9;
    private static final double NAME_SIZE = 1.4;

    private final WizardModel model;

    AboutDialog(Shell parent, WizardModel model) {
        super(parent);
        this.model = model;
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        Widgets.id(shell, "about");
        shell.setText(Widgets.withoutMnemonic(TEXT, "about"));
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        Composite area = Widgets.dialogArea(parent);
        new Label(area, SWT.NONE).setImage(Icon.APP.in(new Palette(parent.getDisplay()).accent()));
        Label name = new Label(area, SWT.NONE);
        name.setText(TEXT.get("about.name", model.input().engine().version()));
        name.setFont(Widgets.larger(name, NAME_SIZE, SWT.BOLD));
        new Label(area, SWT.NONE);
        Composite main = Widgets.grid(area, 1);
        GridDataFactory.fillDefaults().grab(true, true).hint(WIDTH, SWT.DEFAULT).applyTo(main);
        Label what = new Label(main, SWT.WRAP);
        what.setText(TEXT.get("about.what"));
        GridDataFactory.fillDefaults().grab(true, false).hint(WIDTH, SWT.DEFAULT).applyTo(what);
        Text parts = Widgets.id(new Text(main, SWT.MULTI | SWT.READ_ONLY | SWT.WRAP | SWT.V_SCROLL | SWT.BORDER),
                "about.parts");
        parts.setText(TEXT.get("about.parts"));
        Widgets.named(parts, TEXT.get("about.parts.named"));
        GridDataFactory.fillDefaults().grab(true, true).hint(WIDTH, LINES * parts.getLineHeight()).applyTo(parts);
        return area;
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        Widgets.id(createButton(parent, IDialogConstants.CLIENT_ID, TEXT.get("about.copy"), false), "about.copy");
        Widgets.id(createButton(parent, IDialogConstants.CANCEL_ID, TEXT.get("about.close"), true), "about.close");
    }

    @Override
    protected void buttonPressed(int button) {
        if (button == IDialogConstants.CLIENT_ID) {
            TextClipboard.put(getShell().getDisplay(), SystemInformation.of(model));
            getButton(button).setText(TEXT.get("about.copied"));
        } else {
            super.buttonPressed(button);
        }
    }
}
