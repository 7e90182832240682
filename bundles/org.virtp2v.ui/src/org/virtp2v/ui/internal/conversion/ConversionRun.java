package org.virtp2v.ui.internal.conversion;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.swt.widgets.Shell;
import org.virtp2v.core.convert.CancelCause;
import org.virtp2v.core.convert.Conversion;
import org.virtp2v.core.machine.PowerButtonListener;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.ui.Desktop;
import org.virtp2v.ui.WizardInput;
import org.virtp2v.ui.internal.conversion.ConversionSnapshot.End;
import org.virtp2v.ui.internal.login.SessionDialog;
import org.virtp2v.ui.internal.model.WizardModel;
import org.virtp2v.widgets.Background;

/** One conversion that the wizard has started. UI thread only. */
final class ConversionRun {
    private final ConversionTask task;
    private final ConversionModel model;
    private final Conversion conversion;
    private final SessionDialog dialog;
    private final Desktop.Awake awake;
    private boolean cancelling;
    private boolean skipping;
    private boolean over;
    private final List<Runnable> whenEnded = new ArrayList<>();

    private ConversionRun(ConversionTask task, ConversionModel model, Conversion conversion, SessionDialog dialog,
            Desktop.Awake awake) {
        this.task = task;
        this.model = model;
        this.conversion = conversion;
        this.dialog = dialog;
        this.awake = awake;
    }

    /**
     * Starts a conversion.
     *
     * @param window
     *            the parent of dialogs for logging in
     * @param powerButton
     *            is told of the power button while the conversion runs
     */
    static ConversionRun start(WizardModel wizard, Background background, ConversionTask task, Shell window,
            PowerButtonListener powerButton) {
        WizardInput input = wizard.input();
        ConversionPlan plan = task.plan();
        ConversionModel model = new ConversionModel(plan.disks(), task.expected(), System::nanoTime);
        SessionDialog dialog = SessionDialog.of(window, wizard.session(), plan.login());
        Conversion conversion = task.conversion(input.engine(), model, dialog);
        ConversionRun run = new ConversionRun(task, model, conversion, dialog,
                input.desktop().keepAwake(powerButton));
        background.start(run::work, nothing -> run.ended(), e -> run.ended());
        return run;
    }

    /** Every failure is reported to the user. */
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

    ConversionTask task() {
        return task;
    }

    ConversionPlan plan() {
        return task.plan();
    }

    ConversionModel model() {
        return model;
    }

    /** The operating systems between which virt-v2v could not choose; none when a new one does not end like this. */
    List<String> systems() {
        return task instanceof ConversionTask.New && model.snapshot().ended() instanceof End.Regular regular
                ? ResultText.systems(regular.result().failure()) : List.of();
    }

    boolean isRunning() {
        return !model.hasEnded();
    }

    /** Whether it was asked to stop. */
    boolean isCancelling() {
        return cancelling;
    }

    /** Whether the finished guest is being tried, so that there is nothing to cancel but that. */
    boolean isTrying() {
        return model.isTrying();
    }

    /** Whether what can be stopped now was asked to stop: while the guest is tried, only that. */
    boolean isStopping() {
        return isTrying() ? skipping : cancelling;
    }

    /** Whether the guest runs before its disks are copied, so that who cancels loses what it has done. */
    boolean guestRuns() {
        return conversion.guestNeedsMachine();
    }

    /** Whether such a guest has all of its disks: it stays, and there is nothing left to cancel. */
    boolean guestIsComplete() {
        return conversion.guestIsComplete();
    }

    /** Asks it to stop, for this cause; a guest that has all of its disks stays, and then it goes on to its end. */
    void cancel(CancelCause cause) {
        if (isRunning()) {
            boolean guestRuns = guestRuns();
            if (conversion.cancel(cause)) {
                cancelling = true;
                model.cancelling(guestRuns && cause != CancelCause.USER);
            } else if (isTrying()) {
                skipping = true;
                model.skipping();
            }
            dialog.dismiss();
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
