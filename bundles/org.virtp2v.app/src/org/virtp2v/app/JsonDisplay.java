package org.virtp2v.app;

import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.CancelCause;
import org.virtp2v.core.convert.ConversionEvent;
import org.virtp2v.core.convert.ConversionEvent.DiskProgress;
import org.virtp2v.core.convert.ConversionEvent.TotalProgress;
import org.virtp2v.core.convert.ConversionListener;
import org.virtp2v.core.convert.ConversionResult;
import org.virtp2v.core.instant.InstantNews;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.preflight.CheckResult;
import org.virtp2v.core.progress.Progress;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.Json;
import org.virtp2v.core.trial.TrialNews;

/**
 * The output of the program for other programs: one JSON object a line, as the guide describes (parts/progress.adoc).
 * It only turns events into lines. The user's own commands are left out, as they may be secret.
 */
final class JsonDisplay implements Display, ConversionListener {
    /** Changes when a member changes its meaning or goes; readers ignore members and events they do not know. */
    static final int VERSION = 1;

    private final PrintStream out;
    /** The attempt of each lost connection that was told last. */
    private final Map<Link, Integer> attempts = new HashMap<>();
    private List<SourceDisk> planned = List.of();

    /**
     * Begins with the greeting.
     *
     * @param out
     *            gets the lines
     * @param programVersion
     *            version of this program
     */
    JsonDisplay(PrintStream out, String programVersion) {
        this.out = out;
        print(event("hello").with("version", VERSION).with("program", "virt-p2v").with("programVersion",
                programVersion));
    }

    @Override
    public ConversionListener conversion(ConversionPlan plan) {
        planned = plan.disks();
        var disks = IntStream.range(0, plan.disks().size())
                .mapToObj(i -> disk(Json.object().with("number", i + 1), plan.disks().get(i))
                        .with("sizeBytes", plan.disks().get(i).sizeBytes()))
                .toList();
        print(event("plan").with("guest", plan.guest().name()).with("server", plan.login().address())
                .with("disks", disks));
        return this;
    }

    @Override
    public void cancelling(CancelCause cause) {
        print(event("cancelling").with("cause", cause.jsonName()));
    }

    @Override
    public void leaving(CancelCause cause) {
        print(event("leaving").with("cause", cause.jsonName()));
    }

    @Override
    public void endingTestBoot() {
        print(event("endingTestBoot"));
    }

    @Override
    public void guestWouldBeLost() {
        print(event("guestWouldBeLost"));
    }

    @Override
    public void powerButton(Duration time, boolean guestRuns) {
        print(event("powerButton").with("seconds", seconds(time)));
    }

    @Override
    public void command(String key, String command) {
        print(event("command").with("key", key));
    }

    @Override
    public void commandFailed(String key, String command, int code) {
        print(event("commandFailed").with("key", key).with("exitCode", code).with("message", null));
    }

    @Override
    public void commandNotRun(String key, String command, String why) {
        print(event("commandFailed").with("key", key).with("exitCode", null).with("message", why));
    }

    @Override
    public boolean lendsOutput() {
        return false;
    }

