package org.virtp2v.app;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.virtp2v.app.Terminal.Style;
import org.virtp2v.core.convert.ConversionEvent;
import org.virtp2v.core.convert.ConversionEvent.DiskProgress;
import org.virtp2v.core.convert.ConversionEvent.TotalProgress;
import org.virtp2v.core.convert.ConversionListener;
import org.virtp2v.core.convert.DiskLoss;
import org.virtp2v.core.convert.Resumable;
import org.virtp2v.core.instant.InstantNews;
import org.virtp2v.core.preflight.Check;
import org.virtp2v.core.preflight.CheckResult;
import org.virtp2v.core.progress.Progress;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.settings.ByteSize;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.Numbers;
import org.virtp2v.core.trial.TrialNews;

/** Shows a conversion as text. It only turns events into lines and decides nothing. */
final class TextMode implements ConversionListener {
    private static final Messages TEXT = Messages.beside(TextMode.class);
    /** Words of {@code trial.py}. */
    private static final Set<String> WHY_NO_KVM = Set.of("absent", "not-allowed", "failed", "switched-off");
    /** In a file there is a progress line each time this many percent more are done, */
    private static final int PERCENT_STEP = 10;
    /** and after this time anyway. */
    static final long LINE_PERIOD_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int BAR_CELLS = 24;
    /** With several disks, or a guest that runs, the line says more, and is to stay below 80 columns. */
    private static final int SHORT_BAR_CELLS = 14;
    private static final int GUEST_BAR_CELLS = 8;
    /** So many unreadable parts of a disk are told each. */
    private static final int MOST_UNREADABLE = 10;

    private final Terminal terminal;
    private ServerLogin server;
    private final LongSupplier nanoTime;
    private final InstantSource wallClock;
    private final Map<SourceDisk, Integer> unreadable = new HashMap<>();
    private final OutageLines outages;
    private InstantLines instant;
    private final StageClock clock;
    /** Of each disk, by its number: when its next line comes. */
    private final Map<Integer, Integer> nextPercent = new HashMap<>();
    private long shownAt;
    private boolean severalDisks;
    /** The stage that goes on; empty: none. */
    private String stage = "";
    /** The guest that runs already; null: there is none. */
    private InstantNews.@Nullable Started running;
    private long hoursTold;
    private @Nullable Progress total;

    TextMode(Terminal terminal, ServerLogin server, List<SourceDisk> disks) {
        this(terminal, server, disks, System::nanoTime, InstantSource.system());
    }

    TextMode(Terminal terminal, ServerLogin server, List<SourceDisk> disks, LongSupplier nanoTime,
            InstantSource wallClock) {
        this.outages = new OutageLines(terminal, disks, nanoTime);
        this.instant = new InstantLines(terminal, server.host());
        this.clock = new StageClock(terminal, nanoTime);
        this.terminal = terminal;
        this.server = server;
        this.nanoTime = nanoTime;
        this.wallClock = wallClock;
    }

    /** How long the present stage has taken is shown each second from now on, until the conversion has ended. */
    TextMode ticking() {
        clock.tickEachSecond();
        return this;
    }

    @Override
    public void on(ConversionEvent event) {
        switch (event) {
            case ConversionEvent.StageStarted started -> {
                stage = started.stage().title();
                terminal.line(Style.STAGE, TEXT.get("stage", stage));
                clock.begin(stage);
            }
            case ConversionEvent.StageEnded ended -> {
                stage = "";
                clock.stop();
            }
            case ConversionEvent.TrialTold told -> trial(told.news());
            case ConversionEvent.InstantTold told -> instant(told.news());
            case ConversionEvent.HostKeyAccepted accepted -> terminal.line(Style.ERROR,
                    TEXT.get("hostKey", server.address(), accepted.key().type(), accepted.key().fingerprint()));
            case ConversionEvent.Retrying retrying -> retrying(retrying);
            case ConversionEvent.ConnectionLost lost -> outages.lost(lost);
            case ConversionEvent.ConnectionBack back -> outages.back(back);
            case ConversionEvent.Resumed resumed ->
                terminal.line(Style.STAGE, TEXT.get("goingOn", resumed.guest(), Resumable.time(resumed.began())));
            case ConversionEvent.WaitingForServer waiting -> terminal.line(Style.NOTE, waiting.text());
            case ConversionEvent.ServerChosen chosen -> chosen(chosen);
            case ConversionEvent.PreflightStarted started -> checking(started.check());
            case ConversionEvent.PreflightChecked checked -> checked(checked.result());
            case ConversionEvent.ServerTested tested -> {
                // The preflight says so.
            }
            case ConversionEvent.DiskServed served -> served(served);
            case ConversionEvent.DiskConnected connected -> terminal.line(Style.PLAIN, TEXT.get("diskConnected",
                    connected.disk().name(), Integer.toString(connected.remotePort())));
            case ConversionEvent.LogDirectory logs ->
                terminal.line(Style.PLAIN, TEXT.get("logDirectory", logs.host(), logs.path()));
            case ConversionEvent.Output output -> terminal.passOn(output.text());
            case ConversionEvent.ToolStage stage -> clock.begin(stage.text()); // it is in the output too
            case ConversionEvent.Warning warning -> warning(warning);
            case TotalProgress all -> total(all.progress());
            case DiskProgress disk -> progress(disk);
            case ConversionEvent.CopyStalled stalled -> stalled(stalled);
            case ConversionEvent.DiskSilent silent -> silent(silent);
            case ConversionEvent.PartUnreadable part -> unreadable(part);
            case ConversionEvent.DiskMap map -> {
                // There is no room for it in a line.
            }
            case ConversionEvent.Ended ended -> {
                clock.stop();
                new ResultLines(terminal, server.host(), instant).tell(ended.result());
            }
        }
    }

