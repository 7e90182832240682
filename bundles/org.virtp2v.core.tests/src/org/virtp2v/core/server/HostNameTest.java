package org.virtp2v.core.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a host is written like, it has one normal form. */
class HostNameTest {

    @ParameterizedTest
    @CsvSource({ "conv, conv", " Conv.Example.COM , conv.example.com", "conv.example.com., conv.example.com",
            "LOCALHOST., localhost", "[conv], conv", "my_host-1, my_host-1", "XN--BRO-HOA.example, xn--bro-hoa.example",
            "büro.example, xn--bro-hoa.example", "BÜRO。Example., xn--bro-hoa.example", "1and1.example, 1and1.example" })
    void ofNames(String written, String normal) {
        assertThat(HostName.normal(written)).isEqualTo(normal);
    }

    @ParameterizedTest
    @CsvSource({ "192.0.2.7, 192.0.2.7", "[127.0.0.1], 127.0.0.1", "127.1, 127.0.0.1", "127.0.0.1., 127.0.0.1",
            "2130706433, 127.0.0.1", "10.1.515, 10.1.2.3", "::ffff:127.0.0.1, 127.0.0.1",
            "255.255.255.255, 255.255.255.255" })
    void ofIpv4Addresses(String written, String normal) {
        assertThat(HostName.normal(written)).isEqualTo(normal);
    }

    @ParameterizedTest
    @CsvSource({ "::1, ::1", "[::1], ::1", "0:0:0:0:0:0:0:1, ::1", "[0000::0001], ::1", "::, ::",
            "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1", "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1", "1::, 1::",
            "FE80::1%eth0, fe80::1%eth0", "[fe80::1%25eth0], fe80::1%eth0", "fe80::1%2, fe80::1%2", "::1%lo, ::1",
            "2001:db8::7%Eth0, 2001:db8::7", "::127.0.0.1, ::7f00:1" })
    void ofIpv6Addresses(String written, String normal) {
        assertThat(HostName.normal(written)).isEqualTo(normal);
    }

    @Test
    void isItsOwnNormalForm() {
        for (String host : new String[] { "conv", "xn--bro-hoa.example", "127.0.0.1", "fe80::1%eth0", "2001:db8::1" }) {
            assertThat(HostName.normal(host)).isEqualTo(host);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", ".", "[]", "a..b", ".a", "root@conv", "conv:22", "[::1]:22", "[conv]:22",
            "ssh://conv", "conv/x", "a b", "-oProxyCommand=x", "conv%eth0", "1.2.3.4.5", "256.0.0.1", "127.0x1",
            "0x7f.0.0.1", "010.0.0.1", "4294967296", "1:2", "::g", "fe80::1%", "straße.example", "*.example" })
    void refusesWhatIsNoHostOrMoreThanOne(String written) {
        assertThatIllegalArgumentException().isThrownBy(() -> HostName.normal(written));
    }
}
