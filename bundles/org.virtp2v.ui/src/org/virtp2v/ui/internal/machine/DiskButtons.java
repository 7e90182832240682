package org.virtp2v.ui.internal.machine;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.DiskChoices;
import org.virtp2v.ui.internal.model.DiskRow;
import org.virtp2v.ui.internal.widgets.Palette;
import org.virtp2v.ui.internal.widgets.Widgets;

/** What can be done with the disks: give a key, look again. UI thread only. */
final class DiskButtons {
    private final Messages text;
    private final DiskTree tree;
    private final DiskChoices model;
    private final MachineLook look;
    private final Label said;
    private final Button key;
    private final Button refresh;

    DiskButtons(Composite parent, Messages text, DiskTree tree, DiskChoices model, MachineLook look) {
        this.text = text;
        this.tree = tree;
        this.model = model;
        this.look = look;
        Composite row = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().numColumns(3).spacing(Widgets.GAP, 0).applyTo(row);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(row);
        said = Widgets.id(new Label(row, SWT.NONE), "machine.refresh.said");
        GridDataFactory.fillDefaults().grab(true, false).align(SWT.FILL, SWT.CENTER).hint(100, SWT.DEFAULT)
                .applyTo(said);
        key = Widgets.button(row, SWT.PUSH, "machine.key", text.get("key"), this::giveKey);
        key.setToolTipText(text.get("keyTip"));
        refresh = Widgets.button(row, SWT.PUSH, "machine.refresh", text.get("refresh"), look::look);
        refresh.setToolTipText(text.get("refreshTip"));
        tree.viewer().addSelectionChangedListener(e -> show());
        model.selected().addValueChangeListener(e -> show());
        model.nodes().addValueChangeListener(e -> show());
        look.looking().addValueChangeListener(e -> show());
        look.failure().addValueChangeListener(e -> show());
        show();
    }

    private void show() {
        boolean looking = look.looking().getValue();
        String failure = look.failure().getValue();
        refresh.setEnabled(!looking);
        key.setEnabled(disk() != null);
        Palette palette = new Palette(said.getDisplay());
        String what = looking ? text.get("lookingAgain") : failure == null ? "" : text.get("failedAgain", failure);
        said.setForeground(failure == null ? palette.dim() : palette.error());
        said.setText(what.replace("&", "&&"));
        said.setToolTipText(what);
    }

    /** The encrypted disk the cursor is on, else the only one there is; null: there is none to give a key for. */
    private @Nullable DiskRow disk() {
        if (tree.viewer().getStructuredSelection().getFirstElement() instanceof DiskRow row && needsKey(row)) {
            return row;
        }
        var all = model.rows().stream().filter(this::needsKey).toList();
        return all.size() == 1 ? all.get(0) : null;
    }

    private boolean needsKey(DiskRow row) {
        return model.isChosen(row) && !row.encrypted().isEmpty();
    }

    private void giveKey() {
        DiskRow row = disk();
        if (row != null) {
            new KeyDialog(key.getShell(), text, model, row).open();
        }
    }
}
