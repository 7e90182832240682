package org.virtp2v.ssh.internal.further;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.Dialer;

/** Counts what all disks of a run send, and lets one of them at a time try whether more connections help. */
public final class Traffic {
    /** Of all disks together, where the number is measured: others use the server too. */
    private static final int MOST_FURTHER = 6;

    private final List<OfDisk> disks = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable OfDisk> trying = new AtomicReference<>();

    /** The traffic of one more disk. */
    public OfDisk disk() {
        OfDisk disk = new OfDisk();
        disks.add(disk);
        return disk;
    }

    /** The traffic of one disk, over all of its connections. Thread-safe. */
    public final class OfDisk {
        private final LongAdder own = new LongAdder();
        private volatile int connections = 1;

        private OfDisk() {
        }

        /** Counts what is read from there. */
        public Dialer counting(Dialer dialer) {
            return () -> new Counted(dialer.connect(), this);
        }

        void add(int count) {
            own.add(count);
        }

        /** Bytes that this disk has sent until now. */
        long bytes() {
            return own.sum();
        }

        /** Bytes that all disks have sent until now. */
        long bytesOfAll() {
            return disks.stream().mapToLong(OfDisk::bytes).sum();
        }

        /** It has so many connections now. */
        void has(int number) {
            connections = number;
        }

        /** Whether this disk may try now: no other one is at it, and all together have not too many. */
        boolean beginTrial() {
            int further = disks.stream().mapToInt(each -> each.connections - 1).sum();
            return further < MOST_FURTHER && trying.compareAndSet(null, this);
        }

        void endTrial() {
            trying.compareAndSet(this, null);
        }
    }

    /** A connection to a disk. */
    private record Counted(ByteChannel channel, OfDisk traffic) implements ByteChannel {

        @Override
        public int read(ByteBuffer to) throws IOException {
            int length = channel.read(to);
            traffic.add(Math.max(0, length));
            return length;
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            return channel.write(from);
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
