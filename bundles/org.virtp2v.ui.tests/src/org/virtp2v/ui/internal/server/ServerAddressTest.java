package org.virtp2v.ui.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {
    @ParameterizedTest
    @CsvSource({ "root@conv1:2222,root,conv1,2222", "root@conv1,root,conv1,", "conv1:2222,,conv1,2222",
            "ssh://admin@conv1.example.com:22/,admin,conv1.example.com,22", "SSH://conv1,,conv1,",
            "[2001:db8::1]:2222,,2001:db8::1,2222", "root@[fe80::1%eth0]:22,root,fe80::1%eth0,22",
            "' root@conv1:22 ',root,conv1,22" })
    void splitsWhatPeopleCopyFromElsewhere(String text, @Nullable String user, String host, @Nullable String port) {
        assertThat(ServerAddress.split(text)).contains(new ServerAddress(user, host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "conv1", "192.0.2.1", "2001:db8::1", "[2001:db8::1]", "root:geheim@conv1",
            "ssh://root:geheim@conv1:22", "https://conv1/", "conv1:ssh", "a b@conv1", "conv1:2222/path", "@conv1" })
    void leavesTheRestAsItIs(String text) {
        assertThat(ServerAddress.split(text)).isEmpty();
    }
}
