package org.virtp2v.core.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.virtp2v.core.failure.ConnectionException;

/** The calls of fakes, in order, and the step that fails or hangs. Thread-safe. */
public final class Journal {
    /** A line for each call, such as {@code export /a}. */
    public final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    /** At zero when a step hangs. */
    public final CountDownLatch hanging = new CountDownLatch(1);
    /** The step that fails, by the first words of its line; empty: none. */
    public volatile String failAt = "";
    /** The step that hangs until it is interrupted, by the first words of its line; empty: none. */
    public volatile String hangAt = "";

    void add(String line) {
        lines.add(line);
    }

    void step(String line) throws ConnectionException, InterruptedException {
        add(line);
        if (!hangAt.isEmpty() && line.startsWith(hangAt)) {
            hanging.countDown();
            Thread.sleep(60_000);
        }
        if (!failAt.isEmpty() && line.startsWith(failAt)) {
            throw new ConnectionException(ConnectionException.Reason.LOST, "lost at " + line, null);
        }
    }
}
