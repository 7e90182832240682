package org.virtp2v.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlPasswordTest {

    @ParameterizedTest
    @CsvSource({ "https://me:hunter2@host/v3, https://me:***@host/v3", "https://me:hun@ter@host, https://me:***@host",
            "me:hunter2@host/v3, me:***@host/v3", "https://me:hun/ter@host/v3, https://me:***@host/v3",
            "https://me:1a#34@host, https://me:***@host", "https://host/v3?a=b&token=x, https://host/v3?a=b&token=***",
            "https://:x@host, https://:***@host" })
    void hidesThePassword(String url, String shown) {
        assertThat(UrlPassword.isIn(url)).isTrue();
        assertThat(UrlPassword.hide(url)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({ "https://host:5000/v3", "https://me@host/v3", "qemu+ssh://root@host/system", "https://host/a:b@c",
            "https://host:5000/v3@x", "https://[fe80::1]:5000/x@y", "host:/x@y",
            "qemu:///system", "host" })
    void leavesTheRestAlone(String url) {
        assertThat(UrlPassword.isIn(url)).isFalse();
        assertThat(UrlPassword.hide(url)).isEqualTo(url);
    }
}
