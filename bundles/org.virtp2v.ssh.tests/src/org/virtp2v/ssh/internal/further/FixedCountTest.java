package org.virtp2v.ssh.internal.further;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.virtp2v.ssh.internal.further.ConnectionCount.Step;

class FixedCountTest {
    private final FixedCount count = new FixedCount(3);
    /** Also where {@link System#nanoTime()} may be: before zero. */
    private long now = -5_000_000_000L;

    @Test
    void makesOneAfterTheOtherUntilThereAreSoMany() {
        assertThat(count.step(now, 1)).isEqualTo(Step.MORE);
        assertThat(count.step(now, 2)).isEqualTo(Step.MORE);
        assertThat(count.step(now, 3)).isEqualTo(Step.NONE);
    }

    @Test
    void waitsLongerAfterEachRefusal() {
        for (Duration pause : FixedCount.PAUSES) {
            assertThat(count.step(now, 1)).isEqualTo(Step.MORE);
            count.failed(now);
            pass(pause.minusMillis(1));
            assertThat(count.step(now, 1)).isEqualTo(Step.NONE);
            pass(Duration.ofMillis(1));
        }
        assertThat(count.step(now, 1)).isEqualTo(Step.MORE);
    }

    @Test
    void whatIsLostAgainAndAgainIsTriedLessAndLess() {
        for (Duration pause : FixedCount.PAUSES) {
            count.step(now, 3);
            assertThat(count.step(now, 2)).isEqualTo(Step.NONE);
            pass(pause);
            assertThat(count.step(now, 2)).isEqualTo(Step.MORE);
        }
        count.step(now, 3);
        pass(Duration.ofMinutes(3));
        count.step(now, 3);
        assertThat(count.step(now, 2)).isEqualTo(Step.NONE);
        pass(FixedCount.PAUSES.getFirst());
        assertThat(count.step(now, 2)).as("after a while with all of them").isEqualTo(Step.MORE);
    }

    @Test
    void waitsWhenAllWereLost() {
        count.step(now, 3);
        count.reset(now);
        assertThat(count.step(now, 1)).isEqualTo(Step.NONE);
        pass(FixedCount.PAUSES.getFirst());
        assertThat(count.step(now, 1)).isEqualTo(Step.MORE);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
