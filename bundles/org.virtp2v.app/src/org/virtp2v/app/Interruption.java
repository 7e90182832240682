package org.virtp2v.app;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.virtp2v.core.convert.Conversion;

/**
 * Cancels a conversion when the program is told to end (SIGINT, SIGTERM, SIGHUP), waits until it has cleaned up, and
 * then ends the program with the code for that.
 */
final class Interruption implements AutoCloseable {
    /** The longest that cleaning up may take; longer than all limits of the engine together. */
    private static final long LIMIT_SECONDS = 90;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Conversion conversion;
    private final Thread hook = new Thread(this::endProgram, "virt-p2v cancel");

    Interruption(Conversion conversion) {
        this.conversion = conversion;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void endProgram() {
        conversion.cancel();
        try {
            ended.await(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(ExitCode.CANCELLED.code());
    }

    /** The conversion has ended: from now on signals do what they usually do. */
    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is being ended; the hook does it.
            awaitEnd();
        }
    }

    private void awaitEnd() {
        try {
            hook.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
