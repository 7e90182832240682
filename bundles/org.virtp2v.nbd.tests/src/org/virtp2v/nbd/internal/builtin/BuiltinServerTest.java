package org.virtp2v.nbd.internal.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.testing.RecordedReads;
import org.virtp2v.core.testing.Seeds;
import org.virtp2v.nbd.internal.protocol.Nbd;

/** Our NBD server, message by message. */
@Timeout(60)
class BuiltinServerTest {
    private static final int SIZE = (4 << 20) + 1536;
    private static final int MOST = 260 * 1024;

    private final Random random = Seeds.random();
    private final RecordedReads reads = new RecordedReads();
    private final List<String> failures = new ArrayList<>();
    private Content content = Content.mixed(SIZE, random);

    private BuiltinServer server(Extent... zeros) {
        return new BuiltinServer(content, SIZE, new BuiltinServer.Sectors(512, 512), List.of(zeros), reads,
                (offset, error) -> failures.add(offset + ":" + error), part -> false);
    }

    private StructuredClient client(int most, Extent... zeros) throws IOException {
        return new StructuredClient(server(zeros).connect(), most).go();
    }

    @ParameterizedTest(name = "a buffer of {0} bytes")
    @ValueSource(ints = { 1, 29, 512, 5000, 50_000, MOST, 5 << 20 })
    void answersReadsOfAnySizeIntoBuffersOfAnySize(int most) throws IOException {
        try (StructuredClient client = client(most)) {
            for (int i = 0; i < 40; i++) {
                int offset = random.nextInt(SIZE);
                int length = 1 + random.nextInt(Math.min(SIZE - offset, most == 1 ? 5000 : i < 20 ? 9000 : SIZE));
                assertThat(client.read(0, offset, length).data()).isEqualTo(content.part(offset, length));
            }
            assertThat(client.read(0, 0, most == 1 ? 5000 : SIZE).error()).isZero();
        }
        assertThat(bytes(reads.delivered)).isEqualTo(bytes(reads.asked));
    }

    private static long bytes(List<Extent> parts) {
        return parts.stream().mapToLong(Extent::length).sum();
    }

    @Test
    void answersManyRequestsThatAreSentAtOnceInTheirOrder() throws IOException {
        try (StructuredClient client = client(MOST)) {
            for (int offset = 0; offset + 1536 <= SIZE; offset += 1536) {
                client.request(0, Nbd.NBD_CMD_READ, offset, offset, 1536);
            }
            for (int offset = 0; offset + 1536 <= SIZE; offset += 1536) {
                assertThat(client.answer(offset, 1536).data()).isEqualTo(content.part(offset, 1536));
            }
        }
    }

    @Test
    void zerosDoNotTravel() throws IOException {
        content = Content.random(SIZE, random);
        Arrays.fill(content.bytes(), 1 << 20, 3 << 20, (byte) 0);
        try (StructuredClient client = client(MOST)) {
            StructuredClient.Answer answer = client.read(0, 0, SIZE);
            assertThat(answer.data()).isEqualTo(content.bytes());
            assertThat(answer.holes()).isPositive();
            assertThat(client.received).isBetween((2L << 20) + 1536, (2L << 20) + 3 * Zeros.BLOCK_BYTES);
        }
        assertThat(bytes(reads.delivered)).as("holes are delivered").isEqualTo(SIZE);
    }

