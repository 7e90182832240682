package org.virtp2v.ui.internal.destination;

import java.util.List;

import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.eclipse.core.databinding.observable.value.IValueChangeListener;
import org.eclipse.jface.databinding.swt.typed.WidgetProperties;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.events.MouseListener;
import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.output.TargetDescription;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.OutputModel;
import org.virtp2v.ui.internal.model.TargetForm;
import org.virtp2v.ui.internal.widgets.TargetIcon;
import org.virtp2v.widgets.FontScale;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.Widgets;

/** The targets to choose from: the icon of each, its name, and a sentence about it. UI thread only. */
final class TargetList {
    private static final String ID = "destination.to.";

    private final Messages text;
    private final OutputModel model;
    private final IObservableValue<@Nullable ServerInfo> server;
    private final Composite list;
    private final Runnable resized;

    /**
     * @param server
     *            version and features of virt-v2v
     * @param resized
     *            run when other targets are offered
     */
    TargetList(Composite parent, Messages text, OutputModel model, IObservableValue<@Nullable ServerInfo> server,
            Runnable resized) {
        this.text = text;
        this.model = model;
        this.server = server;
        this.resized = resized;
        list = new Composite(parent, SWT.NONE) {
            /** The mnemonic of the heading leads to the chosen one, which the arrow keys go on from. */
            @Override
            public boolean setFocus() {
                Button chosen = first();
                return chosen != null && chosen.setFocus();
            }
        };
        GridLayoutFactory.fillDefaults().numColumns(3).spacing(Widgets.WIDE_GAP, Widgets.GAP).applyTo(list);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(list);
        Widgets.id(list, "destination.output");
        fill();
        IValueChangeListener<TargetForm> chosen = e -> showChosen();
        IValueChangeListener<@Nullable ServerInfo> tested = e -> refill();
        model.chosen().addValueChangeListener(chosen);
        server.addValueChangeListener(tested);
        list.addDisposeListener(e -> {
            model.chosen().removeValueChangeListener(chosen);
            server.removeValueChangeListener(tested);
        });
    }

    private void refill() {
        if (!model.offered(server.getValue()).equals(forms())) {
            List.of(list.getChildren()).forEach(Control::dispose);
            fill();
            resized.run();
        }
    }

    private void fill() {
        model.offered(server.getValue()).forEach(this::row);
        showChosen();
    }

    private void row(TargetForm form) {
        TargetDescription description = form.description();
        Label icon = new Label(list, SWT.NONE);
        int size = FontScale.icon(list.getDisplay());
        GridDataFactory.fillDefaults().align(SWT.CENTER, SWT.CENTER).hint(size, size).applyTo(icon);
        TargetIcon.show(description.icon(), icon);
        Button button = Widgets.id(new Button(list, SWT.RADIO), ID + description.id());
        button.setText((form.isInstalled() ? description.name() : description.mode()).replace("&", "&&"));
        button.setToolTipText(text.get("mode", description.mode()));
        button.setData(form);
        GridDataFactory.fillDefaults().align(SWT.FILL, SWT.CENTER).applyTo(button);
        Widgets.described(button, description.about());
        button.addSelectionListener(SelectionListener.widgetSelectedAdapter(e -> {
            if (button.getSelection()) {
                choose(form);
            }
        }));
        Label about = new Label(list, SWT.WRAP);
        about.setText(description.about().replace("&", "&&"));
        about.setForeground(new Palette(list.getDisplay()).dim());
        GridDataFactory.fillDefaults().grab(true, false).align(SWT.FILL, SWT.CENTER).hint(100, SWT.DEFAULT)
                .applyTo(about);
        MouseListener click = MouseListener.mouseDownAdapter(e -> {
            choose(form);
            button.setFocus();
        });
        icon.addMouseListener(click);
        about.addMouseListener(click);
    }

    private void choose(TargetForm form) {
        model.chosen().setValue(form);
    }

    private void showChosen() {
        for (Button button : buttons()) {
            button.setSelection(button.getData() == model.chosen().getValue());
        }
    }

    private List<Button> buttons() {
        return List.of(list.getChildren()).stream().filter(Button.class::isInstance).map(Button.class::cast).toList();
    }

    private List<Object> forms() {
        return buttons().stream().map(Control::getData).toList();
    }

    /** The chosen one. */
    @Nullable
    Button first() {
        return buttons().stream().filter(Button::getSelection).findFirst().orElse(null);
    }

    /** What the problems of the choice are shown beside. */
    IObservableValue<?> shown() {
        return WidgetProperties.enabled().observe(list);
    }
}
