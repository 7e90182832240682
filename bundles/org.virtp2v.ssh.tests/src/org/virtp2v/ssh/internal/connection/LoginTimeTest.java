package org.virtp2v.ssh.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.virtp2v.ssh.internal.blocking.Blocking;

/** How long people may think. */
@Timeout(30)
class LoginTimeTest {
    private final CountDownLatch takenBack = new CountDownLatch(1);

    private boolean ask(LoginTime time, long answerMillis) throws Exception {
        return Blocking.call("test", () -> time.ask(() -> {
            try {
                Thread.sleep(answerMillis);
                return true;
            } catch (InterruptedException e) {
                takenBack.countDown();
                return false;
            }
        }), time::abandon, time::remainingNanos);
    }

    @Test
    void standsStillWhileAPersonThinks() throws Exception {
        LoginTime time = new LoginTime(Duration.ofMillis(300), null);
        assertThat(ask(time, 900)).isTrue();
        assertThat(time.passed()).isFalse();
        assertThat(time.isUnanswered()).isFalse();
    }

    /** At night, while a connection is made again. */
    @Test
    void takesAQuestionBackThatNobodyAnswers() throws Exception {
        LoginTime time = new LoginTime(Duration.ofSeconds(20), Duration.ofMillis(300));
        assertThatThrownBy(() -> ask(time, 20_000)).isInstanceOf(TimeoutException.class);
        assertThat(time.isUnanswered()).isTrue();
        assertThat(takenBack.await(5, TimeUnit.SECONDS)).isTrue();
    }
}
