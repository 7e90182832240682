package org.virtp2v.core.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {

    @Test
    void neverHasFewerPercentThanBeforeWhileItsOtherNumbersAreTheNewOnes() {
        var next = new Progress(50, 3, 4, Duration.ofSeconds(5));
        assertThat(new Progress(60, 1, 2, null).then(next)).isEqualTo(new Progress(60, 3, 4, Duration.ofSeconds(5)));
        assertThat(new Progress(40, 1, 2, null).then(next)).isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource({ "0,0", "29.9,29", "99.9,99", "100,99" })
    void isCompleteOnlyWhenThatIsSaid(double done, int percent) {
        assertThat(Progress.unfinished(done, 1, 2, 2, 3).percent()).isEqualTo(percent);
        assertThat(Progress.finished(1, 2)).isEqualTo(new Progress(100, 1, 2, Duration.ZERO));
    }

    @ParameterizedTest
    @CsvSource({ "1023,1024,", "1024,1023,", "1024,1024,PT10S", "1024,2048,PT5S" })
    void promisesNothingAtAStandstill(double bytesPerSecond, double steadily, Duration left) {
        assertThat(Progress.unfinished(0, 0, bytesPerSecond, steadily, 10_240).timeLeft()).isEqualTo(left);
    }

    @Test
    void hasNeitherRateNorTimeLeftAtRest() {
        var copying = new Progress(60, 1, 0, Duration.ofSeconds(5));
        assertThat(copying.isCopying()).isTrue();
        assertThat(copying.resting().isCopying()).isFalse();
        assertThat(copying.resting()).isEqualTo(new Progress(60, 1, -1, null));
        assertThat(Progress.NONE.isCopying()).isFalse();
    }
}
