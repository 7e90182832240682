package org.virtp2v.app;

import java.time.Duration;

import org.virtp2v.core.convert.CancelCause;
import org.virtp2v.core.convert.ConversionListener;
import org.virtp2v.core.plan.ConversionPlan;

/** The output of the program in an unattended conversion. */
interface Display {

    /** A conversion is about to begin. */
    ConversionListener conversion(ConversionPlan plan);

    /**
     * The conversion is being cancelled; from any thread.
     *
     * @param guestRuns
     *            whether a guest that runs before its disks are copied is removed by that
     */
    void cancelling(CancelCause cause, boolean guestRuns);

    /** The program ends, and the guest that runs already is left to wait for this machine; from any thread. */
    void leaving(CancelCause cause);

    /** The finished guest is not tried any longer; from any thread. */
    void endingTestBoot();

    /** Somebody wants to cancel, and the guest that was started before has all of its disks; from any thread. */
    void guestIsComplete();

    /** Somebody wants to cancel, and has to say so once more: the guest runs already; from any thread. */
    void guestWouldBeLost();

    /**
     * The power button was pressed, and nothing happens yet; from any thread.
     *
     * @param time
     *            within which it has to be pressed again to end the conversion and to switch this machine off
     * @param guestRuns
     *            whether the guest runs before its disks are copied, and waits for this machine then
     */
    void powerButton(Duration time, boolean guestRuns);

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
