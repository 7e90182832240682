package org.virtp2v.ui.internal.machine;

import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.eclipse.core.databinding.observable.value.WritableValue;
import org.jspecify.annotations.Nullable;
import org.virtp2v.ui.internal.model.Probed;
import org.virtp2v.ui.internal.model.WizardModel;
import org.virtp2v.widgets.Background;

/** Probes the machine, in the background, and puts the result into the model. UI thread only. */
final class MachineLook {
    private final WizardModel model;
    private final Background background;
    private final WritableValue<Boolean> looking = new WritableValue<>(false, Boolean.class);
    private final WritableValue<@Nullable String> failure = new WritableValue<>(null, String.class);

    MachineLook(WizardModel model, Background background) {
        this.model = model;
        this.background = background;
    }

    /** Whether it is looking now. */
    IObservableValue<Boolean> looking() {
        return looking;
    }

    /** Why the last look failed; null: it did not. */
    IObservableValue<@Nullable String> failure() {
        return failure;
    }

    /** Looks, unless it is looking already. */
    void look() {
        if (looking.getValue()) {
            return;
        }
        failure.setValue(null);
        looking.setValue(true);
        background.start(() -> Probed.look(model.input()), found -> {
            looking.setValue(false);
            model.probed(found);
        }, e -> {
            failure.setValue(e.getMessage() == null ? e.toString() : e.getMessage());
            looking.setValue(false);
        });
    }
}
