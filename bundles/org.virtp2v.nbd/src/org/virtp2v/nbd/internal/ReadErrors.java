package org.virtp2v.nbd.internal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;

import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.Messages;
import org.virtp2v.nbd.internal.protocol.Nbd;
import org.virtp2v.nbd.internal.protocol.ReadFailures;

/** Counts the reads of a disk that failed, as its clients were told. Thread-safe. */
final class ReadErrors implements ReadFailures {
    private static final Logger LOG = Logger.getLogger(ReadErrors.class.getName());
    private static final Messages TEXT = Messages.beside(ReadErrors.class);
    private static final long NOWHERE = -1;

    private final SourceDisk disk;
    private final AtomicLong first = new AtomicLong(NOWHERE);
    private final AtomicLong count = new AtomicLong();

    ReadErrors(SourceDisk disk) {
        this.disk = disk;
    }

    @Override
    public void failed(long offset, int error) {
        LOG.fine(() -> "reading " + disk.path() + " at " + offset + ": NBD error " + error);
        if (error == Nbd.NBD_EIO) {
            first.compareAndSet(NOWHERE, offset);
            count.incrementAndGet();
        }
    }

    /**
     * @throws SourceException
     *             when there was any
     */
    void verifyNone() throws SourceException {
        if (count.get() > 0) {
            throw new SourceException(TEXT.get("export.unreadable", SourceCheck.describe(disk),
                    Long.toString(first.get()), Long.toString(count.get())));
        }
    }
}
