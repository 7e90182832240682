package org.virtp2v.core.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimiterTest {
    private static final long SECOND = 1_000_000_000L;
    private long now = -5 * SECOND;

    /** Lets through what it can until a moment; returns how many bytes those were. */
    private long passUntil(RateLimiter limiter, long end) {
        long bytes = 0;
        while (now < end) {
            int most = Math.min(32 * 1024, limiter.most());
            now = Math.max(now, limiter.passed(most, now));
            bytes += most;
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 1000, 100_000, 50 << 20, 10L << 30 })
    void letsTheRateThrough(long rate) {
        var limiter = new RateLimiter(rate, now);
        assertThat((double) passUntil(limiter, now + 10 * SECOND)).isCloseTo(10.0 * rate, within(0.02 * 10 * rate + 1));
    }

    @Test
    void makesUpForNoMoreThanATenthOfASecond() {
        var limiter = new RateLimiter(1_000_000, now);
        now += 60 * SECOND;
        assertThat(passUntil(limiter, now + SECOND)).isBetween(1_000_000L, 1_100_000L);
        assertThat(limiter.most()).isLessThanOrEqualTo(100_000);
    }

    @Test
    void isSharedByAllThatReadThroughIt() {
        var limiter = new RateLimiter(1000, now);
        assertThat(limiter.passed(50, now) - now).isCloseTo(SECOND / 20, within(SECOND / 1000));
        assertThat(limiter.passed(50, now) - now).isCloseTo(SECOND / 10, within(SECOND / 1000));
    }

    @Test
    void refusesNothingAsARate() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RateLimiter(0, now));
    }
}
