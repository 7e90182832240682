package org.virtp2v.core.convert;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.ConversionEvent.DiskProgress;
import org.virtp2v.core.convert.ConversionEvent.TotalProgress;
import org.virtp2v.core.instant.InstantNews;
import org.virtp2v.core.preflight.CheckResult;
import org.virtp2v.core.progress.Progress;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.ServerLoad;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.Json;
import org.virtp2v.core.trial.TrialNews;

/**
 * Makes JSON of the events of one conversion, with the members that the guide describes (parts/progress.adoc). Whoever
 * tells other programs of a conversion takes it from here. Not thread-safe.
 */
public final class EventJson {
    private final List<SourceDisk> planned;
    /** The attempt of each lost connection that was told last. */
    private final Map<Link, Integer> attempts = new HashMap<>();

    /**
     * @param planned
     *            the disks of the plan, in their order
     */
    public EventJson(List<SourceDisk> planned) {
        this.planned = List.copyOf(planned);
    }

    /** An object for an event of that name, with no other members yet. */
    public static Json named(String event) {
        return Json.object().with("event", event);
    }

    /** What stands for an event; null when only time has passed. */
    public @Nullable Json of(ConversionEvent event) {
        return onlyTimePasses(event) ? null : json(event);
    }

    private Json json(ConversionEvent event) {
        return switch (event) {
            case ConversionEvent.StageStarted e -> named("stageStarted").with("stage", e.stage().name());
            case ConversionEvent.StageEnded e -> named("stageEnded").with("stage", e.stage().name())
                    .with("seconds", seconds(e.took())).with("completed", e.completed());
            case ConversionEvent.TrialTold e -> trial(e.news());
            case ConversionEvent.InstantTold e -> instant(e.news());
            case ConversionEvent.HostKeyAccepted e -> named("hostKeyAccepted").with("type", e.key().type())
                    .with("fingerprint", e.key().fingerprint());
            case ConversionEvent.Retrying e ->
                named("retrying").with("text", e.why()).with("seconds", e.pauseSeconds());
            case ConversionEvent.ConnectionLost e -> link(named("connectionLost"), e.link())
                    .with("seconds", seconds(e.outage().lasted())).with("attempt", e.outage().attempt())
                    .with("secondsUntilNext", seconds(e.outage().untilNext())).with("text", e.outage().why());
            case ConversionEvent.ConnectionBack e -> link(named("connectionBack"), e.link())
                    .with("seconds", seconds(e.gap()));
            case ConversionEvent.Resumed e -> named("resumed").with("directory", e.directory())
                    .with("began", e.began().toString()).with("guest", e.guest());
            case ConversionEvent.WaitingForServer e -> named("waitingForServer").with("limit", e.limit())
                    .with("secondsUntilNext", seconds(e.pause())).with("text", e.text())
                    .with("servers", e.servers().stream().map(EventJson::server).toList());
            case ConversionEvent.ServerChosen e -> named("serverChosen").with("chosen", e.server().address())
                    .with("limit", e.limit()).with("text", e.text())
                    .with("servers", e.servers().stream().map(EventJson::server).toList());
            case ConversionEvent.PreflightStarted e -> named("preflightStarted").with("check", e.check().name());
            case ConversionEvent.PreflightChecked e -> check(e.result());
            case ConversionEvent.ServerTested e -> named("serverTested").with("virtV2v", e.server().version())
                    .with("outputModes", e.server().outputModes());
            case ConversionEvent.DiskServed e -> disk(named("diskServed"), e.disk())
                    .with("nbdServer", e.server().optionName()).with("excludedBytes", e.excludedBytes());
            case ConversionEvent.DiskConnected e -> disk(named("diskConnected"), e.disk())
                    .with("remotePort", e.remotePort());
            case ConversionEvent.LogDirectory e -> named("logDirectory").with("host", e.host()).with("path", e.path());
            case ConversionEvent.Output e -> named("output").with("text", e.text());
            case ConversionEvent.ToolStage e ->
                named("virtV2vStage").with("at", seconds(e.at())).with("text", e.text());
            case ConversionEvent.Warning e -> named("warning")
                    .with("source", e.source() == ConversionEvent.Warning.Source.VIRT_V2V ? "virt-v2v" : "virt-p2v")
                    .with("text", e.text());
            case TotalProgress e -> total(e.progress());
            case DiskProgress e -> progress(e, e.progress());
            case ConversionEvent.CopyStalled e ->
                disk(named(e.stall().over() ? "copyResumed" : "copyStalled"), e.disk())
                        .with("seconds", seconds(e.stall().lasted()));
            case ConversionEvent.DiskSilent e -> disk(named(e.stall().over() ? "diskAnswers" : "diskSilent"), e.disk())
                    .with("seconds", seconds(e.stall().lasted()));
            case ConversionEvent.DiskAway e -> disk(named("diskAway"), e.disk()).with("until", e.until().toString())
                    .with("bytesCopied", e.bytesCopied()).with("text", e.text());
            case ConversionEvent.DiskRefused e -> disk(named("diskRefused"), e.disk()).with("text", e.text());
            case ConversionEvent.DiskBack e -> disk(named("diskBack"), e.disk()).with("device", e.path().toString())
                    .with("seconds", seconds(e.gap())).with("text", e.text());
            case ConversionEvent.PartUnreadable e -> disk(named("partUnreadable"), e.disk())
                    .with("firstSector", e.part().firstSector()).with("lastSector", e.part().lastSector())
                    .with("bytes", e.part().extent().length()).with("partition", e.part().partition())
                    .with("bytesUnreadable", e.bytesUnreadable());
            case ConversionEvent.DiskMap e -> disk(named("diskMap").with("number", e.number()), e.disk())
                    .with("cells", e.map().count()).with("cellBytes", e.map().cellBytes()).with("map", e.map().runs());
            case ConversionEvent.Ended e -> e.result().describe(named("result"));
        };
    }

