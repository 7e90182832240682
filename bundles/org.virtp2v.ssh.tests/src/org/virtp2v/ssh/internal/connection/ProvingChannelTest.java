package org.virtp2v.ssh.internal.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.server.Dialer;
import org.virtp2v.core.server.ExportKey;
import org.virtp2v.ssh.internal.blocking.Blocking;

/** Who does not know a disk's key sees nothing of it. */
@Timeout(30)
class ProvingChannelTest {
    private final ExportKey key = ExportKey.random();
    private final AtomicInteger dialled = new AtomicInteger();
    private final AtomicBoolean diskClosed = new AtomicBoolean();
    private ForwardedSocket source;
    private ProvingChannel gate;
    private InputStream in;
    private OutputStream out;

    /** As JSch has it: one thread reads, another one writes. */
    @BeforeEach
    void open() throws IOException {
        open(Duration.ofSeconds(10), () -> {
            dialled.incrementAndGet();
            return new Greeting();
        });
    }

    private void open(Duration limit, Dialer disk) throws IOException {
        gate = new ProvingChannel(key, disk, limit);
        source = new ForwardedSocket(gate, new ForwardLimit("server"), sender(), 32 * 1024);
        in = source.getInputStream();
        out = source.getOutputStream();
    }

    @Test
    void letsInWhoKnowsTheKey() throws Exception {
        RelayPeer.prove(key, in, out);
        assertThat(new String(in.readNBytes(8), US_ASCII)).isEqualTo("NBDMAGIC");
        assertThat(dialled).hasValue(1);
        assertThat(gate.isProved()).isTrue();
        out.write("flags".getBytes(US_ASCII));
        assertThat(new String(in.readNBytes(5), US_ASCII)).isEqualTo("flags");
        source.close();
        assertThat(diskClosed).isTrue();
    }

