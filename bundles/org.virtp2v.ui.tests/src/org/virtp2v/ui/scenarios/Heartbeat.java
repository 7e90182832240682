package org.virtp2v.ui.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.eclipse.swt.widgets.Display;

/**
 * Asks the UI thread for an answer again and again, and remembers the longest that it had to be waited for. On a busy
 * machine the UI thread may wait for a processor; what counts is how long it worked before it answered, and that it
 * never waits for anything long.
 */
final class Heartbeat implements AutoCloseable {
    private static final int PAUSE_MILLIS = 5;
    private static final int LEAST_BEATS = 20;
    private static final Duration LONGEST_WORK = Duration.ofMillis(100);
    /** Far more than a processor is waited for, far less than a server. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

    private final AtomicLong longest = new AtomicLong();
    private final AtomicLong longestWork = new AtomicLong();
    private final AtomicLong beats = new AtomicLong();
    private final Thread thread;

    private Heartbeat(Display display) {
        thread = new Thread(() -> beat(display), "heartbeat");
        thread.setDaemon(true);
    }

    static Heartbeat of(Display display) {
        Heartbeat heart = new Heartbeat(display);
        heart.thread.start();
        return heart;
    }

    private void beat(Display display) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long ui = display.getThread().threadId();
        try {
            while (!Thread.interrupted()) {
                long asked = System.nanoTime();
                long worked = threads.getThreadCpuTime(ui);
                display.syncExec(() -> {
                });
                longestWork.accumulateAndGet(threads.getThreadCpuTime(ui) - worked, Math::max);
                longest.accumulateAndGet(System.nanoTime() - asked, Math::max);
                beats.incrementAndGet();
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Fails when an answer took too long. */
    void assertAnswered() {
        Wait.until("enough answers to judge by", () -> beats.get() >= LEAST_BEATS);
        Duration work = Duration.ofNanos(longestWork.get());
        Duration wait = Duration.ofNanos(longest.get());
        System.out.println("longest work of the UI thread " + work.toMillis() + " ms, longest wait for it "
                + wait.toMillis() + " ms");
        assertThat(work).isLessThan(LONGEST_WORK);
        assertThat(wait).isLessThan(LONGEST_WAIT);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
