package org.virtp2v.core.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.progress.StallWatch.Stall;

class StallWatchTest {
    private final StallWatch watch = new StallWatch(7, seconds(1000));

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void tellsAStallOnceAndItsEndOnce() {
        assertThat(watch.sample(7, seconds(1029))).isEmpty();
        assertThat(watch.sample(7, seconds(1030))).contains(new Stall(Duration.ofSeconds(30), false));
        assertThat(watch.sample(7, seconds(1090))).isEmpty();
        assertThat(watch.sample(8, seconds(1100))).contains(new Stall(Duration.ofSeconds(100), true));
        assertThat(watch.sample(8, seconds(1101))).isEmpty();
        assertThat(watch.sample(8, seconds(1130))).contains(new Stall(Duration.ofSeconds(30), false));
    }

    @Test
    void isNotImpressedByWhatIsSlow() {
        for (int i = 1; i < 100; i++) {
            assertThat(watch.sample(7 + i, seconds(1000 + 29 * i))).isEmpty();
        }
        assertThat(watch.end(seconds(100_000))).isEmpty();
    }

    @Test
    void doesNotCountATimeThatIsExcused() {
        watch.excuse(seconds(1100));
        assertThat(watch.sample(7, seconds(1129))).isEmpty();
        assertThat(watch.sample(7, seconds(1130))).contains(new Stall(Duration.ofSeconds(30), false));
        watch.excuse(seconds(1140));
        assertThat(watch.sample(8, seconds(1150))).as("it was told").contains(new Stall(Duration.ofSeconds(50), true));
    }

    @Test
    void isOverWhenWhatWasWaitedForEnds() {
        assertThat(watch.sample(7, seconds(1040))).isPresent();
        assertThat(watch.end(seconds(1050))).contains(new Stall(Duration.ofSeconds(50), true));
        assertThat(watch.end(seconds(1060))).isEmpty();
    }
}
