package org.virtp2v.ui.internal.machine;

import java.util.LinkedHashMap;
import java.util.Map;

import org.eclipse.jface.dialogs.Dialog;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.virtp2v.core.machine.Volume;
import org.virtp2v.core.settings.ByteSize;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.DiskChoices;
import org.virtp2v.ui.internal.model.DiskRow;
import org.virtp2v.widgets.Widgets;

/** Asks for the keys of an encrypted disk. A key that was given is never shown again. UI thread only. */
final class KeyDialog extends Dialog {
    private static final int WIDTH = 420;

    private final Messages text;
    private final DiskChoices model;
    private final DiskRow disk;
    private final Map<Volume, Text> fields = new LinkedHashMap<>();

    KeyDialog(Shell parent, Messages text, DiskChoices model, DiskRow disk) {
        super(parent);
        this.text = text;
        this.model = model;
        this.disk = disk;
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText(text.get("key.title", disk.name()));
        Widgets.id(shell, "key");
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        Composite area = Widgets.grid(parent, 2);
        GridLayoutFactory.createFrom((org.eclipse.swt.layout.GridLayout) area.getLayout())
                .margins(Widgets.WIDE_GAP, Widgets.WIDE_GAP).applyTo(area);
        GridDataFactory.fillDefaults().grab(true, true).hint(WIDTH, SWT.DEFAULT).applyTo(area);
        Widgets.note(area, text.get("key.note"));
        for (Volume volume : disk.encrypted()) {
            Widgets.label(area, text.get("key.volume", volume.name(), ByteSize.format(volume.sizeBytes())));
            Text field = Widgets.id(new Text(area, SWT.BORDER | SWT.PASSWORD), "key." + volume.name());
            field.setMessage(model.hasKey(volume) ? text.get("key.given") : "");
            GridDataFactory.fillDefaults().grab(true, false).applyTo(field);
            fields.put(volume, field);
        }
        return area;
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        if (disk.encrypted().stream().anyMatch(model::hasKey)) {
            Widgets.id(createButton(parent, IDialogConstants.CLIENT_ID, text.get("key.forget"), false), "key.forget");
        }
        Widgets.id(createButton(parent, IDialogConstants.CANCEL_ID, text.get("key.cancel"), false), "key.cancel");
        Widgets.id(createButton(parent, IDialogConstants.OK_ID, text.get("key.use"), true), "key.use");
    }

    @Override
    protected void buttonPressed(int button) {
        if (button == IDialogConstants.CLIENT_ID) {
            disk.encrypted().forEach(volume -> model.unlock(volume, ""));
            close();
        } else {
            super.buttonPressed(button);
        }
    }

    @Override
    protected void okPressed() {
        fields.forEach((volume, field) -> {
            if (!field.getText().isEmpty()) {
                model.unlock(volume, field.getText());
            }
        });
        super.okPressed();
    }
}
