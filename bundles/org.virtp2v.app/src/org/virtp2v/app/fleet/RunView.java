package org.virtp2v.app.fleet;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.Stage;
import org.virtp2v.core.server.ServerRun;
import org.virtp2v.core.text.JsonMembers;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.TerminalFilter;

/**
 * One run, as people are shown it. What its machine has told is taken only as far as it makes sense; texts are
 * printable and bounded.
 *
 * @param run
 *            as the server tells it
 * @param state
 *            how it is
 * @param guest
 *            the guest's name
 * @param machine
 *            the machine's host name; empty when unknown
 * @param detail
 *            its stage, or why it is not going on
 * @param percent
 *            how much has been copied, 0 to 100; null when that is not known
 * @param bytesRead
 *            how many bytes were delivered
 * @param bytesPerSecond
 *            the present rate; null when nothing is being copied
 * @param left
 *            how long it will take; null when that is not known
 * @param sizeBytes
 *            the size of all its disks; 0 when that is not known
 * @param took
 *            how long it took in all; null when it is not over
 * @param warnings
 *            how many there are
 * @param outages
 *            how often connections were lost
 */
record RunView(ServerRun run, State state, String guest, String machine, String detail, @Nullable Integer percent,
        long bytesRead, @Nullable Long bytesPerSecond, @Nullable Duration left, long sizeBytes,
        @Nullable Duration took, long warnings, long outages) {
    private static final Messages TEXT = Messages.beside(RunView.class);
    /** Longer than any pause between two signs of life of a machine that follows its run, or stops it. */
    private static final Duration SILENT = Duration.ofSeconds(60);
    /** Longer than a machine looks at the guest, or cleans up, when virt-v2v has ended. */
    private static final Duration SILENT_AFTERWARDS = Duration.ofMinutes(3);
    private static final long MOST_SECONDS = 100L * 365 * 86_400;
    private static final int LONGEST_NAME = 200;

    /** How a run is, in the order in which they are shown: what goes on or hangs first. */
    enum State {
        /** Nothing is heard of its machine, and it is not over. */
        LOST,
        /** virt-v2v works, or its guest does while its disks are copied. */
        RUNNING,
        /** It has not begun to copy, or waits for its machine. */
        WAITING,
        /** It failed. */
        FAILED,
        /** There is a guest, which has zeros where disks could not be read. */
        LOSSES,
        /** There is a guest. */
        FINISHED,
        /** Somebody wanted it to end. */
        CANCELLED;

        /** The word for programs. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The word for people. */
        String title() {
            return TEXT.get("state." + name());
        }

        /** Whether somebody has to look after it. */
        boolean needsSomebody() {
            return this == LOST || this == FAILED;
        }

        /** Whether nothing will happen any more. */
        boolean isOver() {
            return this != LOST && this != RUNNING && this != WAITING;
        }
    }

    /** What a state is known from. */
    private record Verdict(State state, String detail) {
    }

    /** How a run is shown. */
    static RunView of(ServerRun run) {
        JsonMembers told = members(run.progress());
        Verdict verdict = verdict(run, told);
        String guest = told.text("guest").isBlank() ? run.name() : told.text("guest");
        boolean moves = verdict.state == State.RUNNING;
        JsonMembers result = told.object("result");
        return new RunView(run, verdict.state, name(guest), name(told.object("machine").text("name")),
                line(verdict.detail), percent(told), Math.max(0, told.number("bytesRead")),
                moves ? number(told, "bytesPerSecond") : null, moves ? time(told, "secondsLeft") : null,
                Math.max(0, told.number("sizeBytes")), time(result, "seconds"),
                Math.max(0, told.number("warnings")), Math.max(0, told.number("outages")));
    }

    private static Verdict verdict(ServerRun run, JsonMembers told) {
        JsonMembers result = told.object("result");
        String why = result.object("failure").text("message");
        return switch (run.state()) {
            case GAVE_UP -> new Verdict(State.FAILED, TEXT.get("gaveUp"));
            case DEAD -> ended(result, why).orElse(State.FAILED, TEXT.get("dead"));
            case PREPARING -> ended(result, why).orElse(run.reported() ? State.FAILED : State.WAITING,
                    TEXT.get(run.reported() ? "noCause" : "preparing"));
            case RUNNING, ENDED -> ended(result, why).orElse(goesOn(run, told));
        };
    }

    /** The end that its machine has told, if it has. */
    private static Ending ended(JsonMembers result, String why) {
        return new Ending(switch (result.text("outcome")) {
            case "succeeded" -> new Verdict(State.FINISHED, "");
            case "succeeded_with_losses" -> new Verdict(State.LOSSES, TEXT.get("losses"));
            case "failed" -> new Verdict(State.FAILED, why.isBlank() ? TEXT.get("noCause") : why);
            case "cancelled", "ended" -> new Verdict(State.CANCELLED, "");
            case "left" -> new Verdict(State.WAITING, why.isBlank() ? TEXT.get("left") : why);
            default -> null;
        });
    }

    /** An end, or none. */
    private record Ending(@Nullable Verdict verdict) {
        Verdict orElse(State state, String detail) {
            return orElse(new Verdict(state, detail));
        }

        Verdict orElse(Verdict other) {
            Verdict told = verdict;
            return told == null ? other : told;
        }
    }

    private static Verdict goesOn(ServerRun run, JsonMembers told) {
        Duration heard = run.heartbeatAge();
        Integer status = run.status();
        boolean over = run.state() == ServerRun.State.ENDED;
        if (over && (run.reported() || heard == null)) {
            // A program that leaves no progress: virt-v2v's exit code is all there is.
            return status != null && status == 0 ? new Verdict(State.FINISHED, "")
                    : new Verdict(State.FAILED, TEXT.get("exitCode", String.valueOf(status)));
        }
        if (heard != null && heard.compareTo(over ? SILENT_AFTERWARDS : SILENT) > 0) {
            return new Verdict(State.LOST, TEXT.get(over ? "lost.over" : "lost", Times.age(heard)));
        }
        String lost = told.text("lost");
        if (!lost.isBlank()) {
            return new Verdict(State.RUNNING, TEXT.get("reconnecting", lost));
        }
        String away = told.text("away");
        if (!away.isBlank()) {
            return new Verdict(State.RUNNING, away);
        }
        String stage = told.text("virtV2vStage");
        return new Verdict(State.RUNNING, stage.isBlank() ? title(told.text("stage")) : stage);
    }

    private static String title(String stage) {
        for (Stage known : Stage.values()) {
            if (known.name().equals(stage)) {
                return known.title();
            }
        }
        return "";
    }

    private static JsonMembers members(String text) {
        try {
            return JsonMembers.of(text);
        } catch (IllegalArgumentException e) {
            return new JsonMembers(Map.of()); // none, or one that is cut off
        }
    }

    private static @Nullable Integer percent(JsonMembers told) {
        Long percent = number(told, "percent");
        return percent == null ? null : (int) Math.clamp(percent, 0L, 100L);
    }

    /** Not negative; null when there is none. */
    private static @Nullable Long number(JsonMembers told, String name) {
        return told.all().get(name) instanceof BigDecimal ? Math.max(0, told.number(name)) : null;
    }

    private static @Nullable Duration time(JsonMembers told, String name) {
        Long seconds = number(told, name);
        return seconds == null ? null : Duration.ofSeconds(Math.min(seconds, MOST_SECONDS));
    }

    private static String name(String text) {
        String line = line(text);
        return line.length() <= LONGEST_NAME ? line : line.substring(0, LONGEST_NAME) + "…";
    }

    /** On one line, without control. */
    private static String line(String text) {
        return TerminalFilter.plain(text).strip().replaceAll("\\s*\n\\s*", " · ").replaceAll("\\s+", " ");
    }
}
