package org.virtp2v.ssh.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Packets that follow each other go out together; nothing stays behind, whoever waits for whom. */
@Timeout(30)
class PacketOutputTest {
    private static final int DATA = 32 * 1024;
    private static final int SMALL = 40;

    /** What the TCP connection was given, a call each. */
    private final BlockingQueue<byte[]> sent = new LinkedBlockingQueue<>();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile boolean broken;
    private final OutputStream connection = new OutputStream() {
        @Override
        public void write(int value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (broken) {
                throw new IOException("Broken pipe");
            }
            sent.add(Arrays.copyOfRange(bytes, offset, offset + length));
        }
    };
    /** One that is not in a hurry. */
    private PacketOutput output = new PacketOutput(connection, failures::incrementAndGet, 60_000);
    private PacketOutput.Sender sender = output.sender();

    private void hurry() {
        output = new PacketOutput(connection, failures::incrementAndGet);
        sender = output.sender();
    }

    @Test
    void sendsTwoPacketsOfDataTogether() throws Exception {
        sender.more(true);
        output.write(packet(1, DATA), 0, DATA);
        assertThat(sent).isEmpty();
        output.write(packet(2, DATA), 0, DATA);
        assertThat(sent.take()).isEqualTo(join(packet(1, DATA), packet(2, DATA)));
    }

    @Test
    void sendsTheLastOneAtOnceWithWhatIsHeld() throws Exception {
        sender.more(true);
        output.write(packet(1, DATA), 0, DATA);
        sender.more(false);
        output.write(packet(2, SMALL), 0, SMALL);
        assertThat(sent).hasSize(1);
        assertThat(sent.take()).isEqualTo(join(packet(1, DATA), packet(2, SMALL)));
    }

    @Test
    void holdsNothingThatNothingFollows() throws Exception {
        sender.more(false);
        output.write(packet(1, DATA), 0, DATA);
        assertThat(sent.take()).isEqualTo(packet(1, DATA));
    }

    @Test
    void sendsSmallPacketsAtOnceAlsoBetweenLargeOnes() throws Exception {
        sender.more(true);
        output.write(packet(1, SMALL), 0, SMALL);
        assertThat(sent.take()).isEqualTo(packet(1, SMALL));
        output.write(packet(2, DATA), 0, DATA);
        output.write(packet(3, SMALL), 0, SMALL);
        assertThat(sent.take()).isEqualTo(join(packet(2, DATA), packet(3, SMALL)));
    }

    @Test
    void keepsTheOrderWhenAPacketDoesNotFit() throws Exception {
        sender.more(true);
        output.write(packet(1, DATA), 0, DATA);
        int large = PacketOutput.CAPACITY - DATA + 1;
        output.write(packet(2, large), 0, large);
        output.write(packet(3, 2 * PacketOutput.CAPACITY), 0, 2 * PacketOutput.CAPACITY);
        assertThat(sent.take()).isEqualTo(packet(1, DATA));
        assertThat(sent.take()).isEqualTo(packet(2, large));
        assertThat(sent.take()).isEqualTo(packet(3, 2 * PacketOutput.CAPACITY));
    }

    /** Such as one that has to wait for the window, which the server opens when it has got what is held. */
    @Test
    void sendsSoonWhatIsHeldForOneThatDoesNotCome() throws Exception {
        hurry();
        sender.more(true);
        output.write(packet(1, DATA), 0, DATA);
        assertThat(sent.poll(5, TimeUnit.SECONDS)).isEqualTo(packet(1, DATA));
    }

    @Test
    void triesThatLessAndLessOften() throws Exception {
        hurry();
        sender.more(true);
        int atOnce = 0;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
        int all = 0;
        for (; System.nanoTime() < end; all++) {
            output.write(packet(1, DATA), 0, DATA);
            atOnce += sent.size();
            assertThat(sent.poll(5, TimeUnit.SECONDS)).isEqualTo(packet(1, DATA));
        }
        // The pauses double from 20 ms on, to 2 s: about eight in three seconds.
        assertThat(all - atOnce).isBetween(1, 12);
    }

    @Test
    void looksAgainAfterALongTimeWithoutData() throws Exception {
        sendsSoonWhatIsHeldForOneThatDoesNotCome();
        TimeUnit.MILLISECONDS.sleep(2500); // until nobody looks any more
        output.write(packet(1, DATA), 0, DATA);
        assertThat(sent.poll(5, TimeUnit.SECONDS)).isEqualTo(packet(1, DATA));
    }

    @Test
    void holdsNothingForOneThatHasEnded() throws Exception {
        sender.more(true);
        sender.end();
        sender.more(true);
        output.write(packet(1, DATA), 0, DATA);
        assertThat(sent.take()).isEqualTo(packet(1, DATA));
    }

