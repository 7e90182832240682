package org.virtp2v.ui.internal.machine;

import java.util.Locale;
import java.util.function.Predicate;

import org.eclipse.core.databinding.Binding;
import org.eclipse.core.databinding.DataBindingContext;
import org.eclipse.core.databinding.UpdateValueStrategy;
import org.eclipse.core.databinding.observable.value.ComputedValue;
import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.eclipse.core.databinding.validation.ValidationStatus;
import org.eclipse.jface.databinding.swt.typed.WidgetProperties;
import org.eclipse.jface.databinding.viewers.typed.ViewerProperties;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ComboViewer;
import org.eclipse.jface.viewers.LabelProvider;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.output.VirtV2vOption;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.OutputSettings;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.FurtherOptions;
import org.virtp2v.ui.internal.model.MachineModel;
import org.virtp2v.ui.internal.model.OutputModel;
import org.virtp2v.ui.internal.model.SystemChoice;
import org.virtp2v.ui.internal.model.TargetForm;
import org.virtp2v.ui.internal.widgets.TargetIcon;
import org.virtp2v.widgets.Widgets;

/**
 * The target, its form, and virt-v2v's options beside it; those that mean nothing to the target are greyed. UI thread
 * only.
 */
final class OutputFields {
    private final Composite grid;
    private final Messages text;
    private final OutputModel model;
    private final PlanDecorator decorator;
    private final DataBindingContext bindings;
    private final TargetFields fields;

    /**
     * @param grid
     *            has two columns, one for labels and one for fields
     * @param server
     *            version and features of virt-v2v
     * @param resized
     *            run when the fields have changed their size
     */
    OutputFields(Composite grid, Messages text, MachineModel machine, IObservableValue<@Nullable ServerInfo> server,
            PlanDecorator decorator, DataBindingContext bindings, Runnable resized) {
        this.grid = grid;
        this.text = text;
        this.model = machine.output();
        this.decorator = decorator;
        this.bindings = bindings;
        Widgets.heading(grid, text.get("options"));
        target(server);
        int before = grid.getChildren().length;
        format();
        Control after = grid.getChildren()[before];
        allocation();
        misc();
        system(machine.system());
        further(machine.options());
        fields = new TargetFields(grid, text, model, decorator, after, resized);
    }

    /** The page has come into view, with buttons around it. */
    void entered() {
        fields.mnemonics();
    }

    private void target(IObservableValue<@Nullable ServerInfo> server) {
        Label icon = Fields.labelWithIcon(grid, text.get("output"));
        Combo combo = Fields.wideCombo(grid, "machine.output");
        ComboViewer viewer = new ComboViewer(combo);
        viewer.setContentProvider(ArrayContentProvider.getInstance());
        viewer.setLabelProvider(LabelProvider.createTextProvider(element -> words((TargetForm) element)));
        Runnable fill = () -> {
            // The list must not take the selection along when it changes.
            TargetForm chosen = model.chosen().getValue();
            viewer.setInput(model.offered(server.getValue()));
            viewer.setSelection(new StructuredSelection(chosen));
        };
        fill.run();
        IObservableValue<TargetForm> selection = ViewerProperties.singleSelection(TargetForm.class).observe(viewer);
        bindings.bindValue(selection, model.chosen(),
                new UpdateValueStrategy<TargetForm, TargetForm>().setBeforeSetValidator(
                        value -> value == null ? ValidationStatus.cancel("") : ValidationStatus.ok()),
                null);
        server.addValueChangeListener(e -> fill.run());
        decorator.decorateTarget(selection, SWT.CENTER, model);
        Runnable picture = () -> {
            TargetIcon.show(model.chosen().getValue().description().icon(), icon);
            combo.setToolTipText(words(model.chosen().getValue()));
        };
        picture.run();
        model.chosen().addValueChangeListener(e -> picture.run());
    }

    private String words(TargetForm form) {
        String mode = form.description().mode();
        return form.isInstalled() ? text.get("target.mode", form.description().name(), mode) : mode;
    }

    private void enabled(Control control, Predicate<TargetForm> used) {
        IObservableValue<Boolean> enabled = ComputedValue.create(() -> used.test(model.chosen().getValue()));
        bindings.bindValue(WidgetProperties.enabled().observe(control), enabled, Fields.never(), null);
    }

    private void format() {
        Combo combo = Fields.combo(grid, text.get("format"), "machine.format", SWT.DROP_DOWN);
        combo.setItems("raw", "qcow2");
        var observed = WidgetProperties.text().observe(combo);
        bindings.bindValue(observed, model.format());
        enabled(combo, form -> form.takes(VirtV2vOption.FORMAT));
        decorator.decorate(observed, SWT.CENTER, Key.OUTPUT_FORMAT);
    }

    private void allocation() {
        Combo combo = Fields.combo(grid, text.get("allocation"), "machine.allocation", SWT.READ_ONLY);
        ComboViewer viewer = new ComboViewer(combo);
        viewer.setContentProvider(ArrayContentProvider.getInstance());
        viewer.setLabelProvider(LabelProvider
                .createTextProvider(element -> ((OutputSettings.Allocation) element).name().toLowerCase(Locale.ROOT)));
        viewer.setInput(OutputSettings.Allocation.values());
        bindings.bindValue(ViewerProperties.singleSelection(OutputSettings.Allocation.class).observe(viewer),
                model.allocation());
        enabled(combo, TargetForm::takesAllocation);
    }

    private void misc() {
        Text field = Fields.text(grid, text.get("misc"), "machine.misc");
        var observed = WidgetProperties.text(SWT.Modify).observe(field);
        Binding[] binding = { bindings.bindValue(observed, model.chosen().getValue().misc()) };
        model.chosen().addValueChangeListener(e -> {
            binding[0].dispose();
            binding[0] = bindings.bindValue(observed, e.diff.getNewValue().misc());
        });
        enabled(field, TargetForm::takesMisc);
        decorator.decorate(observed, SWT.CENTER, Key.OUTPUT_MISC);
    }

    private void system(SystemChoice system) {
        Combo combo = Fields.combo(grid, text.get("system"), "machine.system", SWT.DROP_DOWN);
        combo.setToolTipText(text.get("systemTip"));
        combo.setItems(system.offered().getValue().toArray(String[]::new));
        var observed = WidgetProperties.text().observe(combo);
        bindings.bindValue(observed, system.text());
        system.offered().addValueChangeListener(e -> Fields.offer(combo, e.diff.getNewValue()));
        decorator.decorate(observed, SWT.CENTER, Key.ROOT);
    }

    private void further(FurtherOptions options) {
        Text field = Fields.text(grid, text.get("further"), "machine.further");
        field.setToolTipText(text.get("furtherTip"));
        field.setMessage(text.get("furtherExample"));
        var observed = WidgetProperties.text(SWT.Modify).observe(field);
        bindings.bindValue(observed, options.text());
        decorator.decorate(observed, SWT.CENTER, Key.VIRT_V2V);
    }
}
