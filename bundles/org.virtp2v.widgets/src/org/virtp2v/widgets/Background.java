package org.virtp2v.widgets;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

import org.eclipse.swt.widgets.Display;

/** Does work off the UI thread and delivers the result on it. */
public final class Background implements AutoCloseable {
    private final Display display;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "work beside the UI");
        thread.setDaemon(true);
        return thread;
    });

    public Background(Display display) {
        this.display = display;
    }

    /**
     * Starts work.
     *
     * @param work
     *            on a thread of its own; interrupted when the future is cancelled
     * @param done
     *            gets the result on the UI thread; not called after the window is gone or the future was cancelled
     * @param failed
     *            gets the exception, in the same way
     */
    public <T> Future<?> start(Callable<T> work, Consumer<T> done, Consumer<Exception> failed) {
        FutureTask<?>[] own = new FutureTask<?>[1];
        own[0] = new FutureTask<>(() -> {
            try {
                T result = work.call();
                ui(() -> ifWanted(own[0], () -> done.accept(result)));
            } catch (Exception e) {
                ui(() -> ifWanted(own[0], () -> failed.accept(e)));
            } catch (Error e) {
                // A future would keep it for itself, and nobody would hear of it.
                ui(() -> ifWanted(own[0], () -> failed.accept(new IllegalStateException(e))));
            }
            return null;
        });
        // Not before the work can find its own future: it may be done before this thread goes on.
        threads.execute(own[0]);
        return own[0];
    }

    private static void ifWanted(Future<?> future, Runnable action) {
        if (!future.isCancelled()) {
            action.run();
        }
    }

    /** Runs something on the UI thread, soon; from any thread; not after the window is gone. */
    public void ui(Runnable action) {
        if (!display.isDisposed()) {
            display.asyncExec(() -> {
                if (!threads.isShutdown()) {
                    action.run();
                }
            });
        }
    }

    /** Interrupts the work that is still running. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
