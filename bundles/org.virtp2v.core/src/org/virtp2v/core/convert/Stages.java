package org.virtp2v.core.convert;

import java.time.Duration;

import org.virtp2v.core.convert.ConversionEvent.StageEnded;
import org.virtp2v.core.convert.ConversionEvent.StageStarted;
import org.virtp2v.core.failure.ConversionException;

/**
 * Runs the stages of a conversion, one after the other, and tells of the beginning and the end of each. None begins
 * when the conversion is to stop.
 */
final class Stages {
    private final Cancellation cancellation;
    private final ConversionListener listener;

    Stages(Cancellation cancellation, ConversionListener listener) {
        this.cancellation = cancellation;
        this.listener = listener;
    }

    /** The work of a stage with a result. */
    @FunctionalInterface
    interface Work<T> {
        T call() throws ConversionException, InterruptedException;
    }

    /** The work of a stage without a result. */
    @FunctionalInterface
    interface Step {
        void run() throws ConversionException, InterruptedException;
    }

    <T> T run(Stage stage, Work<T> work) throws ConversionException, InterruptedException {
        long began = System.nanoTime();
        boolean completed = false;
        cancellation.check();
        listener.on(new StageStarted(stage));
        try {
            T result = work.call();
            completed = true;
            return result;
        } finally {
            listener.on(new StageEnded(stage, since(began), completed));
        }
    }

    void run(Stage stage, Step work) throws ConversionException, InterruptedException {
        run(stage, () -> {
            work.run();
            return stage;
        });
    }

    /** The last stage, which cannot fail, and which nothing stops. */
    void cleanUp(Runnable work) {
        long began = System.nanoTime();
        listener.on(new StageStarted(Stage.CLEAN_UP));
        work.run();
        listener.on(new StageEnded(Stage.CLEAN_UP, since(began), true));
    }

    /**
     * How long it has taken. The clock may be set meanwhile, as that of a machine with an empty battery is.
     *
     * @param began
     *            a value of {@link System#nanoTime()}
     */
    static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
