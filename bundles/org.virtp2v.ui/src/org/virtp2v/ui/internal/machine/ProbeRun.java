package org.virtp2v.ui.internal.machine;

import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.eclipse.core.databinding.observable.value.WritableValue;
import org.jspecify.annotations.Nullable;
import org.virtp2v.ui.internal.model.Probed;
import org.virtp2v.ui.internal.model.WizardModel;
import org.virtp2v.widgets.Background;

/** Probes the machine, in the background, and puts the result into the model. UI thread only. */
final class ProbeRun {
    private final WizardModel model;
    private final Background background;
    private final WritableValue<Boolean> running = new WritableValue<>(false, Boolean.class);
    private final WritableValue<@Nullable String> failure = new WritableValue<>(null, String.class);

    ProbeRun(WizardModel model, Background background) {
        this.model = model;
        this.background = background;
    }

    /** Whether a probe is running. */
    IObservableValue<Boolean> running() {
        return running;
    }

    /** The failure of the last probe; null: it did not fail. */
    IObservableValue<@Nullable String> failure() {
        return failure;
    }

    /** Starts a probe, unless one is running. */
    void start() {
        if (running.getValue()) {
            return;
        }
        failure.setValue(null);
        running.setValue(true);
        background.start(() -> Probed.look(model.input()), found -> {
            running.setValue(false);
            model.probed(found);
        }, e -> {
            failure.setValue(e.getMessage() == null ? e.toString() : e.getMessage());
            running.setValue(false);
        });
    }
}
