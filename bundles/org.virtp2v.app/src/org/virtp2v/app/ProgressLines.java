package org.virtp2v.app;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.virtp2v.app.Terminal.Style;
import org.virtp2v.core.convert.ConversionEvent.DiskProgress;
import org.virtp2v.core.instant.InstantNews;
import org.virtp2v.core.progress.Progress;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.Numbers;

/**
 * Shows as text how far the disks are: on a terminal a line that is written again, in a file a line now and then. Not
 * thread-safe.
 */
final class ProgressLines {
    private static final Messages TEXT = Messages.beside(ProgressLines.class);
    /** In a file there is a line each time this many percent more are done, */
    private static final int PERCENT_STEP = 10;
    /** and after this time anyway. */
    static final long LINE_PERIOD_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int BAR_CELLS = 24;
    /** With several disks, or a guest that runs, the line says more, and is to stay below 80 columns. */
    private static final int SHORT_BAR_CELLS = 14;
    private static final int GUEST_BAR_CELLS = 8;

    private final Terminal terminal;
    private final OutageLines outages;
    private final LongSupplier nanoTime;
    private final InstantSource wallClock;
    /** Of each disk, by its number: when its next line comes. */
    private final Map<Integer, Integer> nextPercent = new HashMap<>();
    private long shownAt;
    private boolean severalDisks;
    /** The guest that runs already; null: there is none. */
    private InstantNews.@Nullable Started running;
    private long hoursTold;
    private @Nullable Progress total;

    /**
     * @param outages
     *            has the line while a connection is lost
     */
    ProgressLines(Terminal terminal, OutageLines outages, LongSupplier nanoTime, InstantSource wallClock) {
        this.terminal = terminal;
        this.outages = outages;
        this.nanoTime = nanoTime;
        this.wallClock = wallClock;
    }

    /** What is known of a guest that runs before its disks are copied. */
    void guest(InstantNews news) {
        if (news instanceof InstantNews.Started started) {
            running = started;
        } else if (news instanceof InstantNews.Off || news instanceof InstantNews.Complete) {
            running = null;
        }
    }

    /** All disks together: shown with each of them; its end comes when no disk is being copied any more. */
    void total(Progress all) {
        total = all;
        if (severalDisks && all.percent() == 100) {
            terminal.line(Style.PLAIN, TEXT.get("progressDone"));
        }
    }

    /** One disk. */
    void tell(DiskProgress disk) {
        hours();
        severalDisks = disk.count() > 1;
        if (outages.hides(Link.disk(disk.number()))) {
            return;
        }
        if (terminal.rewritesStatus()) {
            terminal.status(bar(disk) + describe(disk));
            return;
        }
        int percent = disk.progress().percent();
        long now = nanoTime.getAsLong();
        if (percent >= nextPercent.getOrDefault(disk.number(), 0) || now - shownAt >= LINE_PERIOD_NANOS) {
            terminal.line(Style.PLAIN, describe(disk));
            shownAt = now;
            nextPercent.put(disk.number(), (percent / PERCENT_STEP + 1) * PERCENT_STEP);
        }
    }

    /** With several disks, the total is shown too, and the time left is that of all. */
    private String describe(DiskProgress disk) {
        Progress own = disk.progress();
        Progress all = disk.count() == 1 ? null : total;
        String name = TEXT.get("progress", disk.disk().targetDevice(), Integer.toString(disk.number()),
                Integer.toString(disk.count()), Integer.toString(own.percent()));
        String part = all == null ? "" : TEXT.get("progressTotal", Integer.toString(all.percent()));
        Duration left = all == null ? own.timeLeft() : all.timeLeft();
        return name + part + TEXT.get("progressRate", megabytes(own.bytesPerSecond()))
                + (left == null ? "" : TEXT.get("progressLeft", Numbers.time(left))) + guest();
    }

    private String bar(DiskProgress disk) {
        Progress all = disk.count() == 1 ? null : total;
        int cells = all == null ? BAR_CELLS : SHORT_BAR_CELLS;
        if (running != null) {
            cells = all == null ? GUEST_BAR_CELLS : 0;
        }
        int full = (all == null ? disk.progress() : all).percent() * cells / 100;
        return cells == 0 ? "" : "[" + "#".repeat(full) + "-".repeat(cells - full) + "] ";
    }

    /** In MB/s. */
    static String megabytes(double bytesPerSecond) {
        return Numbers.decimal(bytesPerSecond / 1e6, 1);
    }

    /** What the progress says of a guest that runs already. */
    private String guest() {
        InstantNews.Started started = running;
        return started == null ? "" : TEXT.get("progressGuest", started.clock());
    }

    /** What going back would lose by now, by the hour. */
    private void hours() {
        long hours = running == null ? 0 : running.hours(wallClock.instant());
        if (hours > hoursTold) {
            hoursTold = hours;
            terminal.line(Style.ERROR, TEXT.get("instant.hours", Long.toString(hours)));
        }
    }
}
