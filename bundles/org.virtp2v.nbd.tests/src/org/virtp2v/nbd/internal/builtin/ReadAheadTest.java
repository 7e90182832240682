package org.virtp2v.nbd.internal.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.testing.RecordedReads;
import org.virtp2v.core.testing.Seeds;
import org.virtp2v.nbd.internal.protocol.Nbd;

/** What is read before it is answered: a client asks for much at once, and takes one answer. */
@Timeout(60)
class ReadAheadTest {
    private static final int SIZE = 24 << 20;
    private static final int REQUEST = 256 << 10;
    private static final int ROOM = REQUEST + 4096;
    /** What is read ahead, and the answer that was taken. */
    private static final int MOST = 4 << 20;
    /** What has to be read until it is known how fast the disk is. */
    private static final int JUDGED = 8 << 20;

    private final Content content = Content.random(SIZE, Seeds.random());
    private final Set<Long> offsets = new ConcurrentSkipListSet<>();

    private StructuredClient clientOf(int slowNanos, Extent... zeros) throws IOException {
        BlockSource source = (to, offset) -> {
            offsets.add(offset);
            LockSupport.parkNanos(slowNanos);
            content.read(to, offset);
        };
        var server = new BuiltinServer(source, SIZE, new BuiltinServer.Sectors(512, 512), List.of(zeros),
                new RecordedReads(),
                (offset, error) -> {
                }, part -> false);
        StructuredClient client = new StructuredClient(server.connect(), ROOM).go();
        for (int offset = 0; offset < SIZE; offset += REQUEST) {
            client.request(0, Nbd.NBD_CMD_READ, offset, offset, REQUEST);
        }
        return client;
    }

    private boolean isRead(long offset) throws InterruptedException {
        for (int i = 0; i < 500 && !offsets.contains(offset); i++) {
            Thread.sleep(10);
        }
        return offsets.contains(offset);
    }

    private void takesAnswers(StructuredClient client, int from, int to) throws IOException {
        for (int offset = from; offset < to; offset += REQUEST) {
            assertThat(Arrays.equals(client.answer(offset, REQUEST).data(), content.part(offset, REQUEST))).isTrue();
        }
    }

    @Test
    void aSlowDiskIsReadAheadAsFarAsFourMiB() throws Exception {
        try (StructuredClient client = clientOf(3_000_000)) {
            takesAnswers(client, 0, JUDGED);
            assertThat(isRead(JUDGED + MOST - REQUEST)).isTrue();
            Thread.sleep(100);
            assertThat(offsets).allMatch(offset -> offset <= JUDGED + MOST);
            takesAnswers(client, JUDGED, JUDGED + MOST);
            assertThat(isRead(JUDGED + 2L * MOST - REQUEST)).isTrue();
            takesAnswers(client, JUDGED + MOST, SIZE);
        }
    }

    @Test
    void aDiskThatIsInThePageCacheIsNot() throws Exception {
        try (ReadAhead ahead = ahead()) {
            took(ahead, 40_000, 4 * JUDGED);
            Thread.sleep(100);
            assertThat(offsets).isEmpty();
            took(ahead, 1_000_000, 2 * JUDGED);
            assertThat(isRead(0)).isTrue();
        }
    }

    @Test
    void aReadThatHasWaitedForAProcessorMakesNoSlowDisk() throws Exception {
        try (ReadAhead ahead = ahead()) {
            for (int i = 0; i < 8; i++) {
                took(ahead, 40_000, JUDGED - REQUEST);
                took(ahead, 4_000_000, REQUEST);
            }
            Thread.sleep(100);
            assertThat(offsets).isEmpty();
        }
    }

    /** The kernel reads 4 MiB ahead there; only the first request of them waits. */
    @Test
    void aDiskOfWhichFewReadsAreSlowButVerySlowIs() throws Exception {
        try (ReadAhead ahead = ahead()) {
            for (int i = 0; i < 2; i++) {
                took(ahead, 28_000_000, REQUEST);
                took(ahead, 40_000, MOST - REQUEST);
            }
            assertThat(isRead(0)).isTrue();
        }
    }

    private ReadAhead ahead() {
        List<Item> waiting = List.of(new Item.Request(0, Nbd.NBD_CMD_READ, 0, 0, REQUEST, 0));
        return new ReadAhead((to, offset) -> offsets.add(offset), ZeroParts.of(List.of()), waiting);
    }

    private static void took(ReadAhead ahead, long nanos, int bytes) {
        for (int read = 0; read < bytes; read += REQUEST) {
            ahead.took(nanos, REQUEST);
        }
    }

    @Test
    void partsThatAreZerosAreNotReadAndAfterAnErrorNothingIs() throws Exception {
        Arrays.fill(content.bytes(), JUDGED, JUDGED + 2 * REQUEST, (byte) 0);
        content.broken().add((JUDGED + 4L * REQUEST) / 512);
        try (StructuredClient client = clientOf(3_000_000, new Extent(JUDGED, 2 * REQUEST))) {
            takesAnswers(client, 0, JUDGED);
            assertThat(isRead(JUDGED + 4L * REQUEST)).isTrue();
            Thread.sleep(100);
            assertThat(offsets).doesNotContain((long) JUDGED, JUDGED + (long) REQUEST, JUDGED + 5L * REQUEST);
            takesAnswers(client, JUDGED, JUDGED + 4 * REQUEST);
            assertThat(client.answer(JUDGED + 4 * REQUEST, REQUEST).error()).isEqualTo(Nbd.NBD_EIO);
            takesAnswers(client, JUDGED + 5 * REQUEST, SIZE);
        }
    }
}
