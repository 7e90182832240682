package org.virtp2v.ui.internal.machine;

import java.util.function.Consumer;

import org.eclipse.jface.viewers.CellEditor;
import org.eclipse.jface.viewers.EditingSupport;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TextCellEditor;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.NetworkInterface;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.StaticAddresses;
import org.virtp2v.widgets.Widgets;

/** Edits the static addresses of an interface. UI thread only. */
final class AddressEditing extends EditingSupport {
    private final StaticAddresses addresses;
    private final Consumer<@Nullable String> notice;
    private final Messages text;
    private final TextCellEditor editor;

    /**
     * @param notice
     *            shows a notice about the last action; null: none
     */
    AddressEditing(TableViewer viewer, StaticAddresses addresses, Consumer<@Nullable String> notice, Messages text) {
        super(viewer);
        this.addresses = addresses;
        this.notice = notice;
        this.text = text;
        editor = new TextCellEditor(viewer.getTable());
        Widgets.id(editor.getControl(), "machine.address");
    }

    @Override
    protected CellEditor getCellEditor(Object element) {
        return editor;
    }

    @Override
    protected boolean canEdit(Object element) {
        return true;
    }

    @Override
    protected Object getValue(Object element) {
        return addresses.of(((NetworkInterface) element).name());
    }

    @Override
    protected void setValue(Object element, @Nullable Object value) {
        boolean taken = value instanceof String typed && addresses.set(((NetworkInterface) element).name(), typed);
        notice.accept(taken ? null : text.get("badAddress"));
    }
}
