package org.virtp2v.core.convert;

import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.source.UnreadablePart;

/** Port: asks the user what to do about a part of a disk that cannot be read. */
@FunctionalInterface
public interface ReadErrorDialog {

    /** What to do. */
    enum Answer {
        /** The conversion fails. */
        STOP,
        /** The guest gets zeros there. */
        ZERO,
        /** The same, without asking again in this conversion. */
        ALWAYS_ZERO
    }

    /**
     * Asks the user, while the conversion waits; one question at a time, on a thread of its own.
     *
     * @param disk
     *            the disk
     * @param part
     *            what cannot be read, as far as it is known now: it may go on behind it, which is not asked about again
     * @throws InterruptedException
     *             when the thread is interrupted, because no answer is needed any more
     */
    Answer decide(SourceDisk disk, UnreadablePart part) throws InterruptedException;
}
