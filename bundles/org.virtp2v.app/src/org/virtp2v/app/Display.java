package org.virtp2v.app;

import java.time.Duration;

import org.virtp2v.core.convert.CancelCause;
import org.virtp2v.core.convert.ConversionListener;
import org.virtp2v.core.plan.ConversionPlan;

/** The output of the program in an unattended conversion. */
interface Display {

    /** A conversion is about to begin. */
    ConversionListener conversion(ConversionPlan plan);

    /** The conversion is being cancelled; from any thread. */
    void cancelling(CancelCause cause);

    /** The finished guest is not tried any longer; from any thread. */
    void endingTestBoot();

    /**
     * The power button was pressed, and nothing happens yet; from any thread.
     *
     * @param time
     *            within which it has to be pressed again to cancel the conversion and to switch this machine off
     */
    void powerButton(Duration time);

    /**
     * A command of the user is about to be run.
     *
     * @param key
     *            the key it was given with
     * @param command
     *            the command line
     */
    void command(String key, String command);

    /** A command ended with an exit code that is not 0. */
    void commandFailed(String key, String command, int code);

    /** A command could not be run. */
    void commandNotRun(String key, String command, String why);

    /** Whether the user's commands may write to standard output; if not, it goes to standard error. */
    boolean lendsOutput();
}
