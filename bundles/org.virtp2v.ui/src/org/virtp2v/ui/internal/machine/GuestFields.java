package org.virtp2v.ui.internal.machine;

import org.eclipse.core.databinding.DataBindingContext;
import org.eclipse.core.databinding.UpdateValueStrategy;
import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.eclipse.jface.databinding.swt.typed.WidgetProperties;
import org.eclipse.jface.databinding.viewers.typed.ViewerProperties;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ComboViewer;
import org.eclipse.jface.viewers.LabelProvider;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Text;
import org.virtp2v.core.settings.FirmwareChoice;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.form.Fields;
import org.virtp2v.ui.internal.form.PlanDecorator;
import org.virtp2v.ui.internal.model.GuestModel;
import org.virtp2v.ui.internal.model.MachineModel;
import org.virtp2v.ui.internal.model.SystemChoice;
import org.virtp2v.widgets.Widgets;
import org.virtp2v.widgets.WrappedButton;

/** The fields about the guest. UI thread only. */
final class GuestFields {
    /** In digits; it needs two lines then. */
    private static final int TOPOLOGY_WIDTH = 24;

    private final Messages text;
    private final PlanDecorator decorator;
    private final DataBindingContext bindings;
    private final Text name;

    /**
     * @param columns
     *            gets two grids, beside or below each other
     */
    GuestFields(Composite columns, Messages text, MachineModel machine, PlanDecorator decorator,
            DataBindingContext bindings) {
        this.text = text;
        this.decorator = decorator;
        this.bindings = bindings;
        GuestModel model = machine.guest();
        Composite first = grid(columns);
        name = field(first, "name", model.name(), Key.GUEST_NAME);
        Text vcpus = field(first, "vcpus", model.vcpus(), Key.VCPU_CORES);
        Button topology = Widgets.id(new WrappedButton(first, SWT.CHECK), "machine.topology");
        topology.setText(text.get("topology"));
        topology.setToolTipText(text.get("topologyTip"));
        GridDataFactory.fillDefaults().grab(true, false).span(2, 1)
                .hint(Fields.width(topology, TOPOLOGY_WIDTH), SWT.DEFAULT).applyTo(topology);
        bindings.bindValue(WidgetProperties.buttonSelection().observe(topology), model.topology());
        bindings.bindValue(WidgetProperties.enabled().observe(vcpus), model.topology(), Fields.never(),
                UpdateValueStrategy.create(Fields.not()));
        Composite second = grid(columns);
        field(second, "memory", model.memory(), Key.MEMORY);
        firmware(second, model.firmware());
        system(second, machine.system());
    }

    private static Composite grid(Composite columns) {
        Composite grid = Widgets.grid(columns, 2);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(grid);
        return grid;
    }

    private void system(Composite grid, SystemChoice system) {
        Combo combo = Fields.combo(grid, text.get("system"), "machine.system", SWT.DROP_DOWN);
        combo.setToolTipText(text.get("systemTip"));
        combo.setItems(system.offered().getValue().toArray(String[]::new));
        var observed = WidgetProperties.text().observe(combo);
        bindings.bindValue(observed, system.text());
        system.offered().addValueChangeListener(e -> Fields.offer(combo, e.diff.getNewValue()));
        decorator.decorate(observed, SWT.CENTER, Key.ROOT);
    }

    private void firmware(Composite grid, IObservableValue<FirmwareChoice> value) {
        ComboViewer viewer = new ComboViewer(
                Fields.combo(grid, text.get("firmware"), "machine.firmware", SWT.READ_ONLY));
        viewer.getControl().setToolTipText(text.get("firmwareTip"));
        viewer.setContentProvider(ArrayContentProvider.getInstance());
        viewer.setLabelProvider(
                LabelProvider.createTextProvider(element -> text.get("firmware." + ((FirmwareChoice) element).name())));
        viewer.setInput(FirmwareChoice.values());
        var observed = ViewerProperties.singleSelection(FirmwareChoice.class).observe(viewer);
        bindings.bindValue(observed, value);
        decorator.decorate(observed, SWT.CENTER, Key.FIRMWARE);
    }

    private Text field(Composite grid, String key, IObservableValue<String> value, Key setting) {
        Text field = Fields.text(grid, text.get(key), "machine." + key);
        var observed = WidgetProperties.text(SWT.Modify).observe(field);
        bindings.bindValue(observed, value);
        decorator.decorate(observed, SWT.CENTER, setting);
        return field;
    }

    /** Where the cursor is at first. */
    Text first() {
        return name;
    }
}
