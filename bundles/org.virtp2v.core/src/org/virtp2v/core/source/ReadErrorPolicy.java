package org.virtp2v.core.source;

import java.nio.file.Path;
import java.time.Duration;

import org.virtp2v.core.failure.SourceException;

/**
 * Decides what is done about parts of one disk that cannot be read, and about a disk that is gone. Safe for use by any
 * thread.
 */
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
     * How long a disk is waited for that is gone, or does not answer any more: that is no part that cannot be read.
     * Zero when it is not.
     */
    default Duration patience() {
        return Duration.ZERO;
    }

    /** The disk is gone, and is waited for; whoever reads it waits, too. */
    default void away() {
        // Who does not wait need not be told.
    }

    /**
     * Something was found that is not the disk; it is still waited for.
     *
     * @param what
     *            that, for people, without a full stop
     */
    default void refused(String what) {
        // Who does not wait need not be told.
    }

    /**
     * The disk is back, and is being read.
     *
     * @param path
     *            where it is now
     * @param gap
     *            how long it was away
     */
    default void back(Path path, Duration gap) {
        // Who does not wait need not be told.
    }

    /**
     * The disk is gone for good, as nobody waits for it, or it was waited for in vain. Whoever reads gets an error.
     * Perhaps told again.
     *
     * @param why
     *            for people
     */
    void gone(SourceException why);
}
