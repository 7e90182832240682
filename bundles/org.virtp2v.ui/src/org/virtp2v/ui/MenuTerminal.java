package org.virtp2v.ui;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.Conversion;
import org.virtp2v.core.convert.ConversionListener;
import org.virtp2v.core.convert.ConversionResult;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.preflight.PreflightListener;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerLogin;

/**
 * Port: a terminal with a keyboard, on which the menu stands in for the wizard's window. It may be a serial line: only
 * lines are written and read. Any thread may call, one at a time; whoever is interrupted while asking gets no answer.
 */
public interface MenuTerminal {

    /** Writes one line, or several; a long one is broken between words. */
    void line(String text);

    /** Shows or replaces a line at the bottom, which goes when there is another one; not everywhere. */
    void status(String text);

    /**
     * Asks for a line.
     *
     * @return the line without white space around it; null: Ctrl-C was pressed, or the input has ended
     */
    @Nullable
    String ask(String question);

    /** Asks for something that is not shown while it is typed; null as with {@link #ask}. */
    @Nullable
    Secret askSecret(String question);

    /** Whether there may be further input. */
    boolean isOpen();

    /** Shows the checks of a server. */
    PreflightListener checks(ServerLogin login);

    /**
     * Runs a conversion, shows it, and how it ends; Ctrl-C asks whether to cancel it.
     *
     * @param plan
     *            its plan
     * @param conversion
     *            makes it for a listener
     * @return the result, which has been shown
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    ConversionResult convert(ConversionPlan plan, Function<ConversionListener, Conversion> conversion)
            throws InterruptedException;

    /** Runs a shell on this terminal until it ends. */
    void openShell();
}
