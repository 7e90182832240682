package org.virtp2v.core.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.virtp2v.core.source.ReadWatcher;

/** Remembers what a read watcher is told, in order. Thread-safe. */
public final class RecordedReads implements ReadWatcher {
    /** The reads that were asked for. */
    public final List<Part> asked = Collections.synchronizedList(new ArrayList<>());
    /** What was delivered, in the pieces that were told. */
    public final List<Part> delivered = Collections.synchronizedList(new ArrayList<>());

    /**
     * A part of a disk.
     *
     * @param offset
     *            first byte
     * @param length
     *            number of bytes
     */
    public record Part(long offset, long length) {

        /** {@code offset+length}. */
        @Override
        public String toString() {
            return offset + "+" + length;
        }
    }

    @Override
    public void reading(long offset, long length) {
        asked.add(new Part(offset, length));
    }

    @Override
    public void delivered(long offset, long length) {
        delivered.add(new Part(offset, length));
    }
}
