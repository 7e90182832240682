package org.virtp2v.core.source;

import org.virtp2v.core.failure.SourceException;

/** Decides what is done about parts of one disk that cannot be read. Safe for use by any thread. */
public interface ReadErrorPolicy {
    /** A disk that must be readable everywhere. */
    ReadErrorPolicy STOP = new ReadErrorPolicy() {
        @Override
        public boolean mayGoOn() {
            return false;
        }

        @Override
        public Decision unreadable(UnreadablePart part) {
            return Decision.STOP;
        }

        @Override
        public void gone(SourceException why) {
            // Whoever reads gets an error.
        }
    };

    /** What whoever reads such a part gets. */
    enum Decision {
        /** An error. */
        STOP,
        /** Zeros, now and whenever it is read again. */
        ZERO
    }

    /** Whether it can ever decide for zeros. */
    boolean mayGoOn();

    /**
     * A part cannot be read, although it was tried again. Told once of each part, of one at a time of a disk, on the
     * thread that reads. May block until somebody has decided; other reads of the disk go on meanwhile.
     *
     * @return what is done about it; the same as before when it goes on where another part ended
     * @throws InterruptedException
     *             when the thread is interrupted while it waits
     */
    Decision unreadable(UnreadablePart part) throws InterruptedException;

    /**
     * The disk is gone, or does not answer any more: that is no part that cannot be read. Whoever reads gets an error.
     * Told on a thread that reads, and perhaps again.
     *
     * @param why
     *            for people
     */
    void gone(SourceException why);
}
