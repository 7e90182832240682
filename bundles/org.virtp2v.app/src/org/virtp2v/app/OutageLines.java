package org.virtp2v.app;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

import org.virtp2v.app.Terminal.Style;
import org.virtp2v.core.convert.ConversionEvent.ConnectionBack;
import org.virtp2v.core.convert.ConversionEvent.ConnectionLost;
import org.virtp2v.core.convert.Outages;
import org.virtp2v.core.convert.Outages.News;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.Outage;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.Numbers;

/**
 * Shows as text that connections are lost and come back: on a terminal a line that is written again each second, in a
 * file a line now and then. Not thread-safe.
 */
final class OutageLines {
    private static final Messages TEXT = Messages.beside(OutageLines.class);
    /** In a file so many attempts are told each, and then there is a line after the time that progress has one. */
    private static final int MOST_ATTEMPTS = 5;
    /** What is lost together is lost within this time. */
    private static final long TOGETHER_NANOS = Duration.ofSeconds(1).toNanos();

    private final Terminal terminal;
    private final LongSupplier nanoTime;
    private final Outages outages;
    private String why = "";
    private String status = "";
    /** What was lost first; empty: there has been a line since. */
    private String first = "";
    private long shownAt;

    OutageLines(Terminal terminal, List<SourceDisk> disks, LongSupplier nanoTime) {
        this.terminal = terminal;
        this.nanoTime = nanoTime;
        this.outages = new Outages(disks, nanoTime);
    }

    void lost(ConnectionLost event) {
        Outages.Present present = outages.lost(event);
        Outage outage = present.outage();
        cause(present);
        String named = line(outage, TEXT.get("lostNamed", present.connections()));
        if (terminal.rewritesStatus()) {
            rewrite(named.length() <= terminal.columns() ? named : line(outage, ""));
        } else if (isDue(present)) {
            terminal.line(Style.NOTE, named);
            shownAt = nanoTime.getAsLong();
            first = "";
        }
    }

    private static String line(Outage outage, String connections) {
        long pause = outage.untilNext().toSeconds();
        return TEXT.get(pause > 0 ? "lostPause" : "lostAttempt", Numbers.time(outage.lasted()),
                Integer.toString(outage.attempt()), Long.toString(pause), connections);
    }

    /** What failed is told when it is new. */
    private void cause(Outages.Present present) {
        String now = present.outage().why();
        if (present.news() == News.LOST) {
            terminal.line(Style.NOTE, TEXT.get("lost", present.connections(), now));
            shownAt = nanoTime.getAsLong();
            status = "";
            first = present.connections();
        } else if (!now.equals(why)) {
            terminal.line(Style.NOTE, TEXT.get("lostWhy", now));
        }
        why = now;
    }

    /** Each connection tells every second; sixteen disks would be too much for a serial line. */
    private void rewrite(String text) {
        if (!text.equals(status)) {
            terminal.status(text);
            status = text;
        }
    }

    private boolean isDue(Outages.Present present) {
        long since = nanoTime.getAsLong() - shownAt;
        boolean others = !first.isEmpty() && !first.equals(present.connections()) && since >= TOGETHER_NANOS;
        return present.news() == News.ATTEMPT && present.outage().attempt() <= MOST_ATTEMPTS || others
                || since >= ProgressLines.LINE_PERIOD_NANOS;
    }

    void back(ConnectionBack event) {
        outages.back(event).ifPresent(gap -> terminal.line(Style.NOTE, TEXT.get("back", Numbers.time(gap))));
    }

    /** Whether there is nothing to tell of this disk, or no place for it, because a connection is lost. */
    boolean hides(Link disk) {
        return terminal.rewritesStatus() ? outages.isLost() : outages.isLost(disk);
    }
}
