package org.virtp2v.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeSpanTest {

    @ParameterizedTest
    @CsvSource({ "0, 0, 0", "45, 45, 45", "90s, 90, 90", "60m, 3600, 60m", "8H, 28800, 480m", "' 2 M ', 120, 2m" })
    void isSecondsOrHasAUnitAndIsReadBack(String text, long seconds, String written) {
        Duration duration = TimeSpan.parse(text);
        assertThat(duration).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(TimeSpan.write(duration)).isEqualTo(written);
        assertThat(TimeSpan.parse(written)).isEqualTo(duration);
    }

    @ParameterizedTest
    @CsvSource({ "0, 0 s", "45, 45 s", "90, 90 s", "60, 1 min", "3600, 60 min" })
    void isWrittenForPeople(long seconds, String text) {
        assertThat(TimeSpan.text(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "m", "-1", "1.5h", "1d", "1h30m", "9999999999", "99999999h", "2147483648" })
    void refusesOtherForms(String text) {
        assertThatExceptionOfType(NumberFormatException.class).isThrownBy(() -> TimeSpan.parse(text));
    }

    @Test
    void becomesTheLimitOfTheLogin() throws SettingsException {
        var read = SettingsReader.read("p2v.server=c p2v.reconnect=2h").settings();
        assertThat(read.server().login().reconnect()).isEqualTo(Duration.ofHours(2));
        assertThat(SettingsReader.read("p2v.server=c").settings().server().login().reconnect())
                .isEqualTo(Duration.ofMinutes(60));
    }
}
