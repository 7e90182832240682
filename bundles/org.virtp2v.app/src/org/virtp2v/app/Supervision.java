package org.virtp2v.app;

import java.util.function.Predicate;

import org.virtp2v.core.convert.CancelCause;
import org.virtp2v.core.convert.Conversion;
import org.virtp2v.core.convert.ConversionResult;

/**
 * What is around a conversion in a terminal: signals cancel it, the power button is heeded, and the machine does not
 * sleep.
 *
 * @param cancel
 *            cancels it; from any thread
 * @param live
 *            whether this is the live image
 */
record Supervision(Predicate<CancelCause> cancel, boolean live) {

    /**
     * Runs it.
     *
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    ConversionResult run(Conversion conversion, PowerOff powerOff) throws InterruptedException {
        try (var powerSaving = PowerSaving.inhibited(live, powerOff.asked(cancel, conversion::guestNeedsMachine));
                var interruption = new Interruption(cancel, Program::giveUp, Shutdown::isUnderWay)) {
            return conversion.run();
        }
    }
}
