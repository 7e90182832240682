package org.virtp2v.app;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The effect of SIGINT, SIGTERM and SIGHUP while a conversion runs: the first cancels it, and it cleans up and ends as
 * any other; the second ends the program at once. Without this the JVM would begin to shut down at the first signal and
 * not listen to a second. A signal that was ignored when the program started stays ignored.
 */
final class Interruption implements AutoCloseable {
    private static final String[] SIGNALS = { "INT", "TERM", "HUP" };

    private final Runnable first;
    private final Runnable second;
    private final AtomicBoolean asked = new AtomicBoolean();
    private final Map<Signal, SignalHandler> before = new HashMap<>();

    /**
     * @param first
     *            cancels the conversion, and may then block; called once, on a thread of its own
     * @param second
     *            ends the program at once; called at each further signal, also while the first is still running
     */
    Interruption(Runnable first, Runnable second) {
        this.first = first;
        this.second = second;
        for (String name : SIGNALS) {
            Signal signal = new Signal(name);
            before.put(signal, Signal.handle(signal, s -> interrupted()));
        }
    }

    private void interrupted() {
        if (asked.compareAndSet(false, true)) {
            first.run();
        } else {
            second.run();
        }
    }

    /** The conversion has ended: from now on signals have their usual effect. */
    @Override
    public void close() {
        before.forEach(Signal::handle);
    }
}
