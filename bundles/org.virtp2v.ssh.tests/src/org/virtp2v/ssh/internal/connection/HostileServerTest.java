package org.virtp2v.ssh.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.testing.Fuzz;
import org.virtp2v.ssh.internal.LabServer;
import org.virtp2v.ssh.internal.SshConversionServer;
import org.virtp2v.ssh.internal.blocking.Blocking;

/**
 * Servers that mean harm before any key is known: the connection ends in time, in little memory, and with a message.
 */
@Timeout(120)
class HostileServerTest {
    private static final Duration LIMIT = Duration.ofSeconds(3);
    /** A heap of this size is enough for all, the program itself included. */
    private static final long MOST_HEAP = 64 << 20;
    private static final byte[] GREETING = "SSH-2.0-Hostile\r\n".getBytes(StandardCharsets.US_ASCII);

    /** What a server says after the connection was made; it goes on until nobody listens any more. */
    private interface Speech {
        void say(OutputStream out) throws IOException, InterruptedException;
    }

    private static final Map<String, Speech> SPEECHES = Map.of(
            "no end of a line", out -> out.write("x".repeat(1 << 16).getBytes()),
            "no end of lines", out -> out.write("Welcome!\r\n".repeat(5000).getBytes()),
            "a byte a second", out -> {
                out.write('S');
                Thread.sleep(1000);
            },
            "zeros", out -> out.write(new byte[1 << 16]),
            "no end of empty packets", out -> {
                out.write(GREETING);
                out.write(packets(new byte[] { 0, 0, 0, 12, 10, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }));
            },
            "the largest packet there is", out -> {
                out.write(GREETING);
                out.write(packets(new byte[] { 127, -1, -1, -4, 4, 20 }));
            },
            "a packet of a negative size", out -> {
                out.write(GREETING);
                out.write(packets(new byte[] { -1, -1, -1, -4, 4, 20, 0, 0 }));
            },
            "algorithms of the largest size", out -> {
                out.write(GREETING);
                out.write(new byte[] { 0, 0, 0, 44, 4, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 127, -1, -1,
                        -1 });
                out.write(new byte[22]);
            });

    private static byte[] packets(byte[] packet) {
        byte[] all = new byte[packet.length * 4096];
        for (int i = 0; i < all.length; i++) {
            all[i] = packet[i % packet.length];
        }
        return all;
    }

    private static ServerAccess access(int port) throws Exception {
        return new SshConversionServer(LabServer.options(List.of(), LIMIT))
                .access(new ServerLogin("127.0.0.1", port, "root", null, null, false), key -> {
                });
    }

    private static Thread speak(ServerSocket listening, String name, AtomicLong said) {
        return Blocking.start("hostile", () -> {
            while (!listening.isClosed()) {
                try (Socket socket = listening.accept()) {
                    OutputStream out = socket.getOutputStream();
                    boolean once = name.contains("size") || name.contains("there is") || name.contains("packets");
                    SPEECHES.get(name).say(out);
                    while (!once) {
                        SPEECHES.get(name).say(out);
                        said.incrementAndGet();
                    }
                    socket.getInputStream().readAllBytes();
                } catch (IOException | InterruptedException e) {
                    // the other side has heard enough
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = { "no end of a line", "no end of lines", "a byte a second", "zeros",
            "no end of empty packets", "the largest packet there is", "a packet of a negative size",
            "algorithms of the largest size" })
    void endsInTimeAndInLittleMemory(String name) throws Exception {
        Thread speaking;
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                ServerAccess access = access(listening.getLocalPort())) {
            speaking = speak(listening, name, new AtomicLong());
            System.gc();
            heap().forEach(MemoryPoolMXBean::resetPeakUsage);
            long before = peak();
            long begun = System.nanoTime();
            ConnectionException e = catchThrowableOfType(ConnectionException.class, access::test);
            assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(10));
            assertThat(peak() - before).as("bytes of the heap").isLessThan(MOST_HEAP);
            assertThat(e).hasMessageStartingWith("Cannot connect to 127.0.0.1:" + listening.getLocalPort());
            assertThat(e.getMessage().length()).isLessThan(1000);
            assertThat(e.getMessage().chars()).noneMatch(c -> Character.isISOControl(c) && c != '\n');
            assertThat(e.getMessage()).doesNotContain("Exception", "null", "Index", "out of bounds");
        }
        assertEnds(speaking);
    }

    private static void assertEnds(Thread thread) throws InterruptedException {
        thread.join(5000);
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
    }

    /** A line without an end is none of these: that connection ends by itself, maybe before it can be left. */

    @ParameterizedTest
    @ValueSource(strings = { "no end of lines", "a byte a second" })
    void canBeLeftAtOnce(String name) throws Exception {
        Thread speaking;
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                ServerAccess access = access(listening.getLocalPort())) {
            AtomicLong said = new AtomicLong();
            speaking = speak(listening, name, said);
            Thread connecting = Thread.currentThread();
            Blocking.start("interrupter", () -> {
                try {
                    while (said.get() == 0 && !listening.isClosed()) {
                        Thread.sleep(10);
                    }
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                connecting.interrupt();
            });
            long begun = System.nanoTime();
            assertThatThrownBy(access::test).isInstanceOf(InterruptedException.class);
            assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(3));
        }
        assertEnds(speaking);
    }

    /** Random packets, each with a length that is right: what is in them gets to the parsers. */
    @Test
    void refusesNonsenseInItsOwnWords() {
        Fuzz.rounds(25, random -> {
            try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                    ServerAccess access = access(listening.getLocalPort())) {
                byte[] content = new byte[40 + 8 * random.nextInt(40)];
                random.nextBytes(content);
                content[0] = 4;
                content[1] = (byte) (random.nextBoolean() ? 20 : random.nextInt(256));
                // The lengths of the first lists of algorithms, after the cookie.
                for (int i = 18; i < content.length - 4 && random.nextInt(3) > 0; i += 4 + content[i + 3]) {
                    content[i] = content[i + 1] = content[i + 2] = 0;
                    content[i + 3] = (byte) random.nextInt(9);
                }
                Blocking.start("hostile", () -> {
                    try (Socket socket = listening.accept()) {
                        OutputStream out = socket.getOutputStream();
                        out.write(GREETING);
                        out.write(new byte[] { 0, 0, (byte) (content.length >> 8), (byte) content.length });
                        out.write(content);
                        socket.shutdownOutput();
                        socket.getInputStream().readAllBytes();
                    } catch (IOException e) {
                        // the other side has heard enough
                    }
                });
                ConnectionException e = catchThrowableOfType(ConnectionException.class, access::test);
                assertThat(e).hasMessageStartingWith("Cannot connect to").message()
                        .doesNotContain("Cannot invoke", "null", "Exception", "Index", "out of bounds");
            }
        });
    }

    private static List<MemoryPoolMXBean> heap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP)
                .filter(pool -> pool.getName().contains("Old") || pool.getName().contains("Tenured")).toList();
    }

    private static long peak() {
        return heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    }
}
