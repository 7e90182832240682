package org.virtp2v.ui.internal.machine;

import java.util.function.Consumer;

import org.eclipse.jface.viewers.CellEditor;
import org.eclipse.jface.viewers.ComboBoxCellEditor;
import org.eclipse.jface.viewers.EditingSupport;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.CCombo;
import org.eclipse.swt.events.KeyListener;
import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.graphics.Image;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.NetworkInterface;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.MachineModel;
import org.virtp2v.ui.internal.model.Networks;
import org.virtp2v.ui.internal.model.StaticAddresses;
import org.virtp2v.ui.internal.widgets.Icon;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.Widgets;

/**
 * The network interfaces and the networks they are connected to; F2, Enter or a click edits these; with Shift, the
 * static addresses. UI thread only.
 */
final class InterfaceTable {
    /** So many lines are always there; a longer list grows with the window, and scrolls. */
    static final int MOST_LINES = 4;
    private static final int LEAST_LINES = 2;
    private static final int NETWORK = 1;
    private static final int ADDRESS = 2;

    private final Messages text;
    private final Networks networks;
    private final Consumer<@Nullable String> notice;
    private final DeviceTable<NetworkInterface> table;
    private final Palette palette;
    private final boolean withAddresses;
    private @Nullable String lit;

    /**
     * @param notice
     *            shows a notice about the last action; null: none
     */
    InterfaceTable(Section section, Messages text, MachineModel model, Consumer<@Nullable String> notice) {
        this.text = text;
        this.networks = model.networks();
        this.notice = notice;
        palette = new Palette(section.box().getDisplay());
        table = new DeviceTable<>(section, "machine.interfaces", Widgets.withoutMnemonic(text, "interfaces"),
                NetworkInterface.class, model.interfaces(),
                Math.clamp(model.interfaces().rows().getValue().size(), LEAST_LINES, MOST_LINES));
        table.column(text.get("column.device"), NetworkInterface::name, this::icon);
        TableViewerColumn network = table.column(text.get("column.network"), row -> networks.of(row.name()),
                row -> null);
        network.setEditingSupport(new NetworkEditing());
        withAddresses = model.addresses().areUseful();
        if (withAddresses) {
            addresses(model.addresses());
        }
        table.column(text.get("column.mac"), NetworkInterface::macAddress, row -> null);
        table.column(text.get("column.vendor"), this::vendor, row -> null);
        table.show();
        networks.chosen().addValueChangeListener(e -> changed());
        table.viewer().getTable().addKeyListener(KeyListener.keyPressedAdapter(e -> {
            if (e.keyCode == SWT.F2 || e.keyCode == SWT.CR || e.keyCode == SWT.KEYPAD_CR) {
                e.doit = false;
                edit(e.keyCode == SWT.F2 && (e.stateMask & SWT.SHIFT) != 0 ? ADDRESS : NETWORK);
            }
        }));
        // Enter edits, instead of pressing the default button or checking the row.
        table.viewer().getTable().addTraverseListener(e -> e.doit = e.detail != SWT.TRAVERSE_RETURN);
        table.viewer().getTable()
                .addSelectionListener(SelectionListener.widgetDefaultSelectedAdapter(e -> edit(NETWORK)));
    }

    private void addresses(StaticAddresses addresses) {
        TableViewerColumn column = table.column(text.get("column.address"), row -> addresses.of(row.name()),
                row -> null);
        column.getColumn().setToolTipText(text.get("column.addressTip"));
        column.setEditingSupport(new AddressEditing(table.viewer(), addresses, notice, text));
        addresses.changed().addValueChangeListener(e -> changed());
    }

    private void changed() {
        table.viewer().refresh();
        table.pack();
    }

    private void edit(int column) {
        NetworkInterface row = table.current();
        if (row != null && (column != ADDRESS || withAddresses)) {
            table.viewer().editElement(row, column);
        }
    }

    /** The maker and the driver, and what it is where that is nothing usual. */
    private @Nullable String vendor(NetworkInterface row) {
        String maker = maker(row);
        return switch (row.kind()) {
            case ETHERNET, WIRELESS -> maker;
            case INFINIBAND, SERVICE_PROCESSOR -> text.get("kind." + row.kind()) + (maker == null ? "" : ", " + maker);
        };
    }

    private @Nullable String maker(NetworkInterface row) {
        if (row.vendor() == null || row.driver() == null) {
            return row.vendor() == null ? row.driver() : row.vendor();
        }
        return text.get("vendor", row.vendor(), row.driver());
    }

    private Image icon(NetworkInterface row) {
        return Icon.NETWORK.in(row.name().equals(lit) ? palette.accent() : palette.foreground());
    }

    /** Colours the icon of an interface; null: of none. */
    void light(@Nullable String name) {
        lit = name;
        table.viewer().refresh();
    }

    /** The list itself. */
    DeviceTable<NetworkInterface> table() {
        return table;
    }

    private final class NetworkEditing extends EditingSupport {
        private final ComboBoxCellEditor editor = new ComboBoxCellEditor(table.viewer().getTable(), new String[0]);

        NetworkEditing() {
            super(table.viewer());
        }

        @Override
        protected CellEditor getCellEditor(Object element) {
            editor.setItems(networks.known().toArray(String[]::new));
            return editor;
        }

        @Override
        protected boolean canEdit(Object element) {
            return true;
        }

        @Override
        protected Object getValue(Object element) {
            return networks.known().indexOf(networks.of(((NetworkInterface) element).name()));
        }

        @Override
        protected void initializeCellEditorValue(CellEditor editor, org.eclipse.jface.viewers.ViewerCell cell) {
            super.initializeCellEditorValue(editor, cell);
            Widgets.id(editor.getControl(), "machine.network");
        }

        @Override
        protected void saveCellEditorValue(CellEditor editor, org.eclipse.jface.viewers.ViewerCell cell) {
            // The editor's own value is only the place in the list, and typed text need not be in it.
            String typed = ((CCombo) editor.getControl()).getText();
            boolean taken = networks.connect(((NetworkInterface) cell.getElement()).name(), typed);
            notice.accept(taken ? null : text.get("badNetwork"));
        }

        @Override
        protected void setValue(Object element, @Nullable Object value) {
            // Done by saveCellEditorValue.
        }
    }
}
