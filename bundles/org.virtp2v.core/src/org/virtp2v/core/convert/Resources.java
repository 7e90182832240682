package org.virtp2v.core.convert;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The resources of a conversion; closed in reverse order, also while it is cancelled. */
final class Resources implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Resources.class.getName());
    private final Deque<Runnable> closers = new ArrayDeque<>();
    private final Cancellation cancellation;
    private final Consumer<Runnable> around;
    private final Consumer<Throwable> faults;

    /**
     * @param cancellation
     *            is kept from interrupting while closing
     * @param around
     *            runs the closing
     * @param faults
     *            told when something cannot be closed, for a reason that nobody thought of
     */
    Resources(Cancellation cancellation, Consumer<Runnable> around, Consumer<Throwable> faults) {
        this.cancellation = cancellation;
        this.around = around;
        this.faults = faults;
    }

    /** Remembers how to close something that is open now. */
    <T> T add(T resource, Consumer<T> close) {
        closers.push(() -> close.accept(resource));
        return resource;
    }

    @Override
    public void close() {
        cancellation.leave();
        try {
            around.accept(this::closeAll);
        } finally {
            // Whatever was around it has failed.
            closeAll();
        }
    }

    /** One that throws does not keep the others open: virt-v2v, secrets on the server, servers of disks. */
    private void closeAll() {
        for (Runnable closer = closers.poll(); closer != null; closer = closers.poll()) {
            try {
                closer.run();
            } catch (RuntimeException | Error e) {
                report(e);
            }
        }
    }

    private void report(Throwable fault) {
        LOG.log(Level.WARNING, "cannot clean up all", fault);
        try {
            faults.accept(fault);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "cannot tell", e);
        }
    }
}
