package org.virtp2v.app;

import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the machine from sleeping or shutting down while it is open, where systemd-logind can do that. The lock lasts
 * as long as {@code cat} waits for its input, so it also goes when this program is killed.
 */
final class PowerSaving implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PowerSaving.class.getName());
    private final @Nullable Process lock;

    private PowerSaving(@Nullable Process lock) {
        this.lock = lock;
    }

    /** Takes the lock; where that is not possible the conversion goes on without. */
    static PowerSaving inhibited() {
        try {
            return new PowerSaving(new ProcessBuilder("systemd-inhibit", "--what=shutdown:sleep:idle",
                    "--who=virt-p2v", "--why=Conversion is running", "--mode=block", "cat")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            LOG.log(Level.FINE, "No systemd-inhibit", e);
            return new PowerSaving(null);
        }
    }

    @Override
    public void close() {
        if (lock != null) {
            lock.destroy();
        }
    }
}
