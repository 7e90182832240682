package org.virtp2v.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import sun.misc.Signal;

@Timeout(30)
class InterruptionTest {
    private final CountDownLatch first = new CountDownLatch(1);
    private final CountDownLatch second = new CountDownLatch(1);
    private final CountDownLatch usual = new CountDownLatch(1);

    @Test
    void listensToASecondSignalWhileTheFirstIsStillAtWork() throws Exception {
        var own = Signal.handle(new Signal("TERM"), signal -> usual.countDown());
        try {
            try (var interruption = new Interruption(() -> {
                first.countDown();
                block();
            }, second::countDown)) {
                Signal.raise(new Signal("TERM"));
                assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
                assertThat(second.getCount()).isOne();
                Signal.raise(new Signal("TERM"));
                assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
                assertThat(interruption).isNotNull();
            }
            assertThat(usual.getCount()).isOne();
            Signal.raise(new Signal("TERM"));
            assertThat(usual.await(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            Signal.handle(new Signal("TERM"), own);
        }
    }

    private void block() {
        try {
            second.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