    @Override
    public void on(ConversionEvent event) {
        if (onlyTimePasses(event)) {
            return;
        }
        print(switch (event) {
            case ConversionEvent.StageStarted e -> event("stageStarted").with("stage", e.stage().name());
            case ConversionEvent.StageEnded e -> event("stageEnded").with("stage", e.stage().name())
                    .with("seconds", seconds(e.took())).with("completed", e.completed());
            case ConversionEvent.TrialTold e -> trial(e.news());
            case ConversionEvent.InstantTold e -> instant(e.news());
            case ConversionEvent.HostKeyAccepted e -> event("hostKeyAccepted").with("type", e.key().type())
                    .with("fingerprint", e.key().fingerprint());
            case ConversionEvent.Retrying e ->
                event("retrying").with("text", e.why()).with("seconds", e.pauseSeconds());
            case ConversionEvent.ConnectionLost e -> link(event("connectionLost"), e.link())
                    .with("seconds", seconds(e.outage().lasted())).with("attempt", e.outage().attempt())
                    .with("secondsUntilNext", seconds(e.outage().untilNext())).with("text", e.outage().why());
            case ConversionEvent.ConnectionBack e -> link(event("connectionBack"), e.link())
                    .with("seconds", seconds(e.gap()));
            case ConversionEvent.Resumed e -> event("resumed").with("directory", e.directory())
                    .with("began", e.began().toString()).with("guest", e.guest());
            case ConversionEvent.PreflightStarted e -> event("preflightStarted").with("check", e.check().name());
            case ConversionEvent.PreflightChecked e -> check(e.result());
            case ConversionEvent.ServerTested e -> event("serverTested").with("virtV2v", e.server().version())
                    .with("outputModes", e.server().outputModes());
            case ConversionEvent.DiskServed e -> disk(event("diskServed"), e.disk())
                    .with("nbdServer", e.server().optionName()).with("excludedBytes", e.excludedBytes());
            case ConversionEvent.DiskConnected e -> disk(event("diskConnected"), e.disk())
                    .with("remotePort", e.remotePort());
            case ConversionEvent.LogDirectory e -> event("logDirectory").with("host", e.host()).with("path", e.path());
            case ConversionEvent.Output e -> event("output").with("text", e.text());
            case ConversionEvent.ToolStage e ->
                event("virtV2vStage").with("at", seconds(e.at())).with("text", e.text());
            case ConversionEvent.Warning e -> event("warning")
                    .with("source", e.source() == ConversionEvent.Warning.Source.VIRT_V2V ? "virt-v2v" : "virt-p2v")
                    .with("text", e.text());
            case TotalProgress e -> total(e.progress());
            case DiskProgress e -> progress(e, e.progress());
            case ConversionEvent.CopyStalled e ->
                disk(event(e.stall().over() ? "copyResumed" : "copyStalled"), e.disk())
                        .with("seconds", seconds(e.stall().lasted()));
            case ConversionEvent.DiskSilent e -> disk(event(e.stall().over() ? "diskAnswers" : "diskSilent"), e.disk())
                    .with("seconds", seconds(e.stall().lasted()));
            case ConversionEvent.PartUnreadable e -> disk(event("partUnreadable"), e.disk())
                    .with("firstSector", e.part().firstSector()).with("lastSector", e.part().lastSector())
                    .with("bytes", e.part().extent().length()).with("partition", e.part().partition())
                    .with("bytesUnreadable", e.bytesUnreadable());
            case ConversionEvent.DiskMap e -> disk(event("diskMap").with("number", e.number()), e.disk())
                    .with("cells", e.map().count()).with("cellBytes", e.map().cellBytes()).with("map", e.map().runs());
            case ConversionEvent.Ended e -> result(e.result());
        });
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

    private Json link(Json json, Link link) {
        SourceDisk disk = link.isControl() ? null : planned.get(link.disk() - 1);
        return json.with("connection", disk == null ? "control" : "disk")
                .with("number", disk == null ? null : link.disk()).with("name", disk == null ? null : disk.name())
                .with("target", disk == null ? null : disk.targetDevice());
    }

    /** A picture is in the remote directory; nobody wants it in a line. */
    private static Json trial(TrialNews news) {
        Json json = event("testBoot");
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
        Json json = event("instant");
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
        return rate(event("totalProgress").with("percent", all.percent()).with("bytesRead", all.bytesRead()), all);
    }

    private static Json progress(DiskProgress e, Progress own) {
        return rate(disk(event("diskProgress").with("number", e.number()).with("count", e.count()), e.disk())
                .with("percent", own.percent()).with("position", e.position()).with("sizeBytes", e.disk().sizeBytes())
                .with("bytesRead", own.bytesRead()).with("bytesReadAgain", e.bytesReadAgain()), own);
    }

    private static Json rate(Json json, Progress progress) {
        return json.with("bytesPerSecond", Math.round(progress.bytesPerSecond()))
                .with("secondsLeft", seconds(progress.timeLeft()));
    }

    private static Json check(CheckResult result) {
        return event("preflightChecked").with("check", result.check().name()).with("verdict", result.verdict().name())
                .with("seen", result.seen()).with("advice", result.advice());
    }

    private static Json result(ConversionResult result) {
        return result.describe(event("result").with("exitCode", ExitCode.of(result).code()));
    }

    private static Json event(String name) {
        return Json.object().with("event", name);
    }

    private static Json disk(Json json, SourceDisk disk) {
        return json.with("name", disk.name()).with("target", disk.targetDevice());
    }

    private static @Nullable Double seconds(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis() / 1000.0;
    }

    private synchronized void print(Json json) {
        out.print(json + "\n");
        out.flush();
    }
}
