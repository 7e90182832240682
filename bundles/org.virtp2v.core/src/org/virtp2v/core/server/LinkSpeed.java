package org.virtp2v.core.server;

import java.time.Duration;

/**
 * A measured transfer from this machine to the conversion server.
 *
 * @param bytes
 *            how much was transferred in the time that counts; 0: it could not be measured
 * @param took
 *            that time
 */
public record LinkSpeed(long bytes, Duration took) {

    /** The rate; 0 when it could not be measured. */
    public double bytesPerSecond() {
        return bytes == 0 || took.isZero() ? 0 : bytes / (took.toNanos() / 1e9);
    }
}
