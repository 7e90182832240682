package org.virtp2v.ui.internal.machine;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

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
import org.eclipse.swt.widgets.Text;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.OutputMode;
import org.virtp2v.ui.internal.model.OutputModel;
import org.virtp2v.ui.internal.widgets.Widgets;

/** The fields about virt-v2v's output. Those that mean nothing to the chosen mode are greyed. UI thread only. */
final class OutputFields {
    private final Composite grid;
    private final Messages text;
    private final OutputModel model;
    private final Judgement judgement;
    private final DataBindingContext bindings;

    /**
     * @param grid
     *            has two columns, one for labels and one for fields
     * @param server
     *            what the server can do
     */
    OutputFields(Composite grid, Messages text, OutputModel model, IObservableValue<@Nullable ServerInfo> server,
            Judgement judgement, DataBindingContext bindings) {
        this.grid = grid;
        this.text = text;
        this.model = model;
        this.judgement = judgement;
        this.bindings = bindings;
        Widgets.heading(grid, text.get("options"));
        mode(server);
        field("connection", model.connection(), OutputMode::usesConnection, Key.OUTPUT_CONNECTION);
        field("storage", model.storage(), OutputMode::usesStorage, Key.OUTPUT_STORAGE);
        format();
        allocation();
        field("misc", model.misc(), OutputMode::usesMisc, Key.OUTPUT_MISC);
    }

    private void mode(IObservableValue<@Nullable ServerInfo> server) {
        Combo combo = Fields.wideCombo(grid, text.get("output"), "machine.output");
        ComboViewer viewer = new ComboViewer(combo);
        viewer.setContentProvider(ArrayContentProvider.getInstance());
        viewer.setLabelProvider(LabelProvider.createTextProvider(element -> words(OutputMode.of((String) element))));
        Runnable fill = () -> {
            // The list must not take the selection along when it changes.
            String chosen = model.type().getValue();
            List<String> names = model.offered(server.getValue()).stream().map(OutputMode::name).toList();
            viewer.setInput(names);
            viewer.setSelection(new StructuredSelection(chosen));
        };
        fill.run();
        IObservableValue<String> selection = ViewerProperties.singleSelection(String.class).observe(viewer);
        bindings.bindValue(selection, model.type(), new UpdateValueStrategy<String, String>().setBeforeSetValidator(
                value -> value == null ? ValidationStatus.cancel("") : ValidationStatus.ok()), null);
        server.addValueChangeListener(e -> fill.run());
        judgement.decorate(selection, SWT.CENTER, Key.OUTPUT_TYPE);
    }

    private String words(OutputMode mode) {
        return mode.words().isEmpty() ? mode.name() : text.get("mode", mode.name(), mode.words());
    }

    private void field(String key, IObservableValue<String> value, Predicate<OutputMode> used, Key setting) {
        Text field = Fields.text(grid, text.get(key), "machine." + key);
        var observed = WidgetProperties.text(SWT.Modify).observe(field);
        bindings.bindValue(observed, value);
        IObservableValue<Boolean> enabled = ComputedValue
                .create(() -> used.test(OutputMode.of(model.type().getValue())));
        bindings.bindValue(WidgetProperties.enabled().observe(field), enabled, Fields.never(), null);
        judgement.decorate(observed, SWT.CENTER, setting);
    }

    private void format() {
        Combo combo = Fields.combo(grid, text.get("format"), "machine.format", SWT.DROP_DOWN);
        combo.setItems("raw", "qcow2");
        var observed = WidgetProperties.text().observe(combo);
        bindings.bindValue(observed, model.format());
        judgement.decorate(observed, SWT.CENTER, Key.OUTPUT_FORMAT);
    }

    private void allocation() {
        Combo combo = Fields.combo(grid, text.get("allocation"), "machine.allocation", SWT.READ_ONLY);
        ComboViewer viewer = new ComboViewer(combo);
        viewer.setContentProvider(ArrayContentProvider.getInstance());
        viewer.setLabelProvider(LabelProvider
                .createTextProvider(element -> ((Settings.Allocation) element).name().toLowerCase(Locale.ROOT)));
        viewer.setInput(Settings.Allocation.values());
        bindings.bindValue(ViewerProperties.singleSelection(Settings.Allocation.class).observe(viewer),
                model.allocation());
    }
}
