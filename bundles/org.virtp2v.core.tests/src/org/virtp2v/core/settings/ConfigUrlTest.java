package org.virtp2v.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.machine.Identity;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.NetworkInterface;
import org.virtp2v.core.machine.NetworkInterface.Kind;
import org.virtp2v.core.testing.TestMachines;

/** Which files a machine asks for. */
class ConfigUrlTest {
    private static Machine machine(@Nullable String serial, @Nullable String uuid, @Nullable String asset) {
        Machine server = TestMachines.server();
        return new Machine("db1.example.com", server.cpu(), server.memoryBytes(), true, server.rtc(), server.firmware(),
                List.of(), List.of(),
                List.of(new NetworkInterface("em1", "52:54:00:12:34:56", null),
                        new NetworkInterface("em2", "52:54:00:12:34:57", null), new NetworkInterface("em3", null, null),
                        new NetworkInterface("usb0", "52:54:00:12:34:58", null, null, Kind.SERVICE_PROCESSOR)),
                new Identity("Dell", "R710", serial, uuid, asset), server.trust(), List.of());
    }

    private static ConfigUrl.Expansion expand(Machine machine, String commandLine, String... urls) {
        return ConfigUrl.expand(List.of(urls), machine, KernelCommandLine.parse(commandLine));
    }

    @Test
    void putsThePropertiesOfTheMachineIn() {
        Machine machine = machine("7XKQW4J", "4c4c4544-0058-4b10-8051-b7c04f57344a", "IT 42/7");
        assertThat(expand(machine, "", "https://d/{uuid}.conf", "https://d/{serial}/{hostname}", "https://d?a={asset}",
                "https://d/default.conf").urls()).containsExactly(
                        "https://d/4c4c4544-0058-4b10-8051-b7c04f57344a.conf", "https://d/7XKQW4J/db1.example.com",
                        "https://d?a=IT%2042%2F7", "https://d/default.conf");
    }

    @Test
    void triesEveryPortUnlessItIsToldWhichOneBooted() {
        Machine machine = machine(null, null, null);
        assertThat(expand(machine, "quiet", "https://d/{mac}").urls())
                .containsExactly("https://d/52-54-00-12-34-56", "https://d/52-54-00-12-34-57");
        assertThat(expand(machine, "BOOTIF=01-52-54-00-12-34-57 quiet", "https://d/{mac}").urls())
                .containsExactly("https://d/52-54-00-12-34-57");
        assertThat(expand(machine, "BOOTIF=52:54:00:AB:34:57", "https://d/{mac}").urls())
                .containsExactly("https://d/52-54-00-ab-34-57");
    }

    @Test
    void passesOverWhatTheMachineDoesNotTell() {
        var expansion = expand(machine(null, null, " "), "", "https://d/{serial}", "https://d/{uuid}",
                "https://d/{asset}", "https://d/all");
        assertThat(expansion.urls()).containsExactly("https://d/all");
        assertThat(expansion.unknown()).containsExactly("https://d/{serial}", "https://d/{uuid}", "https://d/{asset}");
    }

    /** A serial number is whatever somebody wrote into the firmware. */
    @ParameterizedTest
    @CsvSource({ "../../etc/passwd,https://d/..%2F..%2Fetc%2Fpasswd", "..,https://d/%2E%2E",
            "a?b#c&d=e%41,https://d/a%3Fb%23c%26d%3De%2541", "ü+*,https://d/%C3%BC%2B%2A" })
    void neverLeadsElsewhere(String serial, String url) {
        assertThat(expand(machine(serial, null, null), "", "https://d/{serial}").urls()).containsExactly(url);
    }

    @ParameterizedTest
    @ValueSource(strings = { "https://d/{name}", "https://d/{UUID}", "https://d/{}", "https://d/{uuid", "https://d/a b",
            "https://d/}", "deploy/{uuid}" })
    void refusesOtherNames(String url) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> SettingsReader.read("\"p2v.config=" + url + "\""))
                .withMessageContaining("{mac}, {uuid}, {serial}, {hostname}, {asset}");
    }
}
