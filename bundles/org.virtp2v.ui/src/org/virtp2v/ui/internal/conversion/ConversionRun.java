package org.virtp2v.ui.internal.conversion;

import java.util.ArrayList;
import java.util.List;

import org.virtp2v.core.convert.Conversion;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.ui.Desktop;
import org.virtp2v.ui.WizardInput;
import org.virtp2v.ui.internal.model.WizardModel;
import org.virtp2v.ui.internal.widgets.Background;

/** One conversion that the wizard has started. UI thread only. */
final class ConversionRun {
    private final ConversionPlan plan;
    private final ConversionModel model;
    private final Conversion conversion;
    private final Desktop.Awake awake;
    private boolean cancelling;
    private boolean over;
    private final List<Runnable> whenEnded = new ArrayList<>();

    private ConversionRun(ConversionPlan plan, ConversionModel model, Conversion conversion, Desktop.Awake awake) {
        this.plan = plan;
        this.model = model;
        this.conversion = conversion;
        this.awake = awake;
    }

    /**
     * Starts a conversion.
     *
     * @param user
     *            asked while logging in
     */
    static ConversionRun start(WizardModel wizard, Background background, ConversionPlan plan, ServerDialog user) {
        WizardInput input = wizard.input();
        ConversionModel model = new ConversionModel(plan.disks(), System::nanoTime);
        ServerDialog dialog = wizard.session().dialog(plan.login().address(), user);
        Conversion conversion = input.engine().conversion(plan, model, dialog);
        ConversionRun run = new ConversionRun(plan, model, conversion, input.desktop().keepAwake());
        background.start(run::work, nothing -> run.ended(), e -> run.ended());
        return run;
    }

    /** Whatever happens, the user is told. */
    private ConversionModel work() {
        try {
            conversion.run();
        } catch (RuntimeException | Error e) {
            model.fault(e);
        }
        return model;
    }

    private void ended() {
        over = true;
        awake.close();
        List<Runnable> actions = List.copyOf(whenEnded);
        whenEnded.clear();
        actions.forEach(Runnable::run);
    }

    ConversionPlan plan() {
        return plan;
    }

    ConversionModel model() {
        return model;
    }

    boolean isRunning() {
        return !model.hasEnded();
    }

    /** Whether it was asked to stop. */
    boolean isCancelling() {
        return cancelling;
    }

    /** Asks it to stop. */
    void cancel() {
        if (isRunning()) {
            cancelling = true;
            model.cancelling();
            conversion.cancel();
        }
    }

    /** Runs something when it has ended; at once when it has already. */
    void whenEnded(Runnable action) {
        if (over) {
            action.run();
        } else {
            whenEnded.add(action);
        }
    }
}
