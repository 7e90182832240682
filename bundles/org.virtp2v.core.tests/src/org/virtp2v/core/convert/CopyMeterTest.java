package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;

import org.junit.jupiter.api.Test;

class CopyMeterTest {
    private static final long SECOND = 1_000_000_000L;
    private final CopyMeter meter = new CopyMeter(1000);

    @Test
    void doesNotCountWhatWasReadBeforeCopying() {
        meter.reading(0, 900);
        meter.begin(0);
        assertThat(meter.sample(SECOND)).isEqualTo(new CopyMeter.Sample(0, 0, 0, null));
    }

    @Test
    void countsHolesAsDoneAndEstimatesFromThePosition() {
        meter.begin(0);
        meter.reading(0, 100);
        meter.reading(400, 100);
        assertThat(meter.sample(SECOND)).isEqualTo(new CopyMeter.Sample(500, 200, 200, Duration.ofSeconds(1)));
    }

    @Test
    void neverGoesBackAndNeverBeyondTheEnd() {
        meter.begin(0);
        meter.reading(900, 200);
        meter.reading(0, 100);
        assertThat(meter.sample(SECOND).position()).isEqualTo(1000);
    }

    @Test
    void smoothsTheRate() {
        meter.begin(0);
        meter.reading(0, 100);
        meter.sample(SECOND);
        assertThat(meter.sample(2 * SECOND).bytesPerSecond()).isCloseTo(75, within(1e-6));
    }

    @Test
    void isCompleteAtTheEndEvenWithHolesBehind() {
        meter.begin(0);
        meter.reading(0, 10);
        assertThat(meter.end(SECOND)).satisfies(s -> assertThat(s.position()).isEqualTo(1000),
                s -> assertThat(s.timeLeft()).isZero());
    }
}
