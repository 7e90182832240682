package org.virtp2v.nbd.internal.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

/** Readers that wait until it is decided what becomes of an unreadable part. */
class WaitForDecisionTest extends UnreadableDiskFixture {
    private final SynchronousQueue<Boolean> answers = new SynchronousQueue<>();

    /** A server that takes an answer for each part that it asks about. */
    private BuiltinServer asking() {
        return server(part -> {
            asked.add(part);
            return answers.take();
        });
    }

    @Test
    void othersGoOnWhileOneWaitsForADecisionAndTheNextQuestionComesAfterIt() throws Exception {
        breaks(50, 50);
        breaks(1000, 1000);
        BuiltinServer server = asking();
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
        BuiltinServer server = asking();
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
}