    @Test
    void takesTheProofAlsoInSmallPieces() throws Exception {
        RelayPeer.prove(key, in, new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                out.write(value);
            }
        });
        assertThat(new String(in.readNBytes(8), US_ASCII)).isEqualTo("NBDMAGIC");
    }

    @Test
    void doesNotLetInWhoKnowsAnotherKey() throws Exception {
        RelayPeer stranger = new RelayPeer(ExportKey.random(), in, out);
        stranger.greet();
        assertThatThrownBy(stranger::check).hasMessage("the source does not know the key");
        out.write(stranger.proof("relay"));
        assertThat(stranger.isRefused()).isTrue();
        assertNothingSeen();
    }

    /** What the source has said proves nothing when it comes back. */
    @Test
    void doesNotLetInWhoSendsItsOwnProofBack() throws Exception {
        RelayPeer peer = new RelayPeer(key, in, out);
        peer.greet();
        peer.check();
        out.write(peer.proof("source"));
        assertThat(peer.isRefused()).isTrue();
        assertNothingSeen();
    }

    @ParameterizedTest
    @ValueSource(strings = { "GET / HTTP/1.0\r\n\r\n", "virt-p2v relay 2", "x", "IHAVEOPT" })
    void closesAtOnceWhenItIsNotTheRelay(String words) throws Exception {
        assertThatThrownBy(() -> out.write(words.getBytes(US_ASCII))).isInstanceOf(IOException.class);
        assertThat(in.read()).isEqualTo(-1);
        assertNothingSeen();
    }

    @Test
    void closesWhenMoreComesThanTheProof() throws Exception {
        RelayPeer peer = new RelayPeer(key, in, out);
        peer.greet();
        peer.check();
        assertThatThrownBy(() -> out.write(new byte[33])).isInstanceOf(IOException.class);
        assertThat(in.read()).isEqualTo(-1);
        assertNothingSeen();
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 47, 48 })
    void waitsForTheProofOnlySoLong(int said) throws Exception {
        open(Duration.ofMillis(300), () -> {
            throw new AssertionError("nobody proved anything");
        });
        RelayPeer peer = new RelayPeer(key, in, out);
        out.write(peer.hello(), 0, said);
        if (said == 48) {
            peer.check();
        }
        long began = System.nanoTime();
        assertThat(in.read()).isEqualTo(-1);
        assertThat(System.nanoTime() - began).isBetween(TimeUnit.MILLISECONDS.toNanos(100),
                TimeUnit.SECONDS.toNanos(5));
        assertThat(gate.isOpen()).isFalse();
    }

    @Test
    void closingEndsAReaderThatWaitsForTheProof() throws Exception {
        Thread reader = Blocking.start("reader", () -> {
            try {
                assertThat(in.read()).isEqualTo(-1);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        Thread.sleep(100);
        source.close();
        reader.join(5000);
        assertThat(reader.isAlive()).isFalse();
        assertThatThrownBy(() -> out.write(1)).isInstanceOf(IOException.class);
        assertNothingSeen();
    }

    @Test
    void aDiskThatIsDialledTooLateIsClosed() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        open(Duration.ofSeconds(10), () -> {
            source.close();
            closed.countDown();
            return new Greeting();
        });
        RelayPeer.prove(key, in, out);
        assertThatThrownBy(() -> in.read()).isInstanceOf(IOException.class);
        assertThat(closed.getCount()).isZero();
        assertThat(diskClosed).isTrue();
    }

    @Test
    void closesWhenTheDiskCannotBeDialled() throws Exception {
        open(Duration.ofSeconds(10), () -> {
            throw new IOException("no such disk");
        });
        RelayPeer.prove(key, in, out);
        assertThatThrownBy(() -> in.read()).hasMessage("no such disk");
        assertThat(gate.isOpen()).isFalse();
    }

    /** However many strangers there are, who has proved the key stays. */
    @Test
    void aCrowdThatSaysSomethingKeepsNobodyOut() throws Exception {
        ForwardLimit limit = new ForwardLimit("server");
        ForwardedSocket relay = socket(limit);
        RelayPeer.prove(key, relay.getInputStream(), relay.getOutputStream());
        assertThat(relay.getInputStream().readNBytes(8)).hasSize(8);
        relay.getOutputStream().write(1);
        for (int i = 0; i < 3 * ForwardLimit.MOST; i++) {
            Socket stranger = socket(limit);
            stranger.getOutputStream().write(new RelayPeer(key, in, out).hello(), 0, 20);
        }
        assertThat(relay.isOpen()).isTrue();
        ForwardedSocket next = socket(limit);
        RelayPeer.prove(key, next.getInputStream(), next.getOutputStream());
        assertThat(next.getInputStream().readNBytes(8)).hasSize(8);
        next.getOutputStream().write(1);
        assertThat(next.isOpen()).isTrue();
    }

    private ForwardedSocket socket(ForwardLimit limit) throws IOException {
        ForwardedSocket socket = new ForwardedSocket(new ProvingChannel(key, Greeting::new, Duration.ofSeconds(10)),
                limit, sender(), 32 * 1024);
        limit.add(socket);
        return socket;
    }

    private static PacketOutput.Sender sender() {
        return new PacketOutput(OutputStream.nullOutputStream(), () -> {
        }).sender();
    }

    private void assertNothingSeen() {
        assertThat(dialled).hasValue(0);
        assertThat(gate.isProved()).isFalse();
        assertThat(gate.isOpen()).isFalse();
    }

    /** A disk's server: greets, and sends back what it gets. */
    private final class Greeting implements ByteChannel {
        private ByteBuffer next = ByteBuffer.wrap("NBDMAGIC".getBytes(US_ASCII));

        @Override
        public int read(ByteBuffer to) {
            int length = Math.min(to.remaining(), next.remaining());
            to.put(next.slice().limit(length));
            next.position(next.position() + length);
            return length;
        }

        @Override
        public int write(ByteBuffer from) {
            int length = from.remaining();
            next = ByteBuffer.allocate(length).put(from).flip();
            return length;
        }

        @Override
        public boolean isOpen() {
            return !diskClosed.get();
        }

        @Override
        public void close() {
            diskClosed.set(true);
        }
    }
}
