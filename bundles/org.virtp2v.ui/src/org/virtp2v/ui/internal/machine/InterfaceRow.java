package org.virtp2v.ui.internal.machine;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.NetworkInterface;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.form.Fields;
import org.virtp2v.ui.internal.model.MachineModel;
import org.virtp2v.widgets.ShortText;
import org.virtp2v.widgets.Widgets;

/** A network interface: its tick, what it is, its network, its static addresses, and its light. UI thread only. */
final class InterfaceRow {
    /** In digits. */
    private static final int NETWORK_WIDTH = 14;
    private static final int ADDRESS_WIDTH = 18;
    private static final int LEAST_WIDTH = 60;

    private final Messages text;
    private final MachineModel model;
    private final NetworkInterface one;
    private final Button chosen;
    private final Combo network;

    InterfaceRow(Composite grid, Messages text, MachineModel model, NetworkInterface one, PortLight light) {
        this.text = text;
        this.model = model;
        this.one = one;
        String name = one.name();
        chosen = Widgets.button(grid, SWT.CHECK, "machine.interface." + name, name.replace("&", "&&"), this::choose);
        GridDataFactory.fillDefaults().align(SWT.FILL, SWT.CENTER).applyTo(chosen);
        Label what = Widgets.id(new Label(grid, SWT.NONE), "machine.interface.what." + name);
        GridDataFactory.fillDefaults().grab(true, false).align(SWT.FILL, SWT.CENTER).hint(LEAST_WIDTH, SWT.DEFAULT)
                .applyTo(what);
        ShortText.show(what, what());
        network = Widgets.id(new Combo(grid, SWT.DROP_DOWN), "machine.network." + name);
        Widgets.named(network, text.get("networkOf", name));
        network.setToolTipText(text.get("networkTip"));
        place(network, NETWORK_WIDTH);
        network.setItems(model.networks().known().toArray(String[]::new));
        network.setText(model.networks().of(name));
        network.addModifyListener(e -> model.networks().connect(name, network.getText()));
        if (model.addresses().areUseful()) {
            address(grid);
        }
        light.button(grid, name);
        showChosen();
    }

    private void address(Composite grid) {
        Text address = Widgets.id(new Text(grid, SWT.BORDER), "machine.address." + one.name());
        Widgets.named(address, text.get("addressOf", one.name()));
        address.setToolTipText(text.get("addressTip"));
        address.setText(model.addresses().of(one.name()));
        address.addModifyListener(e -> model.addresses().set(one.name(), address.getText()));
        place(address, ADDRESS_WIDTH);
    }

    private static void place(Control field, int digits) {
        GridDataFactory.fillDefaults().grab(true, false).align(SWT.FILL, SWT.CENTER)
                .hint(Fields.width(field, digits), SWT.DEFAULT).applyTo(field);
    }

    private void choose() {
        model.interfaces().choose(one, chosen.getSelection());
    }

    void showChosen() {
        chosen.setSelection(model.interfaces().isChosen(one));
    }

    /** The server offers other networks. */
    void offer() {
        Fields.offer(network, model.networks().known());
    }

    private String what() {
        String address = one.macAddress();
        String vendor = vendor();
        if (address == null || vendor == null) {
            return address != null ? address : vendor != null ? vendor : "";
        }
        return text.get("addressAndVendor", address, vendor);
    }

    /** The maker and the driver, and what it is where that is nothing usual. */
    private @Nullable String vendor() {
        String maker = maker();
        return switch (one.kind()) {
            case ETHERNET, WIRELESS -> maker;
            case INFINIBAND, SERVICE_PROCESSOR -> text.get("kind." + one.kind()) + (maker == null ? "" : ", " + maker);
        };
    }

    private @Nullable String maker() {
        if (one.vendor() == null || one.driver() == null) {
            return one.vendor() == null ? one.driver() : one.vendor();
        }
        return text.get("vendor", one.vendor(), one.driver());
    }
}
