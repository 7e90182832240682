package org.virtp2v.app;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import org.virtp2v.core.convert.CancelCause;
import org.virtp2v.core.machine.PowerButtonListener;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.Desktop;

/**
 * The power button in an unattended conversion: pressed twice it cancels the conversion, and this machine is switched
 * off when that has cleaned up.
 */
final class PowerOff {
    private static final Messages TEXT = Messages.beside(PowerOff.class);
    private final Display display;
    private volatile boolean asked;

    PowerOff(Display display) {
        this.display = display;
    }

    /**
     * The listener to the button while the conversion runs that this cancels.
     *
     * @param guestRuns
     *            whether its guest runs before its disks are copied
     */
    PowerButtonListener asked(Predicate<CancelCause> cancel, BooleanSupplier guestRuns) {
        return new PowerButtonListener() {
            @Override
            public void pressed(Duration time) {
                if (!asked) {
                    display.powerButton(time, guestRuns.getAsBoolean());
                }
            }

            @Override
            public void pressedAgain() {
                if (!asked) {
                    asked = true;
                    cancel.test(CancelCause.POWER_BUTTON);
                }
            }
        };
    }

    /**
     * Switches this machine off, if that was asked for.
     *
     * @param err
     *            gets the reason when it cannot be
     */
    void ifAsked(Desktop desktop, PrintStream err) {
        if (!asked) {
            return;
        }
        err.println(TEXT.get("switchingOff"));
        try {
            desktop.shutDown().join();
        } catch (CompletionException e) {
            err.println(TEXT.get("error", String.valueOf(e.getCause().getMessage())));
        }
    }
}
