package org.virtp2v.nbd.internal.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.ExtentSet;
import org.virtp2v.core.testing.RecordedReads;
import org.virtp2v.core.testing.Seeds;
import org.virtp2v.nbd.internal.builtin.BuiltinServer.Presence;
import org.virtp2v.nbd.internal.protocol.Nbd;

/** Disks that cannot be read everywhere. */
@Timeout(60)
class UnreadableDiskTest {
    private static final int SECTOR = Content.SECTOR;
    private static final int SIZE = (1 << 20) + 3 * SECTOR;
    private static final long LAST = SIZE / SECTOR - 1;
    private static final int MOST = 260 * 1024;

    /** One each: the common pool may have only one. */
    private static final Executor THREADS = task -> Thread.ofPlatform().daemon().start(task);

    private final Random random = Seeds.random();
    private final TiredDisk disk = new TiredDisk(Content.random(SIZE, random));
    private final List<Extent> asked = Collections.synchronizedList(new ArrayList<>());
    private final List<Long> failures = Collections.synchronizedList(new ArrayList<>());

    private BuiltinServer server(BuiltinServer.UnreadableParts decision) {
        return new BuiltinServer(disk, SIZE, new BuiltinServer.Sectors(SECTOR, SECTOR), List.of(), new RecordedReads(),
                (offset, error) -> failures.add(offset), decision);
    }

    private BuiltinServer zeros(Predicate<Extent> decision) {
        return server(part -> {
            asked.add(part);
            return decision.test(part);
        });
    }

    private void breaks(long first, long last) {
        LongStream.rangeClosed(first, last).forEach(disk.content().broken()::add);
    }

    private byte[] withZeros() {
        byte[] bytes = disk.content().bytes().clone();
        disk.content().broken()
                .forEach(s -> Arrays.fill(bytes, (int) (s * SECTOR), (int) ((s + 1) * SECTOR), (byte) 0));
        return bytes;
    }

    private static Extent sectors(long first, long last) {
        return new Extent(first * SECTOR, (last - first + 1) * SECTOR);
    }

    @ParameterizedTest(name = "a buffer of {0} bytes")
    @ValueSource(ints = { 512, 5000, MOST, 5 << 20 })
    void losesTheBrokenSectorsAndNothingElse(int buffer) throws IOException {
        breaks(0, 0);
        breaks(77, 77);
        breaks(200, 263);
        breaks(900, 1500);
        breaks(LAST, LAST);
        try (StructuredClient client = new StructuredClient(zeros(part -> true).connect(), buffer).go()) {
            StructuredClient.Answer answer = client.read(0, 0, SIZE);
            assertThat(answer.error()).isZero();
            assertThat(answer.data()).isEqualTo(withZeros());
        }
        assertThat(failures).isEmpty();
        var lost = new ExtentSet();
        asked.forEach(lost::add);
        assertThat(lost.toList()).containsExactly(sectors(0, 0), sectors(77, 77), sectors(200, 263),
                sectors(900, 1500), sectors(LAST, LAST));
        assertThat(asked.stream().mapToLong(Extent::length).sum()).as("each is told once").isEqualTo(lost.bytes());
    }

