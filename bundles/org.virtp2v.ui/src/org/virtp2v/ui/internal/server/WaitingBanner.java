package org.virtp2v.ui.internal.server;

import java.util.List;
import java.util.function.Consumer;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.virtp2v.core.convert.Resumable;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.WaitingModel.Answer;
import org.virtp2v.ui.internal.model.WizardModel;
import org.virtp2v.ui.internal.widgets.ColouredBox;
import org.virtp2v.ui.internal.widgets.Icon;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.Widgets;

/** The conversions that are waiting on the server, on top of the page; nothing while there are none. UI thread only. */
final class WaitingBanner {
    private static final Messages TEXT = Messages.beside(WaitingBanner.class);

    private final WizardModel model;
    private final Actions actions;
    private final Runnable resized;
    private final Composite place;

    /**
     * What its buttons do.
     *
     * @param goOn
     *            goes on with a conversion
     * @param end
     *            ends one on the server
     * @param ask
     *            asks the server once more
     */
    record Actions(Consumer<Resumable> goOn, Consumer<Resumable> end, Runnable ask) {
    }

    /**
     * @param parent
     *            a grid of one column
     * @param resized
     *            run when it needs more or less room
     */
    WaitingBanner(Composite parent, WizardModel model, Actions actions, Runnable resized) {
        this.model = model;
        this.actions = actions;
        this.resized = resized;
        place = Widgets.grid(parent, 1);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(place);
        Widgets.show(place, false);
        model.waiting().answer().addValueChangeListener(e -> show());
    }

    private void show() {
        if (place.isDisposed()) {
            return;
        }
        for (Control old : place.getChildren()) {
            old.dispose();
        }
        Answer answer = model.waiting().answer().getValue();
        String note = WaitingText.note(answer, model.input().settings().run().resume(), host());
        if (answer instanceof Answer.Found found && !found.runs().isEmpty()) {
            new Offer(found.runs());
        } else if (!note.isEmpty()) {
            note(note, answer instanceof Answer.Unknown);
        }
        Widgets.show(place, place.getChildren().length > 0);
        resized.run();
    }

    private String host() {
        return model.server().host().getValue().strip();
    }

    private void note(String note, boolean askable) {
        Composite row = Widgets.grid(place, askable ? 2 : 1);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(row);
        Label label = Widgets.id(new Label(row, SWT.WRAP), "waiting.note");
        label.setText(note.replace("&", "&&"));
        label.setForeground(new Palette(row.getDisplay()).dim());
        wide(label);
        if (askable) {
            Widgets.button(row, SWT.PUSH, "waiting.ask", TEXT.get("waiting.ask"), actions.ask());
        }
    }

    private static void wide(Control control) {
        GridDataFactory.fillDefaults().grab(true, false).hint(100, SWT.DEFAULT).align(SWT.FILL, SWT.CENTER)
                .applyTo(control);
    }

    /** What there is, one of it at a time. */
    private final class Offer {
        private final Label headline;
        private final Label detail;
        private final Button goOn;
        private final Button end;
        private Resumable chosen;

        Offer(List<Resumable> runs) {
            chosen = runs.getFirst();
            var color = new Palette(place.getDisplay()).accent();
            Composite box = ColouredBox.create(place, color, 2);
            headline = ColouredBox.headline(box, Icon.PAUSE, color, "waiting.headline");
            new Label(box, SWT.NONE);
            detail = Widgets.id(new Label(box, SWT.WRAP), "waiting.detail");
            wide(detail);
            if (runs.size() > 1) {
                new Label(box, SWT.NONE);
                choice(box, runs);
            }
            new Label(box, SWT.NONE);
            Composite buttons = Widgets.grid(box, 2);
            GridLayoutFactory.fillDefaults().numColumns(2).spacing(Widgets.GAP, 0).applyTo(buttons);
            goOn = Widgets.button(buttons, SWT.PUSH, "waiting.goon", TEXT.get("waiting.goOn"),
                    () -> actions.goOn().accept(chosen));
            end = Widgets.button(buttons, SWT.PUSH, "waiting.end", TEXT.get("waiting.end"),
                    () -> actions.end().accept(chosen));
            fill();
        }

        private void choice(Composite box, List<Resumable> runs) {
            Composite row = Widgets.grid(box, 2);
            Widgets.label(row, TEXT.get("waiting.which"));
            Combo which = Widgets.id(new Combo(row, SWT.READ_ONLY), "waiting.which");
            which.setItems(WaitingText.names(runs));
            which.select(0);
            which.addSelectionListener(SelectionListener.widgetSelectedAdapter(e -> {
                chosen = runs.get(which.getSelectionIndex());
                fill();
                resized.run();
            }));
        }

        private void fill() {
            WaitingText text = WaitingText.of(chosen, host());
            headline.setText(text.headline().replace("&", "&&"));
            detail.setText(text.detail());
            String name = text.goOn();
            if (name != null) {
                goOn.setText(name);
            }
            Widgets.show(goOn, name != null);
            Widgets.show(end, text.ends());
        }
    }
}
