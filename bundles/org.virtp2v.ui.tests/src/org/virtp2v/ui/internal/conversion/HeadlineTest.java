package org.virtp2v.ui.internal.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.virtp2v.core.progress.Progress;

class HeadlineTest {
    private LocalDateTime now = LocalDateTime.of(2026, 11, 29, 3, 30);
    private final Headline headline = new Headline(() -> now);

    private String copying(int percent, @Nullable Duration left) {
        return headline.of(snapshot(new Progress(percent, 1, 1e8, left), false, false));
    }

    private static ConversionSnapshot snapshot(Progress total, boolean trying, boolean cancelling) {
        return new ConversionSnapshot(List.of(), List.of(), total,
                new ConversionSnapshot.Rates(List.of(), 1, 0), "", null, List.of(), List.of(), trying, cancelling,
                null);
    }

    @Test
    void saysHowFarItIsHowLongItTakesAndWhenItIsReady() {
        assertThat(copying(37, Duration.ofMinutes(12))).isEqualTo("37 %, about 12 min left, ready at 03:42");
        assertThat(copying(2, Duration.ofMinutes(95))).isEqualTo("2 %, about 1 h 35 min left, ready at 05:05");
        assertThat(copying(98, Duration.ofSeconds(20))).isEqualTo("98 %, less than 1 min left, ready at 03:30");
    }

    @Test
    void saysTheDayWhereItIsAnotherOne() {
        assertThat(copying(1, Duration.ofHours(21))).endsWith("ready tomorrow at 00:30");
        assertThat(copying(1, Duration.ofHours(46))).endsWith("about 46 h 0 min left, ready in 2 days at 01:30");
    }

    @Test
    void countsDownWithoutFlickering() {
        assertThat(copying(37, Duration.ofMinutes(12))).endsWith("about 12 min left, ready at 03:42");
        now = now.plusMinutes(2);
        assertThat(copying(47, Duration.ofSeconds(620))).as("nearly the same").endsWith("10 min left, ready at 03:42");
        assertThat(copying(48, Duration.ofMinutes(14))).as("another one").endsWith("14 min left, ready at 03:46");
        now = now.plusMinutes(14).plusSeconds(10);
        assertThat(copying(99, Duration.ZERO)).as("later than it was said").endsWith("1 min left, ready at 03:46");
    }

    @Test
    void doesNotGuess() {
        assertThat(copying(37, null)).isEqualTo("37 %, time left not known yet");
        assertThat(headline.of(snapshot(Progress.NONE, false, false))).isEqualTo("Preparing…");
        assertThat(headline.of(snapshot(new Progress(100, 1, 1, Duration.ZERO).resting(), false, false)))
                .isEqualTo("Copied, finishing…");
        assertThat(headline.of(snapshot(Progress.NONE, true, false))).isEqualTo("Trying the guest…");
        assertThat(headline.of(snapshot(Progress.NONE, true, true))).isEqualTo("Cancelling…");
    }
}
