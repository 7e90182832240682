package org.virtp2v.core.convert;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.ConversionEvent.DiskAbsence;
import org.virtp2v.core.convert.ConversionEvent.DiskAway;
import org.virtp2v.core.convert.ConversionEvent.DiskBack;
import org.virtp2v.core.convert.ConversionEvent.DiskRefused;
import org.virtp2v.core.settings.ByteSize;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.Numbers;

/**
 * Which disks are gone and waited for now, from the events, and what of that people are told. Not thread-safe; a
 * {@link ConversionListener} is called by one thread at a time.
 */
public final class DiskAbsences {
    private static final Messages TEXT = Messages.beside(DiskAbsences.class);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");

    /** What was told last of each. */
    private final Map<SourceDisk, String> away = new LinkedHashMap<>();
    private final Map<SourceDisk, Total> totals = new LinkedHashMap<>();

    /**
     * How often and how long a disk was away.
     *
     * @param times
     *            how often it came back
     * @param lasted
     *            how long it was away then, in all
     */
    public record Total(int times, Duration lasted) {
        /** Never. */
        public static final Total NONE = new Total(0, Duration.ZERO);
    }

    /** Takes an event. */
    public void take(DiskAbsence event) {
        switch (event) {
            // How much is copied is shown beside it, and does not stay the same where other disks are read.
            case DiskAway gone -> away.put(gone.disk(), text("absence.away", gone));
            case DiskRefused refused -> away.computeIfPresent(refused.disk(), (disk, told) -> refused.text());
            case DiskBack back -> {
                away.remove(back.disk());
                totals.merge(back.disk(), new Total(1, back.gap()),
                        (a, b) -> new Total(a.times() + b.times(), a.lasted().plus(b.lasted())));
            }
        }
    }

    /** Whether this disk is waited for. */
    public boolean isAway(SourceDisk disk) {
        return away.containsKey(disk);
    }

    /** What is to be said of the disks that are waited for; null: none is. */
    public @Nullable String text() {
        return away.isEmpty() ? null : String.join(" ", away.values());
    }

    /** How often and how long a disk was away so far. */
    public Total total(SourceDisk disk) {
        return totals.getOrDefault(disk, Total.NONE);
    }

    /** That of the disks of a report that were away, each in a sentence. */
    public static List<String> describe(ConversionReport report) {
        return report.disks().stream().filter(copy -> copy.absences().times() > 0)
                .map(copy -> TEXT.get("absence.total", copy.disk().name(), Integer.toString(copy.absences().times()),
                        Numbers.time(copy.absences().lasted())))
                .toList();
    }

    static String text(DiskAway event) {
        return text(event.bytesCopied() > 0 ? "absence.away.copied" : "absence.away", event);
    }

    private static String text(String key, DiskAway event) {
        return TEXT.get(key, event.disk().name(), time(event.until()), ByteSize.format(event.bytesCopied()),
                ByteSize.format(event.disk().sizeBytes()));
    }

    static String text(DiskRefused event) {
        return TEXT.get("absence.refused", event.disk().name(), event.what());
    }

    static String text(DiskBack event) {
        boolean moved = !event.path().equals(event.disk().path());
        return TEXT.get(moved ? "absence.back.moved" : "absence.back", event.disk().name(),
                Numbers.time(event.gap()), event.path().toString());
    }

    /** Of another day with the date. */
    private static String time(Instant at) {
        ZonedDateTime local = at.atZone(ZoneId.systemDefault());
        boolean today = local.toLocalDate().equals(LocalDate.now());
        return today ? TIME.format(local) : Resumable.time(at);
    }
}
