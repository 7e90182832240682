package org.virtp2v.ui.internal.conversion;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.PowerButtonListener;
import org.virtp2v.core.text.Messages;

/**
 * Asks whether the conversion is to be cancelled when the power button is pressed while it runs; a second press is a
 * yes, because there may be no keyboard. UI thread only, but for the listener's methods.
 */
final class PowerQuestion implements PowerButtonListener {
    private final Shell parent;
    private final Display display;
    private final Messages text;
    private final BooleanSupplier running;
    private final Supplier<String> detail;
    private final Runnable switchOff;
    private @Nullable Confirm dialog;
    private Duration lastTime = Duration.ZERO;

    /**
     * @param running
     *            whether the conversion runs
     * @param detail
     *            says what is lost by it
     * @param switchOff
     *            cancels it and switches this machine off
     */
    PowerQuestion(Shell parent, Messages text, BooleanSupplier running, Supplier<String> detail, Runnable switchOff) {
        this.parent = parent;
        this.display = parent.getDisplay();
        this.text = text;
        this.running = running;
        this.detail = detail;
        this.switchOff = switchOff;
    }

    @Override
    public void pressed(Duration time) {
        onUiThread(() -> ask(time));
    }

    @Override
    public void pressedAgain() {
        onUiThread(() -> {
            if (dialog == null) {
                // The answer was no meanwhile.
                ask(lastTime);
                return;
            }
            close();
            if (running.getAsBoolean()) {
                switchOff.run();
            }
        });
    }

    private void onUiThread(Runnable action) {
        if (!display.isDisposed()) {
            display.asyncExec(() -> {
                if (!parent.isDisposed()) {
                    action.run();
                }
            });
        }
    }

    private void ask(Duration time) {
        lastTime = time;
        if (dialog != null || !running.getAsBoolean()) {
            return;
        }
        Confirm question = Confirm.switchingOff(parent, text, time, detail.get());
        dialog = question;
        boolean yes = question.isYes();
        dialog = null;
        if (yes) {
            switchOff.run();
        }
    }

    /** Takes the question back. */
    void close() {
        Confirm question = dialog;
        if (question != null) {
            question.withdraw();
        }
    }
}
