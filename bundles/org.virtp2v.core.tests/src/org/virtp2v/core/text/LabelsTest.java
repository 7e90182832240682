package org.virtp2v.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelsTest {
    @ParameterizedTest
    @CsvSource({ "'Con&version server:', Conversion server", "Save && &quit, Save & quit", "Host key, Host key",
            "a:b:, a:b" })
    void areWithoutMnemonicAndColon(String label, String name) {
        assertThat(Labels.plain(label)).isEqualTo(name);
    }
}
