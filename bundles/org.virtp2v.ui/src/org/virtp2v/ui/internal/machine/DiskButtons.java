package org.virtp2v.ui.internal.machine;

import org.eclipse.swt.widgets.Button;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.DiskChoices;
import org.virtp2v.ui.internal.model.DiskRow;
import org.virtp2v.widgets.ButtonBar;

/** Actions on the disks: give a key, probe again. UI thread only. */
final class DiskButtons {
    private final Messages text;
    private final DiskTree tree;
    private final DiskChoices model;
    private final ProbeRun run;
    private final Button key;
    private final Button refresh;

    DiskButtons(Section section, Messages text, DiskTree tree, DiskChoices model, ProbeRun run) {
        this.text = text;
        this.tree = tree;
        this.model = model;
        this.run = run;
        ButtonBar buttons = section.buttons(tree.viewer().getTree());
        key = buttons.add("machine.key", text.get("key"), this::giveKey);
        key.setToolTipText(text.get("keyTip"));
        refresh = buttons.add("machine.refresh", text.get("refresh"), run::start);
        refresh.setToolTipText(text.get("refreshTip"));
        tree.viewer().addSelectionChangedListener(e -> show());
        model.selected().addValueChangeListener(e -> show());
        model.nodes().addValueChangeListener(e -> show());
        run.running().addValueChangeListener(e -> show());
        show();
    }

    private void show() {
        refresh.setEnabled(!run.running().getValue());
        key.setEnabled(disk() != null);
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
