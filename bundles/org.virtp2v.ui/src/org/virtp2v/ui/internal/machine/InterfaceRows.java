package org.virtp2v.ui.internal.machine;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.core.databinding.observable.value.IValueChangeListener;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.virtp2v.core.machine.NetworkInterface;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.MachineModel;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.Widgets;

/**
 * The network interfaces: whether the guest gets each, the network it is connected to, and where they mean something
 * the static addresses it keeps. UI thread only.
 */
final class InterfaceRows {
    private final Composite grid;
    private final Messages text;
    private final MachineModel model;
    private final PortLight light;
    private final Runnable resized;
    private final List<InterfaceRow> rows = new ArrayList<>();

    /**
     * @param light
     *            lets the light of a port blink
     * @param resized
     *            run when there are other interfaces
     */
    InterfaceRows(Section section, Messages text, MachineModel model, PortLight light, Runnable resized) {
        this.text = text;
        this.model = model;
        this.light = light;
        this.resized = resized;
        grid = Widgets.id(Widgets.grid(section.box(), model.addresses().areUseful() ? 5 : 4), "machine.interfaces");
        section.body(grid);
        fill();
        model.interfaces().rows().addValueChangeListener(e -> refill());
        model.interfaces().selected().addValueChangeListener(e -> rows.forEach(InterfaceRow::showChosen));
        IValueChangeListener<List<String>> offered = e -> rows.forEach(InterfaceRow::offer);
        model.networks().offered().addValueChangeListener(offered);
        grid.addDisposeListener(e -> model.networks().offered().removeValueChangeListener(offered));
    }

    private void refill() {
        List.of(grid.getChildren()).forEach(Control::dispose);
        rows.clear();
        fill();
        resized.run();
    }

    private void fill() {
        List<NetworkInterface> all = model.interfaces().rows().getValue();
        if (!all.isEmpty()) {
            headings();
        }
        all.forEach(one -> rows.add(new InterfaceRow(grid, text, model, one, light)));
    }

    /** The rows are not read with them: each field has a name of its own. */
    private void headings() {
        List<String> words = model.addresses().areUseful() ? List.of("", "", "network", "address", "")
                : List.of("", "", "network", "");
        for (String word : words) {
            Label heading = new Label(grid, SWT.NONE);
            heading.setText(word.isEmpty() ? "" : text.get("column." + word));
            heading.setForeground(new Palette(grid.getDisplay()).dim());
            GridDataFactory.fillDefaults().applyTo(heading);
        }
    }
}
