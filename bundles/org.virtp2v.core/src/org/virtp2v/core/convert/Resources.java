package org.virtp2v.core.convert;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** The resources of a conversion; closed in reverse order, also while it is cancelled. */
final class Resources implements AutoCloseable {
    private final Deque<Runnable> closers = new ArrayDeque<>();
    private final Cancellation cancellation;
    private final Consumer<Runnable> around;

    /**
     * @param cancellation
     *            is kept from interrupting while closing
     * @param around
     *            runs the closing
     */
    Resources(Cancellation cancellation, Consumer<Runnable> around) {
        this.cancellation = cancellation;
        this.around = around;
    }

    /** Remembers how to close something that is open now. */
    <T> T add(T resource, Consumer<T> close) {
        closers.push(() -> close.accept(resource));
        return resource;
    }

    @Override
    public void close() {
        cancellation.leave();
        around.accept(() -> closers.forEach(Runnable::run));
    }
}