    /** Whoever reads this can count. */
    private boolean onlyTimePasses(ConversionEvent event) {
        return switch (event) {
            case ConversionEvent.Retrying e -> e.secondsLeft() < e.pauseSeconds();
            case ConversionEvent.ConnectionLost e ->
                Objects.equals(attempts.put(e.link(), e.outage().attempt()), e.outage().attempt());
            case ConversionEvent.ConnectionBack e -> {
                attempts.remove(e.link());
                yield false;
            }
            default -> false;
        };
    }

    private static Json server(ServerState state) {
        ServerLoad load = state.load();
        Json json = Json.object().with("server", state.server().address()).with("problem", state.problem());
        return load == null ? json
                : json.with("processors", load.processors()).with("load", load.load())
                        .with("conversions", load.conversions()).with("slots", load.slots()).with("ahead", load.ahead())
                        .with("freeBytes", load.freeBytes());
    }

    private Json link(Json json, Link link) {
        SourceDisk disk = link.isControl() ? null : planned.get(link.disk() - 1);
        return json.with("connection", disk == null ? "control" : "disk")
                .with("number", disk == null ? null : link.disk()).with("name", disk == null ? null : disk.name())
                .with("target", disk == null ? null : disk.targetDevice());
    }

    /** A picture is in the remote directory; nobody wants it in a line. */
    private static Json trial(TrialNews news) {
        Json json = named("testBoot");
        return switch (news) {
            case TrialNews.Started s -> json.with("news", "started").with("accelerator", s.kvm() ? "kvm" : "tcg")
                    .with("memoryMiB", s.memoryMib()).with("firmware", s.firmware())
                    .with("seconds", seconds(s.limit()));
            case TrialNews.Screen s -> json.with("news", "screen").with("at", seconds(s.at())).with("file", s.file());
            case TrialNews.Serial s -> json.with("news", "serial").with("at", seconds(s.at())).with("text", s.text());
            case TrialNews.Happened h -> json.with("news", h.what().name().toLowerCase(Locale.ROOT))
                    .with("at", seconds(h.at())).with("detail", h.detail());
            case TrialNews.Ended e -> json.with("news", "verdict").with("at", seconds(e.at()))
                    .with("verdict", e.verdict().jsonName()).with("detail", e.detail());
        };
    }

    /** Pictures are for those who look at the guest's screen; the progress of the disks is told by other events. */
    private static Json instant(InstantNews news) {
        Json json = named("instant");
        return switch (news) {
            case InstantNews.Overlays o -> json.with("news", "overlays");
            case InstantNews.Converted c -> json.with("news", "converted").with("seconds", seconds(c.took()));
            case InstantNews.Started s -> json.with("news", "started").with("at", s.at().toString())
                    .with("accelerator", s.kvm() ? "kvm" : "tcg").with("where", s.where())
                    .with("display", s.display().isEmpty() ? null : s.display());
            case InstantNews.Stream s -> json.with("news", "stream").with("number", s.disk())
                    .with("phase", s.mirror() ? "mirror" : "pull").with("bytes", s.done())
                    .with("totalBytes", s.total());
            case InstantNews.Screen s -> json.with("news", "screen").with("at", seconds(s.at()));
            case InstantNews.Paused p ->
                json.with("news", "paused").with("what", what(p.guest())).with("why", p.why().jsonName())
                        .with("detail", p.detail().isEmpty() ? null : p.detail());
            case InstantNews.Resumed r -> json.with("news", "resumed").with("what", what(r.guest()));
            case InstantNews.Restarted again -> json.with("news", "restarted");
            case InstantNews.Off o -> json.with("news", "off");
            case InstantNews.Complete c -> json.with("news", "complete").with("files", c.files());
            case InstantNews.Failed f -> json.with("news", "failed").with("reason", f.reason())
                    .with("detail", f.detail().isEmpty() ? null : f.detail());
        };
    }

    private static String what(boolean guest) {
        return guest ? "guest" : "stream";
    }

    private static Json total(Progress all) {
        return rate(named("totalProgress").with("percent", all.percent()).with("bytesRead", all.bytesRead()), all);
    }

    private static Json progress(DiskProgress e, Progress own) {
        return rate(disk(named("diskProgress").with("number", e.number()).with("count", e.count()), e.disk())
                .with("percent", own.percent()).with("position", e.position()).with("sizeBytes", e.disk().sizeBytes())
                .with("bytesRead", own.bytesRead()).with("bytesReadAgain", e.bytesReadAgain()), own);
    }

    private static Json rate(Json json, Progress progress) {
        return json.with("bytesPerSecond", Math.round(progress.bytesPerSecond()))
                .with("secondsLeft", seconds(progress.timeLeft()));
    }

    private static Json check(CheckResult result) {
        return named("preflightChecked").with("check", result.check().name()).with("verdict", result.verdict().name())
                .with("seen", result.seen()).with("advice", result.advice());
    }

    private static Json disk(Json json, SourceDisk disk) {
        return json.with("name", disk.name()).with("target", disk.targetDevice());
    }

    /** Seconds, to the millisecond. */
    static @Nullable Double seconds(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis() / 1000.0;
    }
}
