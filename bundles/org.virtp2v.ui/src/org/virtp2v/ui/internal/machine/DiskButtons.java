package org.virtp2v.ui.internal.machine;

import org.eclipse.swt.SWT;
import org.eclipse.swt.events.KeyEvent;
import org.eclipse.swt.events.KeyListener;
import org.eclipse.swt.widgets.Button;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.DiskChoices;
import org.virtp2v.ui.internal.model.DiskRow;
import org.virtp2v.widgets.ButtonBar;
import org.virtp2v.widgets.Widgets;

/** What can be done with the disks: move them, give a key, look again. UI thread only. */
final class DiskButtons {
    private final Messages text;
    private final DiskTree tree;
    private final DiskChoices model;
    private final ProbeRun run;
    private final Button up;
    private final Button down;
    private final Button key;
    private final Button refresh;

    DiskButtons(Section section, Messages text, DiskTree tree, DiskChoices model, ProbeRun run) {
        this.text = text;
        this.tree = tree;
        this.model = model;
        this.run = run;
        ButtonBar buttons = section.buttons(tree.viewer().getTree());
        up = mover(buttons, "machine.up", text.get("up"), -1);
        up.setToolTipText(text.get("upTip"));
        Widgets.named(up, text.get("upName"));
        down = mover(buttons, "machine.down", text.get("down"), 1);
        down.setToolTipText(text.get("downTip"));
        Widgets.named(down, text.get("downName"));
        tree.viewer().getTree().addKeyListener(KeyListener.keyPressedAdapter(this::keyPressed));
        key = buttons.add("machine.key", text.get("key"), this::giveKey);
        key.setToolTipText(text.get("keyTip"));
        refresh = buttons.add("machine.refresh", text.get("refresh"), run::start);
        refresh.setToolTipText(text.get("refreshTip"));
        tree.viewer().addSelectionChangedListener(e -> show());
        model.selected().addValueChangeListener(e -> show());
        model.nodes().addValueChangeListener(e -> show());
        model.order().addValueChangeListener(e -> show());
        run.running().addValueChangeListener(e -> show());
        show();
    }

    /** A small one: there is little room beside the heading. */
    private Button mover(ButtonBar buttons, String id, String symbol, int places) {
        return buttons.addSymbol(id, symbol, () -> move(places));
    }

    private void show() {
        refresh.setEnabled(!run.running().getValue());
        key.setEnabled(disk() != null);
        DiskRow row = current();
        up.setEnabled(row != null && model.canMove(row, -1));
        down.setEnabled(row != null && model.canMove(row, 1));
    }

    /** The disk that the cursor is on; null: it is on none. */
    private @Nullable DiskRow current() {
        return tree.viewer().getStructuredSelection().getFirstElement() instanceof DiskRow row ? row : null;
    }

    private void move(int places) {
        DiskRow row = current();
        if (row != null) {
            model.move(row, places);
        }
    }

    private void keyPressed(KeyEvent event) {
        boolean vertical = event.keyCode == SWT.ARROW_UP || event.keyCode == SWT.ARROW_DOWN;
        if (vertical && event.stateMask == SWT.ALT) {
            event.doit = false;
            move(event.keyCode == SWT.ARROW_UP ? -1 : 1);
        }
    }

    /** The encrypted disk the cursor is on, else the only one there is; null: there is none to give a key for. */
    private @Nullable DiskRow disk() {
        DiskRow row = current();
        if (row != null && needsKey(row)) {
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
