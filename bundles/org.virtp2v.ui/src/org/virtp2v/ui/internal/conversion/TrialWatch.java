package org.virtp2v.ui.internal.conversion;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.Numbers;
import org.virtp2v.core.trial.TrialNews;
import org.virtp2v.core.trial.TrialNews.What;

/** What is seen of the guest while it is tried, in little room: of many pictures the newest. Not thread-safe. */
final class TrialWatch {
    /** As many as {@code trial.py} takes. */
    static final int MOST_PICTURES = 60;
    /** Of all pictures together; one has at most a MiB, and a text screen a hundredth of that. */
    static final long MOST_BYTES = 8 << 20;
    private static final Messages TEXT = Messages.beside(TrialWatch.class);

    private final LongSupplier nanoTime;
    private final Deque<TrialNews.Screen> pictures = new ArrayDeque<>();
    private long bytes;
    private TrialNews.@Nullable Started started;
    private long startedAt;
    private @Nullable Duration answeredAt;
    private int resets;
    private boolean skipped;

    TrialWatch(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void take(TrialNews news) {
        switch (news) {
            case TrialNews.Started start -> {
                started = start;
                startedAt = nanoTime.getAsLong();
                answeredAt = null;
                resets = 0;
                pictures.clear(); // of another try, with KVM
                bytes = 0;
            }
            case TrialNews.Screen screen -> add(screen);
            case TrialNews.Happened happened -> {
                if (happened.what() == What.AGENT) {
                    answeredAt = happened.at();
                } else if (happened.what() == What.RESET) {
                    resets++;
                }
            }
            case TrialNews.Serial serial -> {
                // It is kept with the logs.
            }
            case TrialNews.Ended verdict -> {
                // It is in the result.
            }
        }
    }

    private void add(TrialNews.Screen screen) {
        pictures.addLast(screen);
        bytes += screen.png().length;
        while (pictures.size() > MOST_PICTURES || bytes > MOST_BYTES && pictures.size() > 1) {
            bytes -= pictures.removeFirst().png().length;
        }
    }

    /** The user has seen enough. */
    void skipped() {
        skipped = true;
    }

    /** The pictures, the newest last. */
    List<TrialNews.Screen> pictures() {
        return List.copyOf(pictures);
    }

    /** What happens, in words; null: the guest has not been started yet. */
    @Nullable
    String status() {
        TrialNews.Started start = started;
        if (skipped) {
            return TEXT.get("status.trial.skipped");
        }
        if (start == null) {
            return null;
        }
        Duration runs = Duration.ofNanos(nanoTime.getAsLong() - startedAt);
        Duration shown = runs.compareTo(start.limit()) < 0 ? runs : start.limit();
        Duration answered = answeredAt;
        String more = answered != null ? TEXT.get("status.trial.agent", Numbers.time(answered))
                : resets > 0 ? TEXT.get("status.trial.resets", Integer.toString(resets)) : "";
        return TEXT.get(start.kvm() ? "status.trial.kvm" : "status.trial.tcg", Numbers.time(shown),
                Numbers.time(start.limit()), more);
    }
}
