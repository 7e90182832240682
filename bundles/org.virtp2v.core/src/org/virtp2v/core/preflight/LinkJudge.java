package org.virtp2v.core.preflight;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.server.LinkSpeed;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.Numbers;

/** Judges the link between the two machines: clocks, coming back, and speed. None is ever a problem. */
final class LinkJudge {
    /** A difference that certificates and tokens may not forgive. */
    static final Duration LARGEST_DIFFERENCE = Duration.ofMinutes(5);
    /**
     * From this difference on a clock was set wrong, or not at all, as with an empty battery: it does not just drift.
     */
    static final Duration WRONG = Duration.ofHours(1);
    private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final Messages TEXT = Messages.beside(LinkJudge.class);

    private LinkJudge() {
    }

    /**
     * The difference of the clocks.
     *
     * @param ahead
     *            how much the server's is ahead; null: not known
     * @param here
     *            what this machine's shows
     */
    static CheckResult clock(@Nullable Duration ahead, Instant here) {
        if (ahead == null) {
            return CheckResult.warning(Check.CLOCK, TEXT.get("unknown"), TEXT.get("clock.look"));
        }
        long seconds = ahead.abs().toSeconds();
        if (seconds <= 1) {
            return CheckResult.ok(Check.CLOCK, TEXT.get("clock.same"));
        }
        if (ahead.abs().compareTo(WRONG) >= 0) {
            return wrongClock(ahead, here);
        }
        String seen = TEXT.get(ahead.isNegative() ? "clock.behind" : "clock.ahead",
                Numbers.time(Duration.ofSeconds(seconds)));
        return ahead.abs().compareTo(LARGEST_DIFFERENCE) > 0
                ? CheckResult.warning(Check.CLOCK, seen, TEXT.get("clock.advice"))
                : CheckResult.ok(Check.CLOCK, seen);
    }

    private static CheckResult wrongClock(Duration ahead, Instant here) {
        String there = MINUTES.format(here.plus(ahead));
        return new CheckResult(Check.CLOCK, CheckResult.Verdict.WARNING,
                TEXT.get("clock.wrong", MINUTES.format(here), there), TEXT.get("clock.set", there), ahead);
    }

    /**
     * Whether connections that are lost can be made again.
     *
     * @param python
     *            version of the Python that can run the relay; empty: there is none; null: not known
     * @param reconnect
     *            for how long it is tried; zero: it is not
     */
    static CheckResult relay(@Nullable String python, Duration reconnect) {
        if (python == null) {
            return CheckResult.warning(Check.RELAY, TEXT.get("unknown"), TEXT.get("relay.unknown.advice"));
        }
        return python.isEmpty()
                ? CheckResult.warning(Check.RELAY, TEXT.get("relay.none"), TEXT.get("relay.none.advice"))
                : CheckResult.ok(Check.RELAY, TEXT.get(reconnect.isZero() ? "relay.off" : "relay.ok", python));
    }

    /** The speed, and how long the used space takes with it, which is no faster than the plan allows. */
    static CheckResult speed(LinkSpeed measured, ConversionPlan plan) {
        double rate = measured.bytesPerSecond();
        if (rate <= 0) {
            return CheckResult.warning(Check.SPEED, TEXT.get("speed.none"), TEXT.get("speed.none.advice"));
        }
        Long limit = plan.bytesPerSecond();
        double granted = limit == null ? rate : Math.min(rate, limit);
        DiskBytes bytes = DiskBytes.of(plan.disks());
        String copying = TEXT.get(bytes.usedKnown() ? "speed.used" : "speed.whole", bytes.wholeText(),
                bytes.usedText(), Numbers.about(Duration.ofSeconds(Math.max(1, Math.round(bytes.used() / granted)))));
        return CheckResult.ok(Check.SPEED, TEXT.get(granted < rate ? "speed.limited" : "speed.ok", megabytes(rate),
                megabytes(granted), copying));
    }

    /** The speed alone. */
    static CheckResult speed(LinkSpeed measured) {
        double rate = measured.bytesPerSecond();
        return rate <= 0 ? CheckResult.warning(Check.SPEED, TEXT.get("speed.none"), TEXT.get("speed.none.advice"))
                : CheckResult.ok(Check.SPEED, TEXT.get("speed.rate", megabytes(rate)));
    }

    /** A rate in MB/s. */
    static String megabytes(double bytesPerSecond) {
        return bytesPerSecond < 1e6 ? Numbers.decimal(bytesPerSecond / 1e6, 2)
                : Long.toString(Math.round(bytesPerSecond / 1e6));
    }
}
