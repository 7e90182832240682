package org.virtp2v.app;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.virtp2v.app.Terminal.Style;
import org.virtp2v.core.convert.CancelCause;
import org.virtp2v.core.convert.CheckEvents;
import org.virtp2v.core.convert.Conversion;
import org.virtp2v.core.convert.ConversionListener;
import org.virtp2v.core.convert.ConversionResult;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.preflight.PreflightListener;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.MenuTerminal;

/** The menu's terminal: this program's own, with the text mode for conversions. */
final class MenuConsole implements MenuTerminal {
    private static final Messages TEXT = Messages.beside(MenuConsole.class);
    /** How soon a second Ctrl-C has to come to cancel. */
    private static final Duration SURE = Duration.ofSeconds(10);

    private final Terminal terminal;
    private final Keyboard keyboard;
    private final PrintStream err;
    private final boolean live;
    /** The checks that go on; null: none. */
    private @Nullable TextMode checks;

    /**
     * @param live
     *            whether this is the live image
     */
    MenuConsole(Terminal terminal, Keyboard keyboard, PrintStream err, boolean live) {
        this.terminal = terminal;
        this.keyboard = keyboard;
        this.err = err;
        this.live = live;
    }

    @Override
    public void line(String text) {
        terminal.line(Style.PLAIN, text);
    }

    @Override
    public void status(String text) {
        if (terminal.rewritesStatus()) {
            terminal.status(text);
        }
    }

    @Override
    public @Nullable String ask(String question) {
        prompt(question);
        String line = keyboard.line();
        terminal.answered(line != null && keyboard.isTerminal());
        return line == null ? null : line.strip();
    }

    @Override
    public @Nullable Secret askSecret(String question) {
        prompt(question);
        String line = keyboard.hidden();
        terminal.answered(false);
        return line == null ? null : new Secret(line);
    }

    /** Whoever is asked waits for no check. */
    private void prompt(String question) {
        TextMode shown = checks;
        if (shown != null) {
            shown.pause();
        }
        terminal.prompt(question);
    }

    @Override
    public boolean isOpen() {
        return keyboard.isOpen() && !Thread.currentThread().isInterrupted();
    }

    @Override
    public PreflightListener checks(ServerLogin login) {
        TextMode shown = new TextMode(terminal, login, List.of()).ticking();
        checks = shown;
        return new CheckEvents(shown::on);
    }

    @Override
    public ConversionResult convert(ConversionPlan plan, Function<ConversionListener, Conversion> make)
            throws InterruptedException {
        var display = new TextDisplay(terminal);
        var powerOff = new PowerOff(display);
        Conversion conversion = make.apply(display.conversion(plan));
        var cancel = new Asked(new Cancelling(conversion, display)::cancel, conversion::guestNeedsMachine, terminal,
                System::nanoTime);
        ConversionResult result;
        keyboard.lend();
        try {
            result = new Supervision(cancel::cancel, live).run(conversion, powerOff);
        } finally {
            keyboard.takeBack();
        }
        powerOff.ifAsked(new SystemDesktop(live), err);
        return result;
    }

    @Override
    public void openShell() {
        keyboard.lend();
        try {
            Commands.shell();
        } finally {
            keyboard.takeBack();
        }
    }

    /**
     * Cancels when Ctrl-C is pressed twice. Where the guest runs already, there is a question of its own for that.
     */
    static final class Asked {
        private final Predicate<CancelCause> cancel;
        private final BooleanSupplier guestRuns;
        private final Terminal terminal;
        private final LongSupplier nanoTime;
        private @Nullable Long pressed;

        Asked(Predicate<CancelCause> cancel, BooleanSupplier guestRuns, Terminal terminal,
                LongSupplier nanoTime) {
            this.cancel = cancel;
            this.guestRuns = guestRuns;
            this.terminal = terminal;
            this.nanoTime = nanoTime;
        }

        /** Whether it is cancelled, as {@link Cancelling#cancel} says it. */
        synchronized boolean cancel(CancelCause cause) {
            Long before = pressed;
            long now = nanoTime.getAsLong();
            if (cause != CancelCause.USER || guestRuns.getAsBoolean()
                    || before != null && now - before < SURE.toNanos()) {
                return cancel.test(cause);
            }
            pressed = now;
            terminal.line(Style.NOTE, TEXT.get("menu.cancel", Long.toString(SURE.toSeconds())));
            return false;
        }
    }
}
