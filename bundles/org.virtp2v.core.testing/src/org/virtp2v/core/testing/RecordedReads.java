package org.virtp2v.core.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.ReadWatcher;

/** Remembers what a read watcher is told, in order. Thread-safe. */
public final class RecordedReads implements ReadWatcher {
    /** The reads that were asked for. */
    public final List<Extent> asked = Collections.synchronizedList(new ArrayList<>());
    /** What was delivered, in the pieces that were told. */
    public final List<Extent> delivered = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void reading(long offset, long length) {
        asked.add(new Extent(offset, length));
    }

    @Override
    public void delivered(long offset, long length) {
        delivered.add(new Extent(offset, length));
    }
}