    private void chosen(ConversionEvent.ServerChosen chosen) {
        server = chosen.server();
        instant = new InstantLines(terminal, server.host());
        terminal.line(Style.PLAIN, chosen.text());
    }

    private void instant(InstantNews news) {
        instant.tell(news);
        if (news instanceof InstantNews.Started started) {
            running = started;
        } else if (news instanceof InstantNews.Off || news instanceof InstantNews.Complete) {
            running = null;
        }
    }

    /** What the progress says of a guest that runs already. */
    private String guest() {
        InstantNews.Started started = running;
        return started == null ? "" : TEXT.get("progressGuest", started.clock());
    }

    /** What going back would lose by now, by the hour. */
    private void hours() {
        long hours = running == null ? 0 : running.hours(wallClock.instant());
        if (hours > hoursTold) {
            hoursTold = hours;
            terminal.line(Style.ERROR, TEXT.get("instant.hours", Long.toString(hours)));
        }
    }

    private void served(ConversionEvent.DiskServed served) {
        terminal.line(Style.PLAIN, TEXT.get("diskServed", served.disk().name(),
                ByteSize.format(served.disk().sizeBytes()), served.server().optionName()));
        if (served.excludedBytes() > 0) {
            terminal.line(Style.PLAIN, TEXT.get("diskExcluded", ByteSize.format(served.excludedBytes())));
        }
    }

    /** The verdict is told at the end. */
    private void trial(TrialNews news) {
        switch (news) {
            case TrialNews.Started started -> trialStarted(started);
            case TrialNews.Screen screen ->
                terminal.status(TEXT.get("trialScreen", Numbers.time(screen.at()), screen.file()));
            case TrialNews.Happened happened when happened.what() == TrialNews.What.RESET ->
                terminal.line(Style.NOTE, TEXT.get("trialReset", Numbers.time(happened.at())));
            case TrialNews.Happened happened -> {
                // The verdict says so.
            }
            case TrialNews.Serial serial -> {
                // It may be long, and is in the remote directory.
            }
            case TrialNews.Ended ended -> {
                // Told with the result.
            }
        }
    }

    private void trialStarted(TrialNews.Started started) {
        String how = started.kvm() ? TEXT.get("trialKvm")
                : TEXT.get(
                        WHY_NO_KVM.contains(started.whyNoKvm()) ? "trialTcg." + started.whyNoKvm() : "trialTcg.failed",
                        started.kvmDetail());
        String memory = ByteSize.format(started.memoryMib() << 20);
        if (started.memoryMib() < started.askedMib()) {
            memory = TEXT.get("trialLessMemory", memory, ByteSize.format(started.askedMib() << 20));
        }
        terminal.line(Style.PLAIN, TEXT.get("trialStarted", server.host(), how, memory, Numbers.time(started.limit())));
    }

    /** The countdown is a line that is written again; elsewhere its beginning is told. */
    private void retrying(ConversionEvent.Retrying retrying) {
        if (retrying.secondsLeft() == retrying.pauseSeconds()) {
            terminal.line(Style.NOTE, TEXT.get("retry", retrying.why(), Integer.toString(retrying.pauseSeconds())));
        }
        if (terminal.rewritesStatus()) {
            terminal.status(TEXT.get("retryLeft", Integer.toString(retrying.secondsLeft())));
        }
    }

