package org.virtp2v.core.convert;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.instant.InstantNews;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.preflight.CheckResult;
import org.virtp2v.core.server.Poster;
import org.virtp2v.core.text.Json;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.trial.TrialNews;

/**
 * Which events of a conversion are posted, and as what: those of {@code --progress=json} but for the ticks, each with
 * the machine and the conversion that it belongs to. Takes one event at a time.
 */
final class NoticeEvents implements ConversionListener, AutoCloseable {
    private static final Messages TEXT = Messages.beside(NoticeEvents.class);
    /** A result with more characters, of a disk that is full of holes, is shortened to the essential. */
    private static final int LONGEST = 256 << 10;
    private static final int LONGEST_TEXT = 2000;

    private final @Nullable Notices notices;
    private final ConversionPlan plan;
    private final InstantSource clock;
    private final EventJson events;
    private final Outages outages;
    private final String conversion = randomId();
    private int number;
    /** That was chosen; before, all of which one will be. */
    private String server;

    /**
     * @param warnings
     *            told when they do not arrive, on another thread
     */
    NoticeEvents(ConversionPlan plan, InstantSource clock, Poster poster, Consumer<String> warnings) {
        this.notices = Notices.of(plan.notices(), poster, warnings);
        this.plan = plan;
        this.server = plan.servers();
        this.clock = clock;
        this.events = new EventJson(plan.disks());
        this.outages = new Outages(plan.disks(), System::nanoTime);
    }

    @Override
    public void on(ConversionEvent event) {
        if (event instanceof ConversionEvent.ServerChosen chosen) {
            server = chosen.server().address();
        }
        Notices to = notices;
        String notice = to == null || !isPosted(event) ? null : notice(event);
        if (to != null && notice != null) {
            to.add(notice);
        }
    }

    /** Waits a moment for those that have not been posted yet. */
    @Override
    public void close() {
        Notices to = notices;
        if (to != null) {
            to.close();
        }
    }

    private @Nullable String notice(ConversionEvent event) {
        Json json = event instanceof ConversionEvent.Ended e ? e.result().describe(EventJson.named("result"))
                : events.of(event);
        if (json == null) {
            return null;
        }
        number++;
        String notice = complete(json, event).toString();
        return notice.length() <= LONGEST || !(event instanceof ConversionEvent.Ended e) ? notice
                : complete(e.result().describeBriefly(EventJson.named("result"), LONGEST_TEXT), event).toString();
    }

    /** One outage of several connections is told once. */
    private boolean isPosted(ConversionEvent event) {
        return switch (event) {
            case ConversionEvent.StageStarted e -> true;
            case ConversionEvent.StageEnded e -> true;
            case ConversionEvent.HostKeyAccepted e -> true;
            case ConversionEvent.ConnectionLost e -> outages.lost(e).news() == Outages.News.LOST;
            case ConversionEvent.ConnectionBack e -> outages.back(e).isPresent();
            case ConversionEvent.Resumed e -> true;
            case ConversionEvent.WaitingForServer e -> true;
            case ConversionEvent.ServerChosen e -> true;
            case ConversionEvent.PreflightChecked e -> e.result().verdict() != CheckResult.Verdict.OK;
            case ConversionEvent.LogDirectory e -> true;
            case ConversionEvent.Warning e -> true;
            case ConversionEvent.CopyStalled e -> true;
            case ConversionEvent.DiskSilent e -> true;
            case ConversionEvent.DiskAbsence e -> true;
            case ConversionEvent.TrialTold e -> e.news() instanceof TrialNews.Ended;
            case ConversionEvent.InstantTold e -> !(e.news() instanceof InstantNews.Stream)
                    && !(e.news() instanceof InstantNews.Screen);
            case ConversionEvent.Ended e -> true;
            case ConversionEvent.Retrying e -> false;
            case ConversionEvent.PreflightStarted e -> false;
            case ConversionEvent.ServerTested e -> false;
            case ConversionEvent.DiskServed e -> false;
            case ConversionEvent.DiskConnected e -> false;
            case ConversionEvent.Output e -> false;
            case ConversionEvent.ToolStage e -> false;
            case ConversionEvent.TotalProgress e -> false;
            case ConversionEvent.DiskProgress e -> false;
            case ConversionEvent.PartUnreadable e -> false;
            case ConversionEvent.DiskMap e -> false;
        };
    }

    private Json complete(Json json, ConversionEvent event) {
        String text = text(event);
        if (text != null) {
            json.with("text", text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT));
        }
        return json.with("conversion", conversion).with("count", number).with("time", clock.instant().toString())
                .with("guest", plan.guest().name()).with("server", server)
                .with("machine", RunProgress.machine(plan));
    }

    /** In words, for chats; null: it has words of its own, or needs none. */
    private @Nullable String text(ConversionEvent event) {
        String guest = plan.guest().name();
        return switch (event) {
            case ConversionEvent.StageStarted e -> TEXT.get("notice.stage", guest, e.stage().title());
            case ConversionEvent.Ended e -> {
                ConversionResult result = e.result();
                String outcome = TEXT.get("notice." + result.outcome().name().toLowerCase(Locale.ROOT), guest);
                ConversionException failure = result.failure();
                yield failure == null ? outcome : outcome + " " + failure.getMessage();
            }
            default -> null;
        };
    }

    private static String randomId() {
        byte[] bytes = new byte[8];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
