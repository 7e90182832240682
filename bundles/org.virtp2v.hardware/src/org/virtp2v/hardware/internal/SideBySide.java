package org.virtp2v.hardware.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs things that wait for other programs side by side, so that all of them take as long as the slowest. */
final class SideBySide {

    private SideBySide() {
    }

    /**
     * What each has come to, in their order; empty for one that has thrown an exception.
     *
     * @throws InterruptedException
     *             when the thread is interrupted; all of them have been interrupted and have ended then
     */
    static <T> List<Optional<T>> all(List<Callable<T>> tasks) throws InterruptedException {
        List<Future<T>> results;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            results = threads.invokeAll(tasks);
        }
        List<Optional<T>> values = new ArrayList<>();
        for (var result : results) {
            try {
                values.add(Optional.of(result.get()));
            } catch (ExecutionException e) {
                values.add(Optional.empty());
            }
        }
        return values;
    }
}
