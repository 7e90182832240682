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
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Text;
import org.virtp2v.core.settings.FirmwareChoice;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.GuestModel;
import org.virtp2v.widgets.Widgets;

/** The fields about the guest. UI thread only. */
final class GuestFields {
    private final Messages text;
    private final PlanDecorator decorator;
    private final DataBindingContext bindings;
    private final Text name;

    /**
     * @param grid
     *            has two columns, one for labels and one for fields
     */
    GuestFields(Composite grid, Messages text, GuestModel model, PlanDecorator decorator, DataBindingContext bindings) {
        this.text = text;
        this.decorator = decorator;
        this.bindings = bindings;
        Widgets.heading(grid, text.get("target"));
        name = field(grid, "name", model.name(), Key.GUEST_NAME);
        Text vcpus = field(grid, "vcpus", model.vcpus(), Key.VCPU_CORES);
        Button topology = Widgets.id(new Button(grid, SWT.CHECK), "machine.topology");
        topology.setText(text.get("topology"));
        topology.setToolTipText(text.get("topologyTip"));
        GridDataFactory.fillDefaults().align(SWT.END, SWT.CENTER).span(2, 1).applyTo(topology);
        bindings.bindValue(WidgetProperties.buttonSelection().observe(topology), model.topology());
        bindings.bindValue(WidgetProperties.enabled().observe(vcpus), model.topology(), Fields.never(),
                UpdateValueStrategy.create(Fields.not()));
        field(grid, "memory", model.memory(), Key.MEMORY);
        firmware(grid, model.firmware());
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
