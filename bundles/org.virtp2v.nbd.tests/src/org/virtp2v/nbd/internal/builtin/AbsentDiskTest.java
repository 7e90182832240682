package org.virtp2v.nbd.internal.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.source.Extent;
import org.virtp2v.nbd.internal.builtin.BuiltinServer.Presence;

/** Disks that do not answer, that go away, or of which nothing can be read. */
class AbsentDiskTest extends UnreadableDiskFixture {
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
