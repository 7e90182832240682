package org.virtp2v.ssh.internal.further;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.Dialer;

/** Counts what all disks of a run send, and lets one of them at a time try whether more connections help. */
public final class Traffic {
    private final LongAdder bytes = new LongAdder();
    private final AtomicReference<@Nullable OfDisk> trying = new AtomicReference<>();

    /** The traffic of one more disk. */
    public OfDisk disk() {
        return new OfDisk();
    }

    /** The traffic of one disk, over all of its connections. Thread-safe. */
    public final class OfDisk {
        private final LongAdder own = new LongAdder();

        private OfDisk() {
        }

        /** Counts what is read from there. */
        public Dialer counting(Dialer dialer) {
            return () -> new Counted(dialer.connect(), this);
        }

        void add(int count) {
            own.add(count);
            bytes.add(count);
        }

        /** Bytes that this disk has sent until now. */
        long bytes() {
            return own.sum();
        }

        /** Bytes that all disks have sent until now. */
        long bytesOfAll() {
            return bytes.sum();
        }

        /** Whether this disk may try now: no other one is at it. */
        boolean beginTrial() {
            return trying.compareAndSet(null, this) || trying.get() == this;
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
