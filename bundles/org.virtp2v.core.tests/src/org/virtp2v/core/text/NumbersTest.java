package org.virtp2v.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
    @ParameterizedTest
    @CsvSource({ "0,less than a minute", "29,less than a minute", "30,about a minute", "89,about a minute",
            "90,about 2 minutes", "3569,about 59 minutes", "3570,about 1 h 0 min", "4800,about 1 h 20 min" })
    void saysADurationAsPeopleDo(long seconds, String words) {
        assertThat(Numbers.about(Duration.ofSeconds(seconds))).isEqualTo(words);
    }
}
