package org.virtp2v.core.convert;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;

import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.ReadErrorPolicy.Decision;
import org.virtp2v.core.source.UnreadablePart;

/** Runs conversions in which parts of disks turn out to be unreadable, and keeps what was decided. */
abstract class UnreadableDisksFixture extends ConversionFixture {
    /** One each: the common pool may have only one. */
    static final Executor THREADS = task -> Thread.ofPlatform().daemon().start(task);

    final List<Decision> decisions = Collections.synchronizedList(new ArrayList<>());

    static UnreadablePart sectors(long first, long last, String partition) {
        return new UnreadablePart(new Extent(first * 512, (last - first + 1) * 512), partition);
    }

    /** While virt-v2v runs, these parts of a disk turn out to be unreadable. */
    void unreadable(String disk, UnreadablePart... parts) {
        ports.server.afterOutput = () -> {
            for (UnreadablePart part : parts) {
                meet(disk, part);
            }
        };
    }

    void meet(String disk, UnreadablePart part) {
        try {
            decisions.add(ports.exporter.policies.get(disk).unreadable(part));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    String left(String name) {
        return ports.server.left.stream().filter(file -> file.name().equals(name)).map(RemoteFile::content)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8)).findFirst().orElseThrow();
    }
}
