package org.virtp2v.nbd.internal.builtin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Timeout;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.testing.RecordedReads;
import org.virtp2v.core.testing.Seeds;

/** A disk that cannot be read everywhere, and a server of it. */
@Timeout(60)
abstract class UnreadableDiskFixture {
    static final int SECTOR = Content.SECTOR;
    static final int SIZE = (1 << 20) + 3 * SECTOR;
    static final long LAST = SIZE / SECTOR - 1;
    static final int MOST = 260 * 1024;

    /** One each: the common pool may have only one. */
    static final Executor THREADS = task -> Thread.ofPlatform().daemon().start(task);

    final TiredDisk disk = new TiredDisk(Content.random(SIZE, Seeds.random()));
    final List<Extent> asked = Collections.synchronizedList(new ArrayList<>());
    final List<Long> failures = Collections.synchronizedList(new ArrayList<>());

    BuiltinServer server(BuiltinServer.UnreadableParts decision) {
        return new BuiltinServer(disk, SIZE, new BuiltinServer.Sectors(SECTOR, SECTOR), List.of(), new RecordedReads(),
                (offset, error) -> failures.add(offset), decision);
    }

    BuiltinServer zeros(Predicate<Extent> decision) {
        return server(part -> {
            asked.add(part);
            return decision.test(part);
        });
    }

    void breaks(long first, long last) {
        LongStream.rangeClosed(first, last).forEach(disk.content().broken()::add);
    }

    byte[] withZeros() {
        byte[] bytes = disk.content().bytes().clone();
        disk.content().broken()
                .forEach(s -> Arrays.fill(bytes, (int) (s * SECTOR), (int) ((s + 1) * SECTOR), (byte) 0));
        return bytes;
    }

    static Extent sectors(long first, long last) {
        return new Extent(first * SECTOR, (last - first + 1) * SECTOR);
    }
}
