package org.virtp2v.app;

import java.util.concurrent.atomic.AtomicBoolean;

import org.virtp2v.core.convert.CancelCause;
import org.virtp2v.core.convert.Conversion;

/**
 * Cancels an unattended conversion, and says what that does. Where the guest runs before its disks are copied, Ctrl-C
 * would throw away what it has done: it has to be pressed once more for that.
 */
final class Cancelling {
    private final Conversion conversion;
    private final Display display;
    private final AtomicBoolean warned = new AtomicBoolean();

    Cancelling(Conversion conversion, Display display) {
        this.conversion = conversion;
        this.display = display;
    }

    /**
     * Cancels it, from any thread.
     *
     * @return false when it goes on: only a test boot ends, the guest is complete, or the user has to say it once more
     */
    boolean cancel(CancelCause cause) {
        boolean guestRuns = conversion.guestNeedsMachine();
        if (guestRuns && cause == CancelCause.USER && warned.compareAndSet(false, true)) {
            display.guestWouldBeLost();
            return false;
        }
        boolean cancelled = conversion.cancel(cause);
        if (!cancelled && conversion.guestIsComplete()) {
            display.guestIsComplete();
        } else if (!cancelled) {
            display.endingTestBoot();
        } else if (guestRuns && cause != CancelCause.USER) {
            display.leaving(cause);
        } else {
            display.cancelling(cause, guestRuns);
        }
        return cancelled;
    }
}
