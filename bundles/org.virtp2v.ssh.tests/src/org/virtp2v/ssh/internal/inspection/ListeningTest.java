package org.virtp2v.ssh.internal.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerInspection;
import org.virtp2v.ssh.internal.LabServer;

/** Nobody but the conversion server itself can connect to the ports that carry the disks. */
@Timeout(120)
class ListeningTest {

    @Test
    void refusesPortsThatTheNetworkCanReach() throws Exception {
        try (LabServer open = LabServer.start("--sshd", "GatewayPorts yes");
                ServerAccess access = open.access(open.root())) {
            AtomicInteger dialled = new AtomicInteger();
            ConnectionException e = catchThrowableOfType(ConnectionException.class,
                    () -> LabServer.data(access, () -> {
                        dialled.incrementAndGet();
                        throw new IOException("nobody must get here");
                    }));
            assertThat(e.reason()).isEqualTo(Reason.FORWARDING_REFUSED);
            assertThat(e).hasMessageContaining("127.0.0.1:" + open.port()).hasMessageContaining("0.0.0.0")
                    .hasMessageContaining("Set “GatewayPorts no” in its sshd_config");
            assertThat(dialled).hasValue(0);
            try (ServerInspection inspection = access.inspect()) {
                assertThat(catchThrowableOfType(ConnectionException.class, inspection::testForward))
                        .hasMessageContaining("GatewayPorts no");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "GatewayPorts clientspecified", "GatewayPorts no", "AddressFamily inet",
            "MaxSessions 1" })
    void acceptsLoopback(String line) throws Exception {
        try (LabServer lab = LabServer.start("--sshd", line);
                ServerAccess access = lab.access(lab.root());
                DataConnection data = LabServer.data(access, LabServer.unused());
                ServerInspection inspection = access.inspect()) {
            assertThat(data.isOpen()).isTrue();
            assertThat(inspection.testForward()).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource({ "1 0100007F, 127.0.0.1", "1 00000000, 0.0.0.0", "1 0701A8C0, 192.168.1.7", "256 7F000001, 127.0.0.1",
            "1 00000000000000000000000001000000, 0:0:0:0:0:0:0:1",
            "256 00000000000000000000000000000001, 0:0:0:0:0:0:0:1",
            "1 00000000000000000000000000000000, 0:0:0:0:0:0:0:0", "1 0000000000000000FFFF00000100007F, 127.0.0.1",
            "1 B80D0120000000000000000007000000, 2001:db8:0:0:0:0:0:7" })
    void understandsTheKernelsWayToWriteAddresses(String printed, String address) {
        assertThat(Listening.addresses("   " + printed.replace(' ', '\n') + "\n"))
                .containsExactly(address(address));
    }

    @Test
    void knowsNothingFromNonsense() {
        assertThat(Listening.addresses("")).isEmpty();
        assertThat(Listening.addresses("1\nlocal_address\n0100007\nZZZZZZZZ\n")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "127.0.0.1|", "::1|", "127.0.0.1 ::1|", "127.0.0.1 10.0.0.7|",
            "0.0.0.0|0.0.0.0", "127.0.0.1 ::|::", "0.0.0.0 ::1|0.0.0.0", "10.0.0.7|10.0.0.7", "::|::", "127.0.0.2|" })
    void knowsWhichAddressesAreSshdsOwn(String all, String exposed) {
        assertThat(Listening.exposed(addresses(all))).isEqualTo(addresses(exposed == null ? "" : exposed));
    }

    private static List<InetAddress> addresses(String text) {
        return new ArrayList<>(Arrays.stream(text.split(" ")).filter(a -> !a.isEmpty()).map(ListeningTest::address)
                .toList());
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
