package org.virtp2v.core.convert;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.ConversionEvent.DiskAway;
import org.virtp2v.core.convert.ConversionEvent.DiskBack;
import org.virtp2v.core.convert.ConversionEvent.DiskRefused;
import org.virtp2v.core.convert.ConversionEvent.PartUnreadable;
import org.virtp2v.core.convert.ReadErrorDialog.Answer;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.progress.CopyMeter;
import org.virtp2v.core.settings.ReadErrorChoice;
import org.virtp2v.core.source.ExtentSet;
import org.virtp2v.core.source.FileFinder;
import org.virtp2v.core.source.PartContent;
import org.virtp2v.core.source.ReadErrorPolicy;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.source.UnreadablePart;
import org.virtp2v.core.text.Messages;

/**
 * Decides about the parts of the disks that cannot be read, as the plan wants it or the user answers, and keeps the
 * list of them. Thread-safe.
 */
final class UnreadableDisks implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(UnreadableDisks.class.getName());
    private static final Messages TEXT = Messages.beside(UnreadableDisks.class);
    /** In the map of partitions, what is in none. */
    private static final String NONE = "";

    private final ReadErrorChoice choice;
    private final Duration patience;
    private final @Nullable ReadErrorDialog dialog;
    private final InstantSource clock;
    private final Consumer<ConversionEvent> events;
    private final Consumer<SourceException> stop;
    /** By disk and partition. */
    private final Map<SourceDisk, Map<String, ExtentSet>> found = new LinkedHashMap<>();
    private final Map<SourceDisk, Map<UnreadablePart, PartContent>> contents = new HashMap<>();
    /** Disks that have come back somewhere else: their names in the lists may be those of others now. */
    private final Set<SourceDisk> moved = new HashSet<>();
    /** The user answers one question at a time, whatever disk it is about. */
    private final ReentrantLock asking = new ReentrantLock(true);
    private @Nullable FutureTask<Answer> question;
    private boolean always;
    private @Nullable SourceException stopped;
    private boolean closed;

    /**
     * @param choice
     *            what the plan says; null: ask if there is a dialog, else stop
     * @param patience
     *            how long a disk that is gone is waited for
     * @param dialog
     *            with the user; null: there is none
     * @param clock
     *            the present
     * @param events
     *            receives the parts that become zeros, and what happens to disks that are gone
     * @param stop
     *            told why the conversion cannot go on
     */
    UnreadableDisks(@Nullable ReadErrorChoice choice, Duration patience, @Nullable ReadErrorDialog dialog,
            InstantSource clock, Consumer<ConversionEvent> events, Consumer<SourceException> stop) {
        this.choice = dialog == null && choice != ReadErrorChoice.ZERO ? ReadErrorChoice.STOP
                : Objects.requireNonNullElse(choice, ReadErrorChoice.ASK);
        this.patience = patience;
        this.dialog = dialog;
        this.clock = clock;
        this.events = events;
        this.stop = stop;
    }

    /**
     * What is done about this disk.
     *
     * @param meter
     *            is told what is lost
     */
    ReadErrorPolicy policy(SourceDisk disk, CopyMeter meter) {
        return new ReadErrorPolicy() {
            @Override
            public boolean mayGoOn() {
                return choice != ReadErrorChoice.STOP;
            }

            @Override
            public Decision unreadable(UnreadablePart part) throws InterruptedException {
                meter.lost(part.extent());
                return decide(disk, part);
            }

            @Override
            public Duration patience() {
                return patience;
            }

            @Override
            public void away() {
                events.accept(new DiskAway(disk, clock.instant().plus(patience), meter.copiedBytes()));
            }

            @Override
            public void refused(String what) {
                events.accept(new DiskRefused(disk, what));
            }

            @Override
            public void back(Path path, Duration gap) {
                isAt(disk, path);
                events.accept(new DiskBack(disk, path, gap));
            }

            @Override
            public void gone(SourceException why) {
                stop(why);
            }
        };
    }

    private synchronized void isAt(SourceDisk disk, Path path) {
        if (!path.equals(disk.path())) {
            moved.add(disk);
        }
    }

    private ReadErrorPolicy.Decision decide(SourceDisk disk, UnreadablePart part) throws InterruptedException {
        boolean zero = switch (choice) {
            case STOP -> false;
            case ZERO -> true;
            case ASK -> continues(disk, part) || ask(disk, part);
        };
        long bytes = add(disk, part);
        if (!zero) {
            stop(new SourceException(TEXT.get("unreadable", disk.name(), DiskLoss.describe(part))));
            return ReadErrorPolicy.Decision.STOP;
        }
        events.accept(new PartUnreadable(disk, part, bytes));
        return ReadErrorPolicy.Decision.ZERO;
    }

    private void stop(SourceException why) {
        synchronized (this) {
            stopped = stopped == null ? why : stopped;
        }
        stop.accept(why);
    }

    /**
     * @throws SourceException
     *             when some part was answered with an error: whatever virt-v2v makes of that is no guest
     */
    synchronized void verifyNotStopped() throws SourceException {
        if (stopped != null) {
            throw stopped;
        }
    }

    /** Whether it only is the rest of what was decided about: a stretch is met in several reads. */
    private synchronized boolean continues(SourceDisk disk, UnreadablePart part) {
        return !isOver()
                && found.getOrDefault(disk, Map.of()).values().stream().anyMatch(set -> set.touches(part.extent()));
    }

    /** Remembers the part; how many bytes of the disk are known to be unreadable now. */
    private synchronized long add(SourceDisk disk, UnreadablePart part) {
        var partitions = found.computeIfAbsent(disk, d -> new LinkedHashMap<>());
        partitions.computeIfAbsent(Objects.requireNonNullElse(part.partition(), NONE), p -> new ExtentSet())
                .add(part.extent());
        return partitions.values().stream().mapToLong(ExtentSet::bytes).sum();
    }

    /** Whether the user wants zeros. */
    private boolean ask(SourceDisk disk, UnreadablePart part) throws InterruptedException {
        asking.lockInterruptibly();
        try {
            FutureTask<Answer> answer = begin(disk, part);
            if (answer == null) {
                return isAlways();
            }
            // Of its own, so that the end of the conversion can interrupt the dialog, and not who reads the disk.
            Thread.ofPlatform().daemon().name("virt-p2v question").start(answer);
            return isZero(answer.get());
        } catch (CancellationException e) {
            return false;
        } catch (ExecutionException e) {
            LOG.log(Level.WARNING, "no answer", e);
            return false;
        } finally {
            asking.unlock();
        }
    }

    /** The question; null when there is no need for it, or no time. */
    private synchronized @Nullable FutureTask<Answer> begin(SourceDisk disk, UnreadablePart part) {
        ReadErrorDialog user = dialog;
        question = always || isOver() || user == null ? null : new FutureTask<>(() -> user.decide(disk, part));
        return question;
    }

    private synchronized boolean isAlways() {
        return always && !isOver();
    }

    /** Whether zeros are of no use any more. */
    private boolean isOver() {
        return closed || stopped != null;
    }

    private synchronized boolean isZero(Answer answer) {
        question = null;
        always |= answer == Answer.ALWAYS_ZERO;
        return answer != Answer.STOP;
    }

    /** All parts found so far, by disk. */
    synchronized List<DiskLoss> all() {
        return found.entrySet().stream().map(disk -> {
            List<UnreadablePart> parts = new ArrayList<>();
            disk.getValue().forEach((partition, extents) -> extents.toList()
                    .forEach(e -> parts.add(new UnreadablePart(e, partition.equals(NONE) ? null : partition))));
            parts.sort(Comparator.comparingLong(UnreadablePart::firstSector));
            return new DiskLoss(disk.getKey(), parts, contents.getOrDefault(disk.getKey(), Map.of()));
        }).toList();
    }

    /**
     * Finds out which files are at the parts found so far. The disk may be dying, and nothing that goes wrong here may
     * change how the conversion ends: then it is not known.
     *
     * @param limit
     *            the longest time for all disks together
     */
    void lookAtFiles(FileFinder finder, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            for (DiskLoss loss : all().stream().filter(loss -> !hasMoved(loss.disk())).toList()) {
                List<PartContent> found = finder.find(loss.disk(), loss.parts(),
                        Duration.ofNanos(deadline - System.nanoTime()));
                Map<UnreadablePart, PartContent> content = new HashMap<>();
                for (int i = 0; i < found.size(); i++) {
                    content.put(loss.parts().get(i), found.get(i));
                }
                synchronized (this) {
                    contents.put(loss.disk(), content);
                }
            }
        } catch (InterruptedException e) {
            LOG.log(Level.FINE, "did not look at all files", e);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "cannot look at the files", e);
        }
    }

    private synchronized boolean hasMoved(SourceDisk disk) {
        return moved.contains(disk);
    }

    /** Withdraws the question that is open, and stops at whatever comes now: the conversion is over. */
    @Override
    public synchronized void close() {
        closed = true;
        if (question != null) {
            question.cancel(true);
        }
    }
}