    @Test
    void triesASectorAloneTwiceAndNeverAgain() throws IOException {
        breaks(9, 9);
        try (StructuredClient client = new StructuredClient(zeros(part -> true).connect(), MOST).go()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.read(0, 0, SIZE).data()).isEqualTo(withZeros());
                assertThat(client.read(0, 9 * SECTOR + 5, 20).data()).containsOnly(0);
            }
        }
        assertThat(disk.tries()).containsOnly(Map.entry(9L, DiskReader.TRIES));
        assertThat(asked).containsExactly(sectors(9, 9));
    }

    @Test
    void aSectorThatCanBeReadAtTheSecondTryIsNoLoss() throws IOException {
        disk.flaky().put(40L, 7 + DiskReader.TRIES - 1);
        disk.flaky().put(41L, 1);
        disk.flaky().put(LAST, 1);
        try (StructuredClient client = new StructuredClient(zeros(part -> false).connect(), MOST).go()) {
            assertThat(client.read(Nbd.NBD_CMD_FLAG_DF, 0, 1 << 16).data())
                    .isEqualTo(disk.content().part(0, 1 << 16));
            assertThat(client.read(0, 0, SIZE).data()).isEqualTo(disk.content().bytes());
        }
        assertThat(asked).isEmpty();
        assertThat(disk.tries()).containsEntry(40L, 1);
    }

    @Test
    void answersInOnePieceWithZerosInTheMiddle() throws IOException {
        breaks(3, 4);
        try (StructuredClient client = new StructuredClient(zeros(part -> true).connect(), 100_000).go()) {
            StructuredClient.Answer answer = client.read(Nbd.NBD_CMD_FLAG_DF, 0, 1 << 16);
            assertThat(answer.chunks()).isEqualTo(1);
            assertThat(answer.data()).isEqualTo(Arrays.copyOf(withZeros(), 1 << 16));
        }
    }

    @Test
    void answersSimpleReadersToo() throws IOException {
        breaks(300, 400);
        try (StructuredClient client = new StructuredClient(zeros(part -> true).connect(), MOST)) {
            client.receive(18);
            client.send(ByteBuffer.allocate(20).putInt(3).putLong(Nbd.IHAVEOPT).putInt(Nbd.NBD_OPT_EXPORT_NAME)
                    .putInt(0));
            client.receive(10);
            client.request(0, Nbd.NBD_CMD_READ, 1, 0, SIZE);
            ByteBuffer reply = client.receive(16 + SIZE);
            assertThat(reply.getInt(4)).isZero();
            assertThat(Arrays.copyOfRange(reply.array(), 16, 16 + SIZE)).isEqualTo(withZeros());
        }
    }

    @Test
    void tellsExactlyWhereItStops() throws IOException {
        breaks(100, 120);
        try (StructuredClient client = new StructuredClient(zeros(part -> false).connect(), MOST).go()) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.read(0, 7, SIZE - 7)).satisfies(answer -> {
                    assertThat(answer.error()).isEqualTo(Nbd.NBD_EIO);
                    assertThat(answer.errorOffset()).isEqualTo(100 * SECTOR);
                });
            }
            assertThat(client.read(0, 110 * SECTOR + 3, 9).errorOffset()).isEqualTo(110 * SECTOR + 3);
            assertThat(client.read(0, 121 * SECTOR, 100).error()).isZero();
        }
        assertThat(asked).as("asked once").hasSize(1);
        assertThat(failures).containsExactly(100L * SECTOR, 100L * SECTOR, 110L * SECTOR + 3);
    }

    @Test
    void losesWholePhysicalSectors() throws IOException {
        breaks(21, 21);
        var server = new BuiltinServer(disk, SIZE, new BuiltinServer.Sectors(SECTOR, 4096), List.of(),
                new RecordedReads(), (offset, error) -> failures.add(offset), part -> asked.add(part));
        breaks(LAST, LAST);
        try (StructuredClient client = new StructuredClient(server.connect(), MOST).go()) {
            client.read(0, 0, SIZE);
        }
        assertThat(asked).containsExactly(sectors(16, 23), sectors(LAST - 2, LAST));
    }

    @Test
    void othersGoOnWhileOneWaitsForADecisionAndTheNextQuestionComesAfterIt() throws Exception {
        breaks(50, 50);
        breaks(1000, 1000);
        var answers = new SynchronousQueue<Boolean>();
        BuiltinServer server = server(part -> {
            asked.add(part);
            return answers.take();
        });
        try (StructuredClient first = new StructuredClient(server.connect(), MOST).go();
                StructuredClient second = new StructuredClient(server.connect(), MOST).go();
                StructuredClient third = new StructuredClient(server.connect(), MOST).go()) {
            CompletableFuture<byte[]> one = read(first, 50 * SECTOR, SECTOR);
            while (asked.isEmpty()) {
                Thread.sleep(5);
            }
            CompletableFuture<byte[]> two = read(second, 990 * SECTOR, 20 * SECTOR);
            assertThat(third.read(0, 60 * SECTOR, 900 * SECTOR).data())
                    .isEqualTo(disk.content().part(60 * SECTOR, 900 * SECTOR));
            Thread.sleep(100);
            assertThat(asked).containsExactly(sectors(50, 50));
            answers.put(true);
            assertThat(one.get(10, TimeUnit.SECONDS)).containsOnly(0);
            answers.put(true);
            assertThat(two.get(10, TimeUnit.SECONDS))
                    .isEqualTo(Arrays.copyOfRange(withZeros(), 990 * SECTOR, 1010 * SECTOR));
        }
    }

    @Test
    void twoThatMeetTheSamePartAskOnce() throws Exception {
        breaks(50, 52);
        var answers = new SynchronousQueue<Boolean>();
        BuiltinServer server = server(part -> {
            asked.add(part);
            return answers.take();
        });
        try (StructuredClient first = new StructuredClient(server.connect(), MOST).go();
                StructuredClient second = new StructuredClient(server.connect(), MOST).go()) {
            CompletableFuture<byte[]> one = read(first, 40 * SECTOR, 20 * SECTOR);
            CompletableFuture<byte[]> two = read(second, 50 * SECTOR, 10 * SECTOR);
            answers.put(true);
            assertThat(one.get(10, TimeUnit.SECONDS))
                    .isEqualTo(Arrays.copyOfRange(withZeros(), 40 * SECTOR, 60 * SECTOR));
            assertThat(two.get(10, TimeUnit.SECONDS))
                    .isEqualTo(Arrays.copyOfRange(withZeros(), 50 * SECTOR, 60 * SECTOR));
        }
        assertThat(asked).containsExactly(sectors(50, 52));
    }

    private static CompletableFuture<byte[]> read(StructuredClient client, long offset, int length) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return client.read(0, offset, length).data();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }, THREADS);
    }

    @Test
    void anInterruptEndsTheWaitForADecision() throws Exception {
        breaks(5, 5);
        var reader = new DiskReader(disk, SIZE, SECTOR, part -> {
            asked.add(part);
            new CountDownLatch(1).await();
            return true;
        });
        var ended = new CompletableFuture<Throwable>();
        Thread waiting = Thread.ofPlatform().start(() -> {
            try {
                reader.read(ByteBuffer.allocate(SECTOR), 5 * SECTOR);
            } catch (IOException e) {
                ended.complete(e);
            }
        });
        while (asked.isEmpty()) {
            Thread.sleep(5);
        }
        waiting.interrupt();
        assertThat(ended.get(5, TimeUnit.SECONDS)).isInstanceOf(ClosedByInterruptException.class);
        assertThat(failures).isEmpty();
    }

    @Test
    void aDiskWithTooManyBrokenPlacesIsGivenUp() throws IOException {
        int size = (2 * DiskReader.MOST_PARTS + 2) * SECTOR;
        BlockSource everySecond = (to, offset) -> {
            if (to.remaining() > SECTOR || offset / SECTOR % 2 == 0) {
                throw new IOException("Input/output error");
            }
        };
        var reader = new DiskReader(everySecond, size, SECTOR, part -> true);
        reader.read(ByteBuffer.allocate(size - 2 * SECTOR), 0);
        assertThatThrownBy(() -> reader.read(ByteBuffer.allocate(2 * SECTOR), size - 2 * SECTOR))
                .isInstanceOfSatisfying(UnreadableException.class,
                        e -> assertThat(e.offset()).isEqualTo(size - 2 * SECTOR));
    }

    @Test
    void tellsHowLongADiskHasNotAnswered() throws Exception {
        var answers = new CountDownLatch(1);
        var reader = new DiskReader(TiredDisk.hanging(answers), SIZE, SECTOR, part -> true);
        assertThat(reader.silence()).isZero();
        CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> {
            try {
                reader.read(ByteBuffer.allocate(SECTOR), 0);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }, THREADS);
        while (reader.silence().compareTo(Duration.ofMillis(50)) < 0) {
            Thread.sleep(5);
        }
        assertThat(reader.silence()).isBetween(Duration.ofMillis(50), Duration.ofSeconds(30));
        answers.countDown();
        reading.get(5, TimeUnit.SECONDS);
        assertThat(reader.silence()).isZero();
    }

    /** Looks in this order; when it is said to be back, it can be read. */
    private BuiltinServer.UnreadableParts looking(Presence... presence) {
        var left = new ArrayDeque<>(List.of(presence));
        return new BuiltinServer.UnreadableParts() {
            @Override
            public boolean areZeros(Extent part) {
                return asked.add(part);
            }

            @Override
            public Presence look() {
                if (left.peek() == Presence.BACK) {
                    disk.content().broken().clear();
                }
                return left.remove();
            }
        };
    }

    @Test
    void aDiskThatGoesBeforeOrWhileItIsReadInPartsLosesNothing() throws IOException {
        for (Presence[] looks : new Presence[][] { { Presence.BACK }, { Presence.THERE, Presence.BACK } }) {
            breaks(5, LAST);
            var reader = new DiskReader(disk, SIZE, SECTOR, looking(looks));
            var all = ByteBuffer.allocate(SIZE);
            reader.read(all, 0);
            assertThat(all.array()).isEqualTo(disk.content().bytes());
            assertThat(asked).isEmpty();
            reader.readAhead(all.clear(), 0); // as before it went
        }
    }

    @Test
    void aDiskThatIsGoneForGoodIsAnErrorAndHasNoUnreadableParts() {
        breaks(5, LAST);
        var reader = new DiskReader(disk, SIZE, SECTOR, looking(Presence.GONE, Presence.THERE, Presence.GONE));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> reader.read(ByteBuffer.allocate(SIZE), 0))
                    .isInstanceOf(UnreadableException.class).hasMessageContaining("gone");
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void aDiskAnswersUntilNothingOfItCanBeRead() throws IOException {
        breaks(0, 99);
        breaks(101, LAST);
        var server = zeros(part -> true);
        assertThat(server.answers()).as("nothing was read yet").isFalse();
        try (StructuredClient client = new StructuredClient(server.connect(), MOST).go()) {
            client.read(0, 100 * SECTOR, SECTOR);
            assertThat(server.answers()).as("where it was read last").isTrue();
            breaks(100, 100);
            assertThat(server.answers()).isFalse();
        }
        disk.content().broken().remove(LAST);
        assertThat(server.answers()).as("its end").isTrue();
    }

    @Test
    void aDiskOfWhichSomethingCanBeReadIsServed() throws IOException {
        breaks(0, 0);
        breaks(LAST, LAST);
        zeros(part -> true).readAnywhere();
        assertThat(asked).isEmpty();
        breaks(0, LAST);
        assertThatThrownBy(() -> zeros(part -> true).readAnywhere()).hasMessageContaining("first");
    }
}
