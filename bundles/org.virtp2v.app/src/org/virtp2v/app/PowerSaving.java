package org.virtp2v.app;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.PowerButtonListener;

/**
 * Keeps the machine from sleeping or shutting down while it is open, where systemd-logind can do that: of itself, and
 * because its lid is closed or its power button is pressed. The lock lasts as long as {@code cat} waits for its input,
 * so it also goes when this program is killed.
 */
final class PowerSaving implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PowerSaving.class.getName());
    /** When a lid is closed, logind.conf(5) heeds no other lock than its own (LidSwitchIgnoreInhibited). */
    private static final String WHAT = "shutdown:sleep:idle:handle-lid-switch";
    private static final String POWER_BUTTON = ":handle-power-key";
    /** Who switches the machine off next must not meet the lock. */
    private static final Duration RELEASE_LIMIT = Duration.ofSeconds(2);
    private final @Nullable Process lock;
    private final @Nullable PowerButton button;

    private PowerSaving(@Nullable Process lock, @Nullable PowerButton button) {
        this.lock = lock;
        this.button = button;
    }

    /**
     * Takes the lock; where that is not possible the conversion goes on without.
     *
     * @param powerButton
     *            whether this program is to answer to the power button in logind's place, as on the live image, where
     *            nobody else tells that nothing will happen
     * @param listener
     *            is told of the power button then
     */
    static PowerSaving inhibited(boolean powerButton, PowerButtonListener listener) {
        PowerButton button = powerButton ? PowerButton.listen(listener) : null;
        boolean answers = button != null && button.isThere();
        try {
            return new PowerSaving(
                    new ProcessBuilder("systemd-inhibit", "--what=" + WHAT + (answers ? POWER_BUTTON : ""),
                            "--who=virt-p2v", "--why=Conversion is running", "--mode=block", "cat")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start(),
                    button);
        } catch (IOException e) {
            LOG.log(Level.FINE, "No systemd-inhibit", e);
            return new PowerSaving(null, button);
        }
    }

    @Override
    public void close() {
        if (button != null) {
            button.close();
        }
        Process held = lock;
        if (held != null) {
            held.destroy();
            try {
                held.waitFor(RELEASE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
