package org.virtp2v.app;

import java.time.Duration;

import org.virtp2v.app.Terminal.Style;
import org.virtp2v.core.convert.CancelCause;
import org.virtp2v.core.convert.ConversionListener;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.settings.SecretText;
import org.virtp2v.core.text.Messages;

/**
 * The output of the program as text; the user's commands without what looks like a secret, as consoles are recorded.
 */
record TextDisplay(Terminal terminal) implements Display {
    private static final Messages TEXT = Messages.beside(TextDisplay.class);

    @Override
    public ConversionListener conversion(ConversionPlan plan) {
        terminal.line(Style.STAGE, TEXT.get("converting", plan.guest().name(), plan.servers()));
        return new TextMode(terminal, plan.login(), plan.disks()).ticking();
    }

    @Override
    public void cancelling(CancelCause cause, boolean guestRuns) {
        String reason = cause.reason();
        String byUser = guestRuns ? "cancellingGuest" : "cancelling";
        terminal.line(Style.NOTE, reason == null ? TEXT.get(byUser) : TEXT.get("cancellingBecause", reason));
    }

    @Override
    public void leaving(CancelCause cause) {
        terminal.line(Style.NOTE, TEXT.get("leaving", String.valueOf(cause.reason())));
    }

    @Override
    public void endingTestBoot() {
        terminal.line(Style.NOTE, TEXT.get("endingTestBoot"));
    }

    @Override
    public void guestIsComplete() {
        terminal.line(Style.NOTE, TEXT.get("guestIsComplete"));
    }

    @Override
    public void guestWouldBeLost() {
        terminal.line(Style.ERROR, TEXT.get("guestWouldBeLost"));
    }

    @Override
    public void powerButton(Duration time, boolean guestRuns) {
        terminal.line(Style.ERROR,
                TEXT.get(guestRuns ? "powerButtonGuest" : "powerButton", Long.toString(time.toSeconds())));
    }

    @Override
    public void command(String key, String command) {
        terminal.line(Style.STAGE, TEXT.get("command", key, SecretText.hide(command)));
    }

    @Override
    public void commandFailed(String key, String command, int code) {
        terminal.line(Style.ERROR, TEXT.get("commandFailed", key, SecretText.hide(command), Integer.toString(code)));
    }

    @Override
    public void commandNotRun(String key, String command, String why) {
        terminal.line(Style.ERROR, TEXT.get("commandNotRun", key, SecretText.hide(command), why));
    }

    @Override
    public boolean lendsOutput() {
        return true;
    }
}
