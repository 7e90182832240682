package org.virtp2v.nbd.internal.builtin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * A disk of which sectors fail, for ever or a few times, and count how often.
 *
 * @param content
 *            what it holds, with the sectors that fail always
 * @param flaky
 *            sectors that fail still so often
 * @param tries
 *            how often each sector that failed was tried, in reads of this sector alone
 */
record TiredDisk(Content content, Map<Long, Integer> flaky, Map<Long, Integer> tries) implements BlockSource {
    TiredDisk(Content content) {
        this(content, new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
    }

    @Override
    public void read(ByteBuffer to, long offset) throws IOException {
        long last = (offset + to.remaining() - 1) / Content.SECTOR;
        for (long sector = offset / Content.SECTOR; sector <= last; sector++) {
            int left = flaky.getOrDefault(sector, 0);
            if (left > 0 || content.broken().contains(sector)) {
                flaky.put(sector, left - 1);
                if (last * Content.SECTOR <= offset) {
                    tries.merge(sector, 1, Integer::sum);
                }
                throw new IOException("Input/output error");
            }
        }
        content.read(to, offset);
    }

    /** Reads that wait until the latch is open. */
    static BlockSource hanging(CountDownLatch until) {
        return (to, offset) -> {
            try {
                until.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        };
    }
}
