package org.virtp2v.ui.internal.destination;

import java.util.List;

import org.eclipse.core.databinding.DataBindingContext;
import org.eclipse.core.databinding.UpdateValueStrategy;
import org.eclipse.core.databinding.observable.value.ComputedValue;
import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.eclipse.core.databinding.observable.value.IValueChangeListener;
import org.eclipse.jface.databinding.swt.typed.WidgetProperties;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.virtp2v.core.output.TargetField;
import org.virtp2v.core.output.TargetField.Kind;
import org.virtp2v.core.output.VirtV2vOption;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.form.Fields;
import org.virtp2v.ui.internal.form.PlanDecorator;
import org.virtp2v.ui.internal.model.FormField;
import org.virtp2v.ui.internal.model.TargetForm;
import org.virtp2v.widgets.Mnemonics;
import org.virtp2v.widgets.Widgets;
import org.virtp2v.widgets.WrappedButton;

/** A field of a target: a label and the widget of its kind. UI thread only. */
final class TargetRow {
    private final Composite grid;
    private final Messages text;
    private final TargetForm form;
    private final FormField field;
    private final PlanDecorator decorator;
    private final Label label;
    private final IValueChangeListener<List<String>> suggested = e -> suggest();
    private DataBindingContext bindings = new DataBindingContext();
    private Shown shown;

    /** What the field is filled in with, and what takes away what is said beside it. */
    private record Shown(Control control, Runnable decoration) {
    }

    /** What the field is filled in with, and what stands there now. */
    private record Filled(Control control, IObservableValue<String> value) {
    }

    /**
     * @param grid
     *            has two columns, one for labels and one for fields
     */
    TargetRow(Composite grid, Messages text, TargetForm form, FormField field, PlanDecorator decorator) {
        this.grid = grid;
        this.text = text;
        this.form = form;
        this.field = field;
        this.decorator = decorator;
        // That of a check box is empty: its text is beside its tick.
        label = Fields.wrappedLabel(grid);
        label.setToolTipText(tip());
        shown = create();
        field.suggestions().addValueChangeListener(suggested);
    }

    private Shown create() {
        Filled filled = switch (field.field().kind()) {
            case TEXT, PATH -> field.suggestions().getValue().isEmpty() ? text(SWT.BORDER) : suggestions();
            case CHOICE -> choice();
            case FLAG -> flag();
            case SECRET -> text(SWT.BORDER | SWT.PASSWORD);
            case LIST -> text(SWT.BORDER);
        };
        Control control = filled.control();
        Widgets.id(control, "destination.target." + field.field().key());
        control.setToolTipText(tip());
        Widgets.described(control, field.field().help());
        if (field.field().dependsOn() != null) {
            IObservableValue<Boolean> active = ComputedValue.create(() -> form.isActive(field));
            bindings.bindValue(WidgetProperties.enabled().observe(control), active, Fields.never(), null);
        }
        return new Shown(control, decorator.decorate(filled.value(), SWT.CENTER, field));
    }

    private Filled text(int style) {
        Text widget = Fields.placed(new Text(grid, style));
        if (field.field().option() == null) {
            // The default, which counts when the field is empty.
            widget.setMessage(field.standard());
        }
        IObservableValue<String> observed = WidgetProperties.text(SWT.Modify).observe(widget);
        bindings.bindValue(observed, field.value());
        return new Filled(widget, observed);
    }

    private Filled suggestions() {
        Combo combo = Fields.placed(new Combo(grid, SWT.DROP_DOWN));
        Widgets.named(combo, field.field().label());
        combo.setItems(field.suggestions().getValue().toArray(String[]::new));
        IObservableValue<String> observed = WidgetProperties.text().observe(combo);
        bindings.bindValue(observed, field.value());
        return new Filled(combo, observed);
    }

    private Filled choice() {
        Combo combo = Fields.placed(new Combo(grid, SWT.READ_ONLY));
        List<TargetField.Choice> choices = field.choices();
        combo.setItems(choices.stream().map(TargetField.Choice::label).toArray(String[]::new));
        List<String> values = choices.stream().map(TargetField.Choice::value).toList();
        var index = WidgetProperties.singleSelectionIndex().observe(combo);
        bindings.bindValue(index, field.value(),
                UpdateValueStrategy.create(Fields.converter(Integer.class, String.class,
                        i -> i < 0 ? "" : values.get(i))),
                UpdateValueStrategy.create(Fields.converter(String.class, Integer.class, values::indexOf)));
        return new Filled(combo, WidgetProperties.comboSelection().observe(combo));
    }

    private Filled flag() {
        Button button = new WrappedButton(grid, SWT.CHECK);
        GridDataFactory.fillDefaults().grab(true, false).indent(Fields.iconRoom(button), 0).applyTo(button);
        bindings.bindValue(WidgetProperties.buttonSelection().observe(button), field.value(),
                UpdateValueStrategy.create(Fields.converter(Boolean.class, String.class, String::valueOf)),
                UpdateValueStrategy.create(Fields.converter(String.class, Boolean.class, "true"::equals)));
        return new Filled(button, WidgetProperties.text().observe(button));
    }

    /** The server's suggestions have come or changed. Text that is being typed stays as it is. */
    private void suggest() {
        List<String> found = field.suggestions().getValue();
        if (shown.control() instanceof Combo combo) {
            Fields.offer(combo, found);
        } else if (shown.control() instanceof Text before && !found.isEmpty()) {
            boolean focused = before.isFocusControl();
            Point selection = before.getSelection();
            List<Control> all = List.of(grid.getChildren());
            int place = all.indexOf(before);
            forget();
            before.dispose();
            shown = create();
            if (place + 1 < all.size()) {
                shown.control().moveAbove(all.get(place + 1));
            }
            grid.layout(true, true);
            if (focused) {
                shown.control().setFocus();
                ((Combo) shown.control()).setSelection(selection);
            }
        }
    }

    private String tip() {
        TargetField about = field.field();
        VirtV2vOption option = about.option();
        String names = option == null ? about.commandLineKey() : text.get("fieldNames", option, about.commandLineKey());
        return (about.help().isEmpty() ? names : about.help() + "\n" + names).replace("&", "&&");
    }

    /** Shows the label without a mnemonic. */
    void plain() {
        say(caption());
    }

    /** Shows the label with a mnemonic that is free, if there is one. */
    void mnemonic(Mnemonics free) {
        say(free.in(caption(), ""));
    }

    private String caption() {
        String name = field.field().label().replace("&", "&&");
        return field.field().kind() == Kind.FLAG ? name : text.get("field", name);
    }

    private void say(String caption) {
        if (shown.control() instanceof Button button) {
            button.setText(caption);
        } else {
            label.setText(caption);
            Widgets.captioned(label, caption);
            Fields.fit(label);
        }
    }

    private void forget() {
        shown.decoration().run();
        bindings.dispose();
        bindings = new DataBindingContext();
    }

    void dispose() {
        field.suggestions().removeValueChangeListener(suggested);
        forget();
        shown.control().dispose();
        label.dispose();
    }
}
