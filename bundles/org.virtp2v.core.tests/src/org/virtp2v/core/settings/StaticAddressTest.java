package org.virtp2v.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses and bridges of interfaces on the kernel command line. */
class StaticAddressTest {
    @ParameterizedTest
    @ValueSource(strings = { "192.0.2.7", "192.0.2.7,192.0.2.1", "192.0.2.7,192.0.2.1,0",
            "192.0.2.7,192.0.2.1,32,192.0.2.53,2001:db8::53", "192.0.2.7,,24", "192.0.2.7,,24,192.0.2.53",
            "2001:db8::7,fe80::1,128", "::1", "::ffff:192.0.2.7" })
    void isReadAndWrittenAsItWas(String text) throws Exception {
        String line = "p2v.ip.em1=" + text;
        Settings settings = SettingsReader.read(line).settings();
        assertThat(settings.virtV2v().addresses()).singleElement()
                .satisfies(address -> assertThat(address.text()).isEqualTo(text))
                .satisfies(address -> assertThat(address.interfaceName()).isEqualTo("em1"));
        assertThat(KeyTableTest.write(settings)).isEqualTo(new SettingsWriter.Writing(line, List.of()));
        assertThat(SettingsDump.of(settings, "1", null)).containsPattern("(?m)^ip.em1 +" + text + "$");
        assertThat(CommandLineSecrets.hide(line)).isEqualTo(line);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "localhost", "conv.example.com", "192.0.2", "192.0.2.256", "192.0.2.07", "1",
            "fe80::1%em1",
            "[::1]", "::1::2", "12345::", ":", ",192.0.2.1", "192.0.2.7,gw", "192.0.2.7,192.0.2.1,33",
            "192.0.2.7,192.0.2.1,-1", "192.0.2.7,192.0.2.1,", "192.0.2.7,192.0.2.1,24,", "192.0.2.7,192.0.2.1,24,dns",
            "192.0.2.7,2001:db8::1", "2001:db8::7,192.0.2.1", "2001:db8::7,fe80::1,129", "192.0.2.7/24", "192.0.2.7'" })
    void isRefusedWhenAPartIsWrong(String text) {
        assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> SettingsReader.read("p2v.ip.em1=" + text))
                .withMessageStartingWith("p2v.ip.em1=").withMessageContaining("192.0.2.53");
    }

    @Test
    void mayBeGivenSeveralTimesForSeveralInterfaces() throws Exception {
        String line = "p2v.ip.em1=192.0.2.7 p2v.ip.em1=2001:db8::7 p2v.ip.em2.5=192.0.2.8"
                + " p2v.bridge.em1=br0 p2v.bridge.em2=\"my bridge\"";
        SettingsReader.Reading reading = SettingsReader.read(line);
        assertThat(reading.warnings()).isEmpty();
        assertThat(reading.settings().virtV2v().addresses()).extracting(StaticAddress::interfaceName)
                .containsExactly("em1", "em1", "em2.5");
        assertThat(reading.settings().virtV2v().bridges()).containsEntry("em1", "br0").containsEntry("em2",
                "my bridge");
        assertThat(KeyTableTest.write(reading.settings()).line()).isEqualTo(line);
    }

    @Test
    void takesTheFirstBridgeAndWantsANameEverywhere() throws Exception {
        SettingsReader.Reading reading = SettingsReader
                .read("p2v.bridge.em1=br0 p2v.bridge.em1=br1 p2v.bridge.=x p2v.ip.=192.0.2.7");
        assertThat(reading.settings().virtV2v().bridges()).containsExactly(Map.entry("em1", "br0"));
        assertThat(reading.warnings()).hasSize(3);
        assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> SettingsReader.read("p2v.bridge.em1="));
    }
}
