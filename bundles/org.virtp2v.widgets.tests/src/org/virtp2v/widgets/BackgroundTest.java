package org.virtp2v.widgets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.eclipse.swt.widgets.Display;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.virtp2v.widgets.testing.UiThread;

class BackgroundTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Background background = new Background(UiThread.display());
    private final BlockingQueue<String> told = new ArrayBlockingQueue<>(4);

    @AfterEach
    void close() {
        background.close();
    }

    /** With a mark of the thread. */
    private void tell(String what) {
        told.add(what + (Display.getCurrent() == null ? " elsewhere" : " on the UI thread"));
    }

    private String next() throws InterruptedException {
        return told.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void worksElsewhereAndDeliversTheResultOnTheUiThread() throws InterruptedException {
        background.start(() -> {
            tell("worked");
            return "result";
        }, this::tell, failure -> tell("failed"));

        assertThat(next()).isEqualTo("worked elsewhere");
        assertThat(next()).isEqualTo("result on the UI thread");
    }

    @Test
    void deliversAFailureOnTheUiThread() throws InterruptedException {
        background.start(() -> {
            throw new IOException("no such page");
        }, result -> tell("done"), failure -> tell(failure.getMessage()));

        assertThat(next()).isEqualTo("no such page on the UI thread");
    }

    @Test
    void interruptsTheWorkAndDeliversNothingAfterItsEnd() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        background.start(() -> {
            begun.countDown();
            try {
                Thread.sleep(PATIENCE);
                return "slept";
            } catch (InterruptedException e) {
                interrupted.countDown();
                return "interrupted";
            }
        }, this::tell, failure -> tell("failed"));
        assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        background.close();

        assertThat(interrupted.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(told.poll(300, TimeUnit.MILLISECONDS)).isNull();
    }
}
