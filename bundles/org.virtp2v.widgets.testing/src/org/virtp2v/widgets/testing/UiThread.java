package org.virtp2v.widgets.testing;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.eclipse.swt.widgets.Display;

/** The one UI thread of this JVM, with its one display: GTK has no room for more. */
public final class UiThread {
    private static final CompletableFuture<Display> DISPLAY = new CompletableFuture<>();

    static {
        Thread thread = new Thread(UiThread::loop, "UI");
        thread.setDaemon(true);
        thread.start();
    }

    private UiThread() {
    }

    private static void loop() {
        Display created;
        try {
            created = new Display();
            DISPLAY.complete(created);
        } catch (Error | RuntimeException e) {
            DISPLAY.completeExceptionally(e);
            return;
        }
        while (!created.isDisposed()) {
            if (!created.readAndDispatch()) {
                created.sleep();
            }
        }
    }

    /** The display. */
    public static Display display() {
        try {
            return DISPLAY.join();
        } catch (CompletionException e) {
            throw new AssertionError("There is no display for the tests: run releng/verify, which makes one",
                    e.getCause());
        }
    }

    /**
     * Starts something on the UI thread.
     *
     * @return done when it has returned
     */
    public static CompletableFuture<Void> start(Runnable work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        display().asyncExec(() -> {
            try {
                work.run();
                done.complete(null);
            } catch (Error | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    /** Does something on the UI thread, and waits for it. */
    public static void run(Runnable work) {
        start(work).join();
    }
}
