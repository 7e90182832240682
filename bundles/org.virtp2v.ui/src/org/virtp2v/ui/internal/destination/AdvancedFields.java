package org.virtp2v.ui.internal.destination;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import org.eclipse.core.databinding.Binding;
import org.eclipse.core.databinding.DataBindingContext;
import org.eclipse.core.databinding.observable.value.ComputedValue;
import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.eclipse.jface.databinding.swt.typed.WidgetProperties;
import org.eclipse.jface.databinding.viewers.typed.ViewerProperties;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ComboViewer;
import org.eclipse.jface.viewers.LabelProvider;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Text;
import org.virtp2v.core.output.VirtV2vOption;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.OutputSettings.Allocation;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.form.Fields;
import org.virtp2v.ui.internal.form.PlanDecorator;
import org.virtp2v.ui.internal.model.FurtherOptions;
import org.virtp2v.ui.internal.model.MachineModel;
import org.virtp2v.ui.internal.model.OutputModel;
import org.virtp2v.ui.internal.model.TargetForm;

/** virt-v2v's options beside the form of a target; those that mean nothing to the target are greyed. UI thread only. */
final class AdvancedFields {
    /** What is mended here. */
    static final Set<Key> KEYS = EnumSet.of(Key.OUTPUT_FORMAT, Key.OUTPUT_ALLOCATION, Key.OUTPUT_MISC, Key.VIRT_V2V);

    private final Composite grid;
    private final Messages text;
    private final OutputModel model;
    private final PlanDecorator decorator;
    private final DataBindingContext bindings;

    /**
     * @param grid
     *            has two columns, one for labels and one for fields
     */
    AdvancedFields(Composite grid, Messages text, MachineModel machine, PlanDecorator decorator,
            DataBindingContext bindings) {
        this.grid = grid;
        this.text = text;
        this.model = machine.output();
        this.decorator = decorator;
        this.bindings = bindings;
        format();
        allocation();
        misc();
        further(machine.options());
    }

    /** Whether anything there is not as it is by default. */
    static boolean isUsed(MachineModel machine) {
        OutputModel output = machine.output();
        return !output.format().getValue().isEmpty() || output.allocation().getValue() != Allocation.NONE
                || !output.chosen().getValue().misc().getValue().isEmpty()
                || !machine.options().text().getValue().isEmpty();
    }

    private void enabled(Control control, Predicate<TargetForm> used) {
        IObservableValue<Boolean> enabled = ComputedValue.create(() -> used.test(model.chosen().getValue()));
        bindings.bindValue(WidgetProperties.enabled().observe(control), enabled, Fields.never(), null);
    }

    private void format() {
        List<String> formats = new ArrayList<>(List.of("", "raw", "qcow2"));
        if (!formats.contains(model.format().getValue())) {
            formats.add(model.format().getValue());
        }
        ComboViewer viewer = new ComboViewer(
                Fields.combo(grid, text.get("format"), "destination.format", SWT.READ_ONLY));
        viewer.getControl().setToolTipText(text.get("formatTip"));
        viewer.setContentProvider(ArrayContentProvider.getInstance());
        viewer.setLabelProvider(LabelProvider
                .createTextProvider(format -> "".equals(format) ? text.get("format.same") : (String) format));
        viewer.setInput(formats);
        var observed = ViewerProperties.singleSelection(String.class).observe(viewer);
        bindings.bindValue(observed, model.format());
        enabled(viewer.getControl(), form -> form.takes(VirtV2vOption.FORMAT));
        decorator.decorate(observed, SWT.CENTER, Key.OUTPUT_FORMAT);
    }

    /** virt-v2v's own default is sparse; that it was said in so many words is shown where somebody did so. */
    private void allocation() {
        List<Allocation> all = new ArrayList<>(List.of(Allocation.NONE, Allocation.PREALLOCATED));
        if (model.allocation().getValue() == Allocation.SPARSE) {
            all.add(1, Allocation.SPARSE);
        }
        ComboViewer viewer = new ComboViewer(
                Fields.combo(grid, text.get("allocation"), "destination.allocation", SWT.READ_ONLY));
        viewer.getControl().setToolTipText(text.get("allocationTip"));
        viewer.setContentProvider(ArrayContentProvider.getInstance());
        viewer.setLabelProvider(
                LabelProvider.createTextProvider(element -> text.get("allocation." + ((Allocation) element).name())));
        viewer.setInput(all);
        var observed = ViewerProperties.singleSelection(Allocation.class).observe(viewer);
        bindings.bindValue(observed, model.allocation());
        enabled(viewer.getControl(), TargetForm::takesAllocation);
        decorator.decorate(observed, SWT.CENTER, Key.OUTPUT_ALLOCATION);
    }

    private void misc() {
        Text field = Fields.text(grid, text.get("misc"), "destination.misc");
        field.setToolTipText(text.get("miscTip"));
        var observed = WidgetProperties.text(SWT.Modify).observe(field);
        Binding[] binding = { bindings.bindValue(observed, model.chosen().getValue().misc()) };
        model.chosen().addValueChangeListener(e -> {
            binding[0].dispose();
            binding[0] = bindings.bindValue(observed, e.diff.getNewValue().misc());
        });
        enabled(field, TargetForm::takesMisc);
        decorator.decorate(observed, SWT.CENTER, Key.OUTPUT_MISC);
    }

    private void further(FurtherOptions options) {
        Text field = Fields.text(grid, text.get("further"), "destination.further");
        field.setToolTipText(text.get("furtherTip"));
        field.setMessage(text.get("furtherExample"));
        var observed = WidgetProperties.text(SWT.Modify).observe(field);
        bindings.bindValue(observed, options.text());
        decorator.decorate(observed, SWT.CENTER, Key.VIRT_V2V);
    }
}
