package org.virtp2v.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.convert.CancelCause;

import sun.misc.Signal;

@Timeout(30)
class InterruptionTest {
    private final CountDownLatch first = new CountDownLatch(1);
    private final CountDownLatch second = new CountDownLatch(1);
    private final CountDownLatch usual = new CountDownLatch(1);

    private Interruption blocking() {
        return new Interruption(cause -> {
            first.countDown();
            block();
            return true;
        }, second::countDown, () -> false);
    }

    @Test
    void listensToCtrlCWhileTheFirstSignalIsStillAtWork() throws Exception {
        var own = Signal.handle(new Signal("TERM"), signal -> usual.countDown());
        try {
            try (var interruption = blocking()) {
                raise("TERM");
                assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
                assertThat(second.getCount()).isOne();
                raise("INT");
                assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
                assertThat(interruption).isNotNull();
            }
            assertThat(usual.getCount()).isOne();
            raise("TERM");
            assertThat(usual.await(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            Signal.handle(new Signal("TERM"), own);
        }
    }

    /** The end of a session sends SIGTERM and SIGHUP, timeout(1) SIGTERM twice. */
    @Test
    void doesNotGiveUpWhenTheOneWhoEndsItSendsSeveralSignals() throws Exception {
        try (var interruption = blocking()) {
            raise("TERM");
            assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
            raise("HUP");
            raise("TERM");
            assertThat(second.await(1, TimeUnit.SECONDS)).isFalse();
            assertThat(interruption).isNotNull();
            second.countDown();
        }
    }

    @ParameterizedTest
    @CsvSource({ "INT,false,USER", "INT,true,USER", "HUP,false,TERMINAL_CLOSED", "HUP,true,SHUTDOWN",
            "TERM,false,TOLD_TO_END", "TERM,true,SHUTDOWN" })
    void tellsTheCauses(String signal, boolean shuttingDown, CancelCause expected) throws Exception {
        var cause = new CompletableFuture<CancelCause>();
        try (var interruption = new Interruption(cause::complete, second::countDown, () -> shuttingDown)) {
            raise(signal);
            assertThat(cause.get(10, TimeUnit.SECONDS)).isEqualTo(expected);
            assertThat(interruption).isNotNull();
        }
    }

    /** The kernel delivers SIGHUP before a SIGTERM that waits too. */
    @Test
    void tellsThatItWasToldToEndInWhicheverOrderTheSignalsArrive() throws Exception {
        var cause = new CompletableFuture<CancelCause>();
        try (var interruption = new Interruption(cause::complete, second::countDown, () -> false)) {
            raise("HUP");
            raise("TERM");
            assertThat(cause.get(10, TimeUnit.SECONDS)).isEqualTo(CancelCause.TOLD_TO_END);
            assertThat(interruption).isNotNull();
        }
    }

    private static void raise(String signal) {
        Signal.raise(new Signal(signal));
    }

    private void block() {
        try {
            second.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
