package org.virtp2v.ssh.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.ssh.internal.LabServer;

/** A connection is taken for dead only when nothing comes through while the server answers others. */
@Timeout(60)
class SuspicionTest {
    private static final TcpState HOPELESS = new TcpState(5000, 6);
    private final Suspicion suspicion = new Suspicion();

    @ParameterizedTest
    @CsvSource({ "20, 5000, 6, true", "20, 0, 0, false", "20, 5000, 1, false", "5, 5000, 6, false" })
    void suspectsWhatIsSentInVain(int silent, int unacknowledged, int timeouts, boolean suspect) {
        assertThat(suspicion.isJustified(seconds(silent), () -> new TcpState(unacknowledged, timeouts)))
                .isEqualTo(suspect);
        assertThat(suspicion.isJustified(seconds(silent), () -> null)).isFalse();
    }

    @Test
    void cutsNothingWhileTheServerAnswersNobody() {
        for (int second = 8; second < 10_000; second += 5) {
            assertThat(suspicion.isJustified(seconds(second), () -> HOPELESS)).isTrue();
            assertThat(suspicion.isProved(false, seconds(second), seconds(second))).isFalse();
        }
    }

    /** The connection had the same time to come back as it was away, up to 15 seconds. */
    @ParameterizedTest
    @CsvSource({ "8, 18", "13, 28", "58, 73", "100, 115" })
    void cutsWhenTheServerHasAnsweredOthersForAWhile(int since, int cut) {
        int second = 8;
        for (boolean proved = false; !proved; second += 5) {
            assertThat(suspicion.isJustified(seconds(second), () -> HOPELESS)).isTrue();
            proved = suspicion.isProved(second >= since, seconds(second), seconds(second));
        }
        assertThat(second - 5).isBetween(cut - 5, cut + 5);
    }

    @Test
    void aSignOfLifeEndsTheSuspicion() {
        suspicion.isJustified(seconds(60), () -> HOPELESS);
        assertThat(suspicion.isProved(true, seconds(60), seconds(60))).isFalse();
        assertThat(suspicion.isJustified(seconds(1), () -> new TcpState(5000, 0))).isFalse();
        suspicion.isJustified(seconds(20), () -> HOPELESS);
        assertThat(suspicion.isProved(true, seconds(20), seconds(100))).isFalse();
    }

    @Test
    void readsWhatTheKernelKnows() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), listening.getLocalPort())) {
            assertThat(TcpState.of(socket)).isEqualTo(new TcpState(0, 0));
        }
        Stream<String> lines = """
                  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
                   0: 0100007F:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1
                   1: 0701A8C0:C350 0801A8C0:0016 06 00000001:00000000 01:00000532 0000000C     0        0 2 2
                   2: 0701A8C0:C350 0801A8C0:0016 01 0001A2B3:00000000 01:00000532 0000000B     0        0 3 2
                """.lines();
        assertThat(TcpState.find(lines, 50000, 22)).isEqualTo(new TcpState(0x1a2b3, 11));
        assertThat(TcpState.find(Stream.of("nonsense", ""), 50000, 22)).isNull();
    }

    @Test
    void knowsAServerByItsGreeting() throws Exception {
        try (LabServer server = LabServer.start();
                ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            assertThat(PeerWatch.greets(new InetSocketAddress(server.host(), server.port()))).isTrue();
            assertThat(PeerWatch.greets(silent.getLocalSocketAddress())).isFalse();
            assertThat(PeerWatch.greets(new InetSocketAddress("127.0.0.1", 1))).isFalse();
        }
    }

    private static long seconds(int seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