    @Test
    void partsThatAreZerosAreNeverRead() throws IOException {
        Extent first = new Extent(512, 70_000);
        Extent last = new Extent(SIZE - 512, 512);
        Arrays.fill(content.bytes(), 512, 70_512, (byte) 0);
        Arrays.fill(content.bytes(), SIZE - 512, SIZE, (byte) 0);
        content.broken().add(2L);
        content.broken().add(SIZE / 512 - 1L);
        try (StructuredClient client = client(MOST, last, first)) {
            assertThat(client.read(0, 0, SIZE).data()).isEqualTo(content.bytes());
            assertThat(client.read(Nbd.NBD_CMD_FLAG_DF, 0, 60_000).data()).isEqualTo(content.part(0, 60_000));
            assertThat(client.read(0, 600, 4000)).satisfies(answer -> {
                assertThat(answer.data()).containsOnly(0);
                assertThat(answer.holes()).isEqualTo(1);
            });
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void answersInOnePieceWhenTheClientWantsThat() throws IOException {
        Arrays.fill(content.bytes(), 0, 40_000, (byte) 0);
        try (StructuredClient client = client(512)) {
            assertThat(client.read(Nbd.NBD_CMD_FLAG_DF, 7, Replies.LONGEST_WHOLE)).satisfies(answer -> {
                assertThat(answer.data()).isEqualTo(content.part(7, Replies.LONGEST_WHOLE));
                assertThat(answer.chunks()).isEqualTo(1);
            });
            assertThat(client.read(Nbd.NBD_CMD_FLAG_DF, 0, Replies.LONGEST_WHOLE + 1).error())
                    .isEqualTo(Nbd.NBD_EOVERFLOW);
        }
    }

    @Test
    void tellsHoles() throws IOException {
        try (StructuredClient client = client(512, new Extent(4096, 8192), new Extent(SIZE - 512, 512))) {
            client.request(0, Nbd.NBD_CMD_BLOCK_STATUS, 1, 0, SIZE);
            assertThat(extents(client)).containsExactly("4096:0", "8192:3", SIZE - 512 - 12288 + ":0", "512:3");
            client.request(Nbd.NBD_CMD_FLAG_REQ_ONE, Nbd.NBD_CMD_BLOCK_STATUS, 1, 5000, 100_000);
            assertThat(extents(client)).containsExactly("7288:3");
        }
    }

    private static List<String> extents(StructuredClient client) throws IOException {
        ByteBuffer header = client.receive(20);
        assertThat(header.getShort(6)).isEqualTo((short) Nbd.NBD_REPLY_TYPE_BLOCK_STATUS);
        ByteBuffer payload = client.receive(header.getInt(16));
        payload.getInt();
        List<String> extents = new ArrayList<>();
        while (payload.hasRemaining()) {
            extents.add(payload.getInt() + ":" + payload.getInt());
        }
        return extents;
    }

    @Test
    void tellsWhereADiskCannotBeReadAndGoesOn() throws IOException {
        content.broken().add(3L);
        try (StructuredClient client = client(MOST)) {
            assertThat(client.read(0, 0, 4096)).satisfies(answer -> {
                assertThat(answer.error()).isEqualTo(Nbd.NBD_EIO);
                assertThat(answer.errorOffset()).isBetween(0L, 1536L);
            });
            assertThat(reads.delivered).allMatch(part -> part.end() <= 1536);
            assertThat(client.read(0, 2048, 4096).data()).isEqualTo(content.part(2048, 4096));
        }
        assertThat(failures).hasSize(1).allMatch(failure -> failure.endsWith(":5"));
    }

    @ParameterizedTest(name = "command {0}, flags {1}: error {2}")
    @CsvSource({ "1,0,1", "4,0,1", "6,0,1", "8,0,1", "2000,0,22", "5,0,22", "0,2,22", "3,0,0", "3,4,22" })
    void answersEveryCommandAndGoesOn(int type, int flags, int error) throws IOException {
        try (StructuredClient client = client(MOST)) {
            client.request(flags, type, 7, 0, 512);
            if (type == Nbd.NBD_CMD_WRITE) {
                client.send(ByteBuffer.allocate(512));
            }
            boolean structured = type == Nbd.NBD_CMD_READ;
            ByteBuffer reply = client.receive(structured ? 26 : 16);
            assertThat(reply.getInt(structured ? 20 : 4)).isEqualTo(error);
            assertThat(reply.getLong(8)).isEqualTo(7);
            assertThat(client.read(0, 0, 512).data()).isEqualTo(content.part(0, 512));
        }
    }

    @ParameterizedTest(name = "{1} bytes at {0}")
    @CsvSource({ "0,0", "4195840,1", "4195839,2", "-1,512", "9223372036854775807,512", "0,33554433", "0,-1" })
    void refusesReadsOutsideTheDisk(long offset, int length) throws IOException {
        try (StructuredClient client = client(MOST)) {
            client.request(0, Nbd.NBD_CMD_READ, 7, offset, length);
            assertThat(client.receive(26).getInt(20)).isEqualTo(Nbd.NBD_EINVAL);
        }
        assertThat(reads.asked).isEmpty();
    }

    @Test
    void endsWithTheClientsFarewell() throws IOException {
        try (StructuredClient client = client(MOST)) {
            client.request(0, Nbd.NBD_CMD_READ, 0, 0, 512);
            client.request(0, Nbd.NBD_CMD_DISC, 0, 0, 0);
            assertThat(client.answer(0, 512).data()).isEqualTo(content.part(0, 512));
            assertThatThrownBy(() -> client.receive(1)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void endsAConnectionThatAsksForMoreThanItTakes() throws IOException {
        try (StructuredClient client = client(MOST)) {
            assertThatThrownBy(() -> {
                for (int i = 0; i < 100_000; i++) {
                    client.request(0, Nbd.NBD_CMD_READ, 0, 0, 512);
                }
            }).isInstanceOf(IOException.class).hasMessageContaining("more requests");
        }
    }

    @Test
    void closingEndsAReadThatWaits() throws Exception {
        ByteChannel channel = server().connect();
        var ended = new CompletableFuture<Throwable>();
        Thread.ofPlatform().start(() -> readToTheEnd(channel, ended));
        Thread.sleep(100);
        channel.close();
        assertThat(ended.get(2, TimeUnit.SECONDS)).isInstanceOf(AsynchronousCloseException.class);
    }

    @Test
    void interruptingEndsAReadThatWaits() throws Exception {
        ByteChannel channel = server().connect();
        var ended = new CompletableFuture<Throwable>();
        Thread reader = Thread.ofPlatform().start(() -> readToTheEnd(channel, ended));
        Thread.sleep(100);
        reader.interrupt();
        assertThat(ended.get(2, TimeUnit.SECONDS)).isInstanceOf(ClosedByInterruptException.class);
    }

    private static void readToTheEnd(ByteChannel channel, CompletableFuture<Throwable> ended) {
        try {
            while (channel.read(ByteBuffer.allocate(512)) >= 0) {
                // until it ends
            }
        } catch (IOException e) {
            ended.complete(e);
        }
    }

    /** Whatever comes: an answer or the end, no other exception, and nothing that waits for ever. */
    @Test
    void getsAlongWithAnyBytes() throws Exception {
        for (int round = 0; round < 2000; round++) {
            ByteChannel channel = server(new Extent(1024, 4096)).connect();
            ByteBuffer said = nonsense(round);
            try {
                while (said.hasRemaining()) {
                    int length = Math.min(said.remaining(), 1 + random.nextInt(100));
                    channel.write(said.slice(said.position(), length));
                    said.position(said.position() + length);
                }
                channel.write(ByteBuffer.allocate(0));
                readWhatIsThere(channel);
            } catch (IOException e) {
                // as it may
            } finally {
                channel.close();
            }
        }
    }

    private static void readWhatIsThere(ByteChannel channel) throws Exception {
        Thread reader = Thread.ofPlatform().daemon().start(() -> {
            try {
                ByteBuffer buffer = ByteBuffer.allocate(MOST);
                while (channel.read(buffer.clear()) >= 0) {
                    // more may come
                }
            } catch (IOException e) {
                // closed below
            }
        });
        reader.join(2);
        channel.close();
        reader.join(5000);
        assertThat(reader.isAlive()).isFalse();
    }

    /** Random bytes: from the beginning, as options, as requests, or well-formed requests of random fields. */
    private ByteBuffer nonsense(int round) {
        ByteBuffer bytes = ByteBuffer.allocate(4096);
        if (round % 4 > 0) {
            bytes.putInt(3);
        }
        if (round % 4 > 1) {
            bytes.putLong(Nbd.IHAVEOPT).putInt(Nbd.NBD_OPT_STRUCTURED_REPLY).putInt(0);
            bytes.putLong(Nbd.IHAVEOPT).putInt(Nbd.NBD_OPT_GO).putInt(6).put(new byte[6]);
        }
        while (bytes.remaining() > 100) {
            switch (round % 4) {
                case 1 -> {
                    int length = random.nextInt(60);
                    byte[] data = new byte[length];
                    random.nextBytes(data);
                    Arrays.fill(data, 0, Math.min(length, random.nextInt(20)), (byte) 0);
                    bytes.putLong(Nbd.IHAVEOPT).putInt(random.nextInt(12)).putInt(length).put(data);
                }
                case 3 -> bytes.putInt(Nbd.NBD_REQUEST_MAGIC).putShort((short) random.nextInt(8))
                        .putShort((short) random.nextInt(10)).putLong(random.nextLong())
                        .putLong(random.nextInt(SIZE + 1000)).putInt(random.nextInt(100_000));
                default -> bytes.put((byte) random.nextInt());
            }
        }
        return bytes.flip();
    }
}
