package org.virtp2v.ui.internal.conversion;

import java.time.InstantSource;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.instant.InstantNews;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.trial.TrialNews;

/**
 * What is seen of a guest that is started before its disks are copied: how it is, and its last picture. Not
 * thread-safe.
 */
final class InstantWatch {
    private static final Messages TEXT = Messages.beside(InstantWatch.class);

    private final InstantSource clock;
    private InstantNews.@Nullable Started started;
    /** How the guest is; null: it runs, or there is none yet. */
    private @Nullable String state;
    private TrialNews.@Nullable Screen picture;

    /**
     * @param clock
     *            tells for how many hours it has been running
     */
    InstantWatch(InstantSource clock) {
        this.clock = clock;
    }

    void take(InstantNews news) {
        switch (news) {
            case InstantNews.Started start -> {
                started = start;
                state = null;
            }
            case InstantNews.Paused paused -> {
                if (paused.guest()) {
                    state = TEXT.get("instant.paused." + paused.why());
                }
            }
            case InstantNews.Resumed resumed -> {
                if (resumed.guest()) {
                    state = null;
                }
            }
            case InstantNews.Off off -> state = TEXT.get("instant.off");
            case InstantNews.Complete complete -> state = TEXT.get("instant.complete");
            case InstantNews.Screen screen -> picture = new TrialNews.Screen(screen.at(), "", screen.png());
            case InstantNews.Converted converted -> state = TEXT.get("instant.starting");
            case InstantNews.Overlays overlays -> {
                // virt-v2v's stages follow.
            }
            case InstantNews.Stream stream -> {
                // The progress of the disks says so.
            }
            case InstantNews.Restarted again -> {
                // There is a warning of it.
            }
            case InstantNews.Failed failed -> {
                // It is in the result.
            }
        }
    }

    private @Nullable String running() {
        InstantNews.Started start = started;
        if (start == null) {
            return null;
        }
        long hours = start.hours(clock.instant());
        return hours == 0 ? TEXT.get("instant.running", start.clock())
                : TEXT.get("instant.runningHours", start.clock(), Long.toString(hours));
    }

    /** What happens, with how the guest is before it. */
    String status(String rest) {
        String present = state == null ? running() : state;
        return present == null ? rest : TEXT.get("instant.status", present, rest);
    }

    /** Its last picture; none when there is none yet. */
    List<TrialNews.Screen> pictures() {
        TrialNews.Screen last = picture;
        return last == null ? List.of() : List.of(last);
    }
}