    private void checking(Check check) {
        terminal.status(TEXT.get("checking", check.title()));
        clock.begin(check.title());
    }

    /** A problem is printed, with advice, when it has ended the conversion. */
    private void checked(CheckResult result) {
        String mark = TEXT.get((terminal.showsSymbols() ? "symbol." : "word.") + result.verdict());
        switch (result.verdict()) {
            case OK -> terminal.line(Style.PLAIN, TEXT.get("checked", mark, result.text()));
            case WARNING -> terminal.line(Style.NOTE, TEXT.get("checked", mark, result.text()));
            case PROBLEM -> terminal.line(Style.ERROR,
                    TEXT.get("checkedProblem", mark, result.check().title(), result.seen()));
        }
        if (stage.isEmpty()) {
            clock.stop();
        } else {
            clock.begin(stage);
        }
    }

    /** Nothing goes on any more, though no event says so. */
    void pause() {
        clock.stop();
    }

    private void warning(ConversionEvent.Warning warning) {
        if (warning.source() == ConversionEvent.Warning.Source.VIRT_P2V) {
            terminal.line(Style.NOTE, TEXT.get("warning", warning.text()));
        }
    }

    /** It is shown with the disks; its end comes when no disk is being copied any more. */
    private void total(Progress all) {
        total = all;
        if (severalDisks && all.percent() == 100) {
            terminal.line(Style.PLAIN, TEXT.get("progressDone"));
        }
    }

    private void stalled(ConversionEvent.CopyStalled stalled) {
        String key = stalled.stall().over() ? "resumed" : "stalled";
        terminal.line(Style.NOTE, TEXT.get(key, stalled.disk().name(), Numbers.time(stalled.stall().lasted())));
    }

    private void silent(ConversionEvent.DiskSilent silent) {
        String key = silent.stall().over() ? "answers" : "silent";
        terminal.line(Style.ERROR, TEXT.get(key, silent.disk().name(),
                Long.toString(silent.stall().lasted().toSeconds())));
    }

    /** The first of each disk, then fewer and fewer: a dying disk has thousands. */
    private void unreadable(ConversionEvent.PartUnreadable part) {
        int count = unreadable.merge(part.disk(), 1, Integer::sum);
        if (count <= MOST_UNREADABLE || Integer.bitCount(count) == 1) {
            terminal.line(Style.ERROR, TEXT.get("unreadable", part.disk().name(), DiskLoss.describe(part.part()),
                    ByteSize.format(part.bytesUnreadable())));
        }
    }

    private void progress(DiskProgress disk) {
        hours();
        severalDisks = disk.count() > 1;
        if (outages.hides(Link.disk(disk.number()))) {
            return;
        }
        if (terminal.rewritesStatus()) {
            terminal.status(bar(disk) + describe(disk));
            return;
        }
        int percent = disk.progress().percent();
        long now = nanoTime.getAsLong();
        if (percent >= nextPercent.getOrDefault(disk.number(), 0) || now - shownAt >= LINE_PERIOD_NANOS) {
            terminal.line(Style.PLAIN, describe(disk));
            shownAt = now;
            nextPercent.put(disk.number(), (percent / PERCENT_STEP + 1) * PERCENT_STEP);
        }
    }

    /** With several disks, the total is shown too, and the time left is that of all. */
    private String describe(DiskProgress disk) {
        Progress own = disk.progress();
        Progress all = disk.count() == 1 ? null : total;
        String name = TEXT.get("progress", disk.disk().targetDevice(), Integer.toString(disk.number()),
                Integer.toString(disk.count()), Integer.toString(own.percent()));
        String part = all == null ? "" : TEXT.get("progressTotal", Integer.toString(all.percent()));
        Duration left = all == null ? own.timeLeft() : all.timeLeft();
        return name + part + TEXT.get("progressRate", megabytes(own.bytesPerSecond()))
                + (left == null ? "" : TEXT.get("progressLeft", Numbers.time(left))) + guest();
    }

    private String bar(DiskProgress disk) {
        Progress all = disk.count() == 1 ? null : total;
        int cells = all == null ? BAR_CELLS : SHORT_BAR_CELLS;
        if (running != null) {
            cells = all == null ? GUEST_BAR_CELLS : 0;
        }
        int full = (all == null ? disk.progress() : all).percent() * cells / 100;
        return cells == 0 ? "" : "[" + "#".repeat(full) + "-".repeat(cells - full) + "] ";
    }

    static String megabytes(double bytesPerSecond) {
        return Numbers.decimal(bytesPerSecond / 1e6, 1);
    }
}
