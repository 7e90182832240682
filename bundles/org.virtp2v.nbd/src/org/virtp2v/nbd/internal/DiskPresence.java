package org.virtp2v.nbd.internal;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.source.ReadErrorPolicy;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.Numbers;
import org.virtp2v.nbd.internal.DiskSearch.Found;
import org.virtp2v.nbd.internal.builtin.BuiltinServer.Presence;
import org.virtp2v.nbd.internal.builtin.DiskFile;

/**
 * Whether a disk is there. While it is gone its readers wait, and it is looked for until it is back, its time is over,
 * or nobody wants it any more. Thread-safe.
 */
final class DiskPresence implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(DiskPresence.class.getName());
    private static final Messages TEXT = Messages.beside(DiskPresence.class);
    /** From one look to the next. */
    static final Duration PERIOD = Duration.ofSeconds(3);
    /** The pause after a look is so many times as long as the look, at least. */
    private static final int REST = 4;

    private final SourceDisk disk;
    private final DiskFile file;
    private final DiskSearch search;
    private final ReadErrorPolicy policy;
    private final Duration period;
    private boolean away;
    /** Whether it is decided how the absence ends. */
    private boolean ending;
    /** When it began, by {@link System#nanoTime()}. */
    private long began;
    private boolean closed;
    private @Nullable Thread searcher;
    /** Why the disk cannot be read at all any more; null as long as it can, or that was not seen. */
    private volatile @Nullable SourceException gone;

    /** Whether a disk still answers anywhere. */
    @FunctionalInterface
    interface Answers {
        /**
         * Reads.
         *
         * @throws IOException
         *             when the disk is closed, or the thread interrupted
         */
        boolean any() throws IOException;
    }

    /**
     * @param file
     *            the disk, open; becomes the one that has come back
     * @param policy
     *            says how long it is waited for, and is told
     * @param period
     *            from one look to the next
     */
    DiskPresence(SourceDisk disk, DiskFile file, DiskSearch search, ReadErrorPolicy policy, Duration period) {
        this.disk = disk;
        this.file = file;
        this.search = search;
        this.policy = policy;
        this.period = period;
    }

    /**
     * Looks whether the disk is there, when a read of it has failed; waits for it while it is gone. For one thread at a
     * time.
     *
     * @throws ClosedChannelException
     *             when it is not waited for any more
     */
    Presence look(Answers answers) throws ClosedChannelException, InterruptedException {
        if (!isAway()) {
            SourceException why = gone == null ? absent(answers) : gone;
            if (why == null) {
                return Presence.THERE;
            }
            if (gone == null) {
                begin(why);
            }
        }
        synchronized (this) {
            while (away) {
                wait();
            }
            if (closed) {
                throw new ClosedChannelException();
            }
        }
        return gone == null ? Presence.BACK : Presence.GONE;
    }

    private synchronized boolean isAway() {
        return away;
    }

    /** Why it is not there; null when it is. */
    private @Nullable SourceException absent(Answers answers) throws ClosedChannelException, InterruptedException {
        try {
            SourceCheck.verify(disk.at(file.path()));
            file.verifyPresent();
            return answers.any() ? null : silent();
        } catch (SourceException e) {
            return e;
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            throw (InterruptedException) new InterruptedException().initCause(e);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            LOG.log(Level.FINE, "another device is there", e);
            return silent();
        }
    }

    private void begin(SourceException why) throws ClosedChannelException {
        Duration patience = policy.patience();
        if (!patience.isPositive()) {
            lose(why);
            return;
        }
        synchronized (this) {
            if (closed) {
                throw new ClosedChannelException();
            }
            away = true;
            ending = false;
            began = System.nanoTime();
        }
        LOG.log(Level.WARNING, why, () -> disk.name() + " is gone, and is waited for");
        policy.away();
        Thread looking = Thread.ofPlatform().daemon().name("looks for " + disk.name()).unstarted(this::search);
        synchronized (this) {
            searcher = looking;
        }
        looking.start();
        Thread.ofPlatform().daemon().name("waits for " + disk.name()).start(() -> giveUpAfter(patience));
    }

    /** What is not the disk is told when it was there twice: a device that is just being found changes. */
    private void search() {
        Found last = new Found.Nothing();
        Found told = last;
        try {
            while (isAway()) {
                long before = System.nanoTime();
                Found found = search.look(file.path());
                if (found instanceof Found.Itself itself) {
                    goOn(itself.file());
                    return;
                }
                if (found instanceof Found.Another another && found.equals(last) && !found.equals(told)) {
                    LOG.warning(another.what());
                    policy.refused(another.what());
                    told = found;
                }
                last = found;
                // Most of the time a disk is at rest that has to be read to see that it is another one.
                Duration rest = Duration.ofNanos(REST * (System.nanoTime() - before));
                Thread.sleep(rest.compareTo(period) > 0 ? rest : period);
            }
        } catch (InterruptedException | ClosedChannelException e) {
            LOG.log(Level.FINE, "not looked for any more", e);
        }
    }

    private void goOn(DiskFile again) throws ClosedChannelException {
        Duration gap;
        synchronized (this) {
            if (!away || ending) {
                again.closeInBackground();
                return;
            }
            ending = true;
            gap = Duration.ofNanos(System.nanoTime() - began);
        }
        try {
            file.become(again);
            LOG.info(() -> disk.name() + " is back at " + file.path() + " after " + gap);
            policy.back(file.path(), gap);
        } catch (ClosedChannelException e) {
            again.closeInBackground();
            throw e;
        } finally {
            end();
        }
    }

    private void giveUpAfter(Duration patience) {
        try {
            if (!isStillAwayAfter(patience)) {
                return;
            }
        } catch (InterruptedException e) {
            LOG.log(Level.FINE, "not waited for any more", e);
            return;
        }
        try {
            lose(new SourceException(
                    TEXT.get("export.notBack", SourceCheck.describe(disk), Numbers.time(patience))));
        } finally {
            end();
        }
    }

    /** Waits; when it is, that is how the absence ends. */
    private synchronized boolean isStillAwayAfter(Duration patience) throws InterruptedException {
        for (long left = patience.toNanos(); away && left > 0;) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = patience.toNanos() - (System.nanoTime() - began);
        }
        boolean over = away && !ending;
        ending |= over;
        return over;
    }

    /** Lets go who waits, and leaves off looking. */
    private synchronized void end() {
        away = false;
        notifyAll();
        Thread looking = searcher;
        if (looking != null && !looking.equals(Thread.currentThread())) {
            looking.interrupt();
        }
        searcher = null;
    }

    private void lose(SourceException why) {
        LOG.log(Level.WARNING, "a disk is gone", why);
        gone = why;
        policy.gone(why);
    }

    private SourceException silent() {
        return new SourceException(TEXT.get("export.gone", SourceCheck.describe(disk)));
    }

    /** Whether nobody can read it any more. */
    boolean isGone() {
        return gone != null;
    }

    /**
     * @throws SourceException
     *             when it is gone, also if it is still waited for
     */
    void verify() throws SourceException {
        SourceCheck.verify(disk.at(file.path()));
        SourceException why = gone;
        if (why != null || isAway()) {
            throw why == null ? silent() : why;
        }
    }

    /** Lets go who waits. */
    @Override
    public synchronized void close() {
        closed = true;
        end();
    }
}