    @Test
    void tellsTheNextOneThatWhatWasHeldCouldNotBeSent() throws Exception {
        output = new PacketOutput(connection, failures::incrementAndGet, 200);
        sender = output.sender();
        sender.more(true);
        output.write(packet(1, DATA), 0, DATA);
        broken = true; // before it is looked at for the second time
        while (failures.get() == 0) {
            Thread.sleep(5);
        }
        broken = false;
        assertThatIOException().isThrownBy(() -> output.write(packet(2, SMALL), 0, SMALL))
                .withMessageContaining("Broken pipe");
        assertThat(sent).isEmpty();
    }

    /** Such as a lack of memory; a part of the packet may have been sent. */
    @Test
    void sendsNothingMoreAfterAnythingThatWentWrong() throws Exception {
        OutputStream poor = new OutputStream() {
            @Override
            public void write(int value) {
                throw new OutOfMemoryError("for a test");
            }
        };
        output = new PacketOutput(poor, failures::incrementAndGet);
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> output.write(packet(1, SMALL), 0, SMALL));
        assertThat(failures).hasValue(1);
        assertThatIOException().isThrownBy(() -> output.write(packet(2, SMALL), 0, SMALL))
                .withMessageContaining("for a test");
    }

    /** As it is when the server takes nothing more, and the connection is cut off. */
    @Test
    void canBeClosedWhileWhatWasHeldIsBeingSent() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        OutputStream stuck = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                try {
                    closed.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                throw new IOException("Socket closed");
            }

            @Override
            public void close() {
                closed.countDown();
            }
        };
        output = new PacketOutput(stuck, failures::incrementAndGet);
        sender = output.sender();
        sender.more(true);
        output.write(packet(1, DATA), 0, DATA);
        while (output.writeNanos() == 0) {
            Thread.sleep(1);
        }
        output.close();
        assertThatIOException().isThrownBy(() -> output.write(packet(2, DATA), 0, DATA))
                .withMessageContaining("Socket closed");
        assertThat(failures).hasValue(1);
        assertThat(output.writeNanos()).isZero();
    }

    /** As JSch does: each has its own data, and a lock lets them send one packet after the other. */
    @Test
    void losesNothingOfManySenders() throws Exception {
        hurry();
        int senders = 6;
        Object lock = new Object();
        List<byte[]> written = new ArrayList<>();
        List<Callable<Void>> work = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
            Random random = new Random(i);
            PacketOutput.Sender each = output.sender();
            work.add(() -> {
                for (int batch = 0; batch < 60; batch++) {
                    int packets = 1 + random.nextInt(9);
                    for (int k = 0; k < packets; k++) {
                        byte[] packet = new byte[random.nextInt(4) == 0 ? SMALL : DATA - random.nextInt(20000)];
                        random.nextBytes(packet);
                        each.more(k + 1 < packets);
                        if (random.nextInt(50) == 0) {
                            Thread.sleep(random.nextInt(12));
                        }
                        synchronized (lock) {
                            written.add(packet);
                            output.write(packet, 0, packet.length);
                        }
                    }
                }
                each.end();
                return null;
            });
        }
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            for (Future<Void> future : threads.invokeAll(work)) {
                future.get();
            }
        }
        byte[] all = join(written.toArray(byte[][]::new));
        ByteArrayOutputStream arrived = new ByteArrayOutputStream();
        while (arrived.size() < all.length) {
            byte[] next = sent.poll(5, TimeUnit.SECONDS);
            assertThat(next).describedAs("what is still held").isNotNull();
            arrived.write(next);
        }
        assertThat(Arrays.equals(arrived.toByteArray(), all)).isTrue();
        assertThat(sent).isEmpty();
    }

    /** As JSch reads a disk's data: a packet at a time, of what is there. */
    @Test
    void holdsAsLongAsADisksDataAreThere() throws Exception {
        int length = 5 * DATA + 100;
        ForwardedSocket socket = new ForwardedSocket(new Once(length), new ForwardLimit("server"), sender,
                2 * DATA);
        socket.getOutputStream().write(1); // a request
        InputStream in = socket.getInputStream();
        byte[] packet = new byte[DATA];
        in.read(packet, 0, 512);
        List<Integer> calls = new ArrayList<>();
        for (int left = length; left > 0;) {
            int taken = in.read(packet, 0, DATA);
            output.write(packet, 0, taken);
            left -= taken;
        }
        while (!sent.isEmpty()) {
            calls.add(sent.take().length);
        }
        assertThat(calls).containsExactly(2 * DATA, 2 * DATA, DATA + 100);
        socket.close();
    }

    /** Gives a greeting, then so many bytes in one read. */
    private static final class Once implements OneWay {
        private final int length;
        private boolean greeted;

        Once(int length) {
            this.length = length;
        }

        @Override
        public int read(ByteBuffer to) {
            int count = greeted ? length : Math.min(512, to.remaining());
            greeted = true;
            to.position(to.position() + count);
            return count;
        }
    }

    private static byte[] packet(int number, int length) {
        byte[] packet = new byte[length];
        Arrays.fill(packet, (byte) number);
        return packet;
    }

    private static byte[] join(byte[]... packets) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] packet : packets) {
            all.writeBytes(packet);
        }
        return all.toByteArray();
    }
}
