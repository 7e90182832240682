package org.virtp2v.ui.scenarios;

import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.source.BlockExport;
import org.virtp2v.core.source.BlockExporter;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.RateLimiter;
import org.virtp2v.core.source.ReadWatcher;
import org.virtp2v.core.source.SourceDisk;

/** Port: serves disks that nobody reads; a test reads them by telling the watchers. */
final class FakeExporter implements BlockExporter {
    /** What is told of reads, by the name of the disk. */
    final Map<String, ReadWatcher> watchers = new ConcurrentHashMap<>();

    @Override
    public BlockExport export(SourceDisk disk, List<NbdServer> order, ReadWatcher reads,
            @Nullable RateLimiter limiter) {
        watchers.put(disk.name(), reads);
        return new BlockExport() {
            @Override
            public SourceDisk disk() {
                return disk;
            }

            @Override
            public NbdServer server() {
                return order.get(0);
            }

            @Override
            public ByteChannel connect() throws IOException {
                throw new IOException("nobody reads it");
            }

            @Override
            public void check() {
                // It is as it was.
            }

            @Override
            public void close() {
                watchers.remove(disk.name());
            }
        };
    }

    @Override
    public long sizeOf(Path path) {
        return 1L << 40;
    }
}
