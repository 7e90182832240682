package org.virtp2v.core.convert;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

import org.virtp2v.core.convert.ConnectionReport.LinkReport;
import org.virtp2v.core.convert.ConversionEvent.ConnectionBack;
import org.virtp2v.core.convert.ConversionEvent.ConnectionLost;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.Outage;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.Messages;

/**
 * Makes one outage of those of several connections, as a cable that is pulled ends all of them: it begins when the
 * first is lost, and is over when the last is back. Each display has one of its own, so that all of them tell the same.
 * Not thread-safe; a {@link ConversionListener} is called by one thread at a time.
 */
public final class Outages {
    private static final Messages TEXT = Messages.beside(Outages.class);
    /** More disks than this are counted, not named. */
    private static final int MOST_NAMED = 3;
    /**
     * A lost connection speaks every second, as {@link org.virtp2v.core.server.ServerDialog#outage} demands; one that
     * is silent for longer was given up.
     */
    private static final long SILENT_NANOS = Duration.ofSeconds(5).toNanos();

    private final List<SourceDisk> disks;
    private final LongSupplier nanoTime;
    /** What is lost now; the first that was lost is the first. */
    private final Map<Link, Heard> lost = new LinkedHashMap<>();
    private final Map<Link, Total> totals = new TreeMap<>(Comparator.comparingInt(Link::disk));
    private int count;
    private Duration away = Duration.ZERO;
    /** When the present outage began. */
    private long began;
    private int attempt;

    /**
     * @param disks
     *            the disks of the plan, in their order
     * @param nanoTime
     *            {@link System#nanoTime()}
     */
    public Outages(List<SourceDisk> disks, LongSupplier nanoTime) {
        this.disks = List.copyOf(disks);
        this.nanoTime = nanoTime;
    }

    /** What is new about an outage. */
    public enum News {
        /** It has begun. */
        LOST,
        /** Another attempt comes next than before. */
        ATTEMPT,
        /** Only time has passed, or a further connection is lost. */
        TIME
    }

    /**
     * The outage at one moment.
     *
     * @param news
     *            what is new about it
     * @param connections
     *            which connections are lost, in few words
     * @param outage
     *            how long it has lasted in all; the next attempt is that of the connection that was lost first
     */
    public record Present(News news, String connections, Outage outage) {
    }

    /** What a lost connection said last, and when. */
    private record Heard(Outage outage, long at) {
    }

    /** Takes an event; the outage as it is now. */
    public Present lost(ConnectionLost event) {
        speaks(event.link());
        Outage outage = event.outage();
        boolean begins = lost.isEmpty();
        if (begins) {
            count++;
            began = nanoTime.getAsLong() - outage.lasted().toNanos();
        }
        if (lost.put(event.link(), new Heard(outage, nanoTime.getAsLong())) == null) {
            total(event.link()).outages++;
        }
        Outage first = lost.values().iterator().next().outage();
        News news = begins ? News.LOST : first.attempt() == attempt ? News.TIME : News.ATTEMPT;
        attempt = first.attempt();
        return new Present(news, words(),
                new Outage(lasted(), first.attempt(), first.untilNext(), first.why()));
    }

    /**
     * Takes an event.
     *
     * @return how long the outage lasted; empty: it is not over, because another connection is lost still
     */
    public Optional<Duration> back(ConnectionBack event) {
        speaks(event.link());
        Heard last = lost.remove(event.link());
        if (last == null) {
            return Optional.empty();
        }
        total(event.link()).add(event.gap(), last.outage().attempt());
        if (!lost.isEmpty()) {
            return Optional.empty();
        }
        Duration lasted = lasted();
        away = away.plus(lasted);
        return Optional.of(lasted);
    }

    /** This one was not given up, even if the display had no time for it. */
    private void speaks(Link link) {
        lost.computeIfPresent(link, (l, heard) -> new Heard(heard.outage(), nanoTime.getAsLong()));
        forgetSilent();
    }

    /** Forgets connections that were given up. */
    private void forgetSilent() {
        long now = nanoTime.getAsLong();
        List<Link> silent = lost.entrySet().stream().filter(e -> now - e.getValue().at() > SILENT_NANOS)
                .map(Map.Entry::getKey).toList();
        for (Link link : silent) {
            Heard last = Objects.requireNonNull(lost.remove(link));
            total(link).add(last.outage().lasted(), begun(last.outage()));
            if (lost.isEmpty()) {
                away = away.plus(Duration.ofNanos(last.at() - began));
            }
        }
    }

    /** Whether any connection is lost, and is being made again. */
    public boolean isLost() {
        forgetSilent();
        return !lost.isEmpty();
    }

    /** Whether this connection is lost, and is being made again. */
    public boolean isLost(Link link) {
        forgetSilent();
        return lost.containsKey(link);
    }

    private Duration lasted() {
        return Duration.ofNanos(nanoTime.getAsLong() - began);
    }

    private Total total(Link link) {
        return totals.computeIfAbsent(link, l -> new Total());
    }

    private String words() {
        if (lost.size() == disks.size() + 1) {
            return TEXT.get("connections.all");
        }
        List<String> names = lost.keySet().stream().filter(l -> !l.isControl()).mapToInt(Link::disk).sorted()
                .mapToObj(this::name).toList();
        List<String> words = new ArrayList<>();
        if (lost.containsKey(Link.CONTROL)) {
            words.add(TEXT.get("connections.control"));
        }
        if (names.size() > MOST_NAMED) {
            words.add(TEXT.get("connections.many", Integer.toString(names.size()), Integer.toString(disks.size())));
        } else if (!names.isEmpty()) {
            words.add(TEXT.get(names.size() == 1 ? "connections.disk" : "connections.disks",
                    String.join(", ", names)));
        }
        return String.join(", ", words);
    }

    private String name(int number) {
        return disks.get(number - 1).name();
    }

    /** All outages so far; one that has not ended counts to the present. */
    public ConnectionReport report() {
        forgetSilent();
        List<LinkReport> links = totals.entrySet().stream().map(e -> report(e.getKey(), e.getValue())).toList();
        return new ConnectionReport(count, !lost.isEmpty() ? away.plus(lasted()) : away, links);
    }

    private LinkReport report(Link link, Total total) {
        Heard heard = lost.get(link);
        Outage now = heard == null ? null : heard.outage();
        Duration gap = now == null ? total.away : total.away.plus(now.lasted());
        int attempts = now == null ? total.attempts : total.attempts + begun(now);
        return new LinkReport(link.disk(), link.isControl() ? null : name(link.disk()), total.outages, gap, attempts);
    }

    /** How many attempts of an outage have begun. */
    private static int begun(Outage outage) {
        return outage.untilNext().isZero() ? outage.attempt() : outage.attempt() - 1;
    }

    /** The outages of one connection. */
    private static final class Total {
        private int outages;
        private Duration away = Duration.ZERO;
        private int attempts;

        void add(Duration gap, int tried) {
            away = away.plus(gap);
            attempts += tried;
        }
    }
}
