package org.virtp2v.app;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import org.virtp2v.core.convert.CancelCause;

import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The effect of SIGINT, SIGTERM and SIGHUP while a conversion runs: the first cancels it, and it cleans up and ends as
 * any other; a Ctrl-C after it ends the program at once. Further SIGTERM and SIGHUP mean nothing: a session that ends,
 * a terminal that is closed and timeout(1) send several, and none of them is impatient. Without this the JVM would
 * begin to shut down at the first signal and not listen to a second. A signal that was ignored when the program started
 * stays ignored.
 */
final class Interruption implements AutoCloseable {
    private static final String USER = "INT";
    private static final String CLOSED = "HUP";
    private static final String TOLD = "TERM";
    private static final String[] SIGNALS = { USER, CLOSED, TOLD };
    /**
     * How long a SIGTERM may come after its SIGHUP, in milliseconds: a session that systemd ends gets both, and the
     * kernel delivers the lower number first.
     */
    private static final long TOLD_LIMIT_MILLIS = 300;

    private final Predicate<CancelCause> first;
    private final Runnable giveUp;
    private final BooleanSupplier shuttingDown;
    private final AtomicBoolean asked = new AtomicBoolean();
    private final CountDownLatch told = new CountDownLatch(1);
    private final Map<Signal, SignalHandler> before = new HashMap<>();

    /**
     * @param first
     *            cancels the conversion for this cause, and may then block; called on a thread of its own, once unless
     *            it tells that nothing has been cancelled
     * @param giveUp
     *            ends the program at once; called at each further Ctrl-C, also while the first is still running
     * @param shuttingDown
     *            whether this machine is being shut down, so that the signal comes from that; may block for a while
     */
    Interruption(Predicate<CancelCause> first, Runnable giveUp, BooleanSupplier shuttingDown) {
        this.first = first;
        this.giveUp = giveUp;
        this.shuttingDown = shuttingDown;
        for (String name : SIGNALS) {
            Signal signal = new Signal(name);
            before.put(signal, Signal.handle(signal, s -> interrupted(s.getName())));
        }
    }

    private void interrupted(String signal) {
        if (signal.equals(TOLD)) {
            told.countDown();
        }
        if (asked.compareAndSet(false, true)) {
            boolean cancelled = first.test(cause(signal));
            if (!cancelled) {
                asked.set(false);
            }
        } else if (signal.equals(USER)) {
            giveUp.run();
        }
    }

    private CancelCause cause(String signal) {
        if (signal.equals(USER)) {
            return CancelCause.USER;
        }
        boolean closed = signal.equals(CLOSED) && !isToldToEnd();
        if (shuttingDown.getAsBoolean()) {
            return CancelCause.SHUTDOWN;
        }
        return closed ? CancelCause.TERMINAL_CLOSED : CancelCause.TOLD_TO_END;
    }

    private boolean isToldToEnd() {
        try {
            return told.await(TOLD_LIMIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The conversion has ended: from now on signals have their usual effect. */
    @Override
    public void close() {
        before.forEach(Signal::handle);
    }
}
