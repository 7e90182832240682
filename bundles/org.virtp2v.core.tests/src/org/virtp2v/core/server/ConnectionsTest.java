package org.virtp2v.core.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.settings.SettingsReader;

class ConnectionsTest {

    @ParameterizedTest
    @CsvSource({ "auto, true, 4, auto", "AUTO, true, 4, auto", "1, false, 1, 1", "04, false, 4, 4",
            "16, false, 16, 16" })
    void isAWordOrANumberAndIsReadBack(String text, boolean automatic, int most, String written) {
        Connections connections = Connections.parse(text);
        assertThat(connections).isEqualTo(new Connections(most, automatic, Long.MAX_VALUE));
        assertThat(connections.text()).isEqualTo(written);
    }

    @Test
    void isAutomaticWhenNothingIsSaid() throws Exception {
        assertThat(SettingsReader.read("p2v.server=c").settings().server().login().connections())
                .isEqualTo(Connections.AUTO);
        assertThat(SettingsReader.read("p2v.server=c p2v.connections=3").settings().server().login().connections())
                .isEqualTo(Connections.exactly(3));
    }
}
