package org.virtp2v.app;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

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
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.settings.ByteSize;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.Numbers;

/** Shows a conversion as text. It only turns events into lines and decides nothing. */
final class TextMode implements ConversionListener {
    private static final Messages TEXT = Messages.beside(TextMode.class);
    /** So many unreadable parts of a disk are told each. */
    private static final int MOST_UNREADABLE = 10;

    private final Terminal terminal;
    private ServerLogin server;
    private final Map<SourceDisk, Integer> unreadable = new HashMap<>();
    private final OutageLines outages;
    private final ProgressLines progress;
    private InstantLines instant;
    private TrialLines trial;
    private final StageClock clock;
    /** The stage that goes on; empty: none. */
    private String stage = "";

    TextMode(Terminal terminal, ServerLogin server, List<SourceDisk> disks) {
        this(terminal, server, disks, System::nanoTime, InstantSource.system());
    }

    TextMode(Terminal terminal, ServerLogin server, List<SourceDisk> disks, LongSupplier nanoTime,
            InstantSource wallClock) {
        this.outages = new OutageLines(terminal, disks, nanoTime);
        this.progress = new ProgressLines(terminal, outages, nanoTime, wallClock);
        this.instant = new InstantLines(terminal, server.host());
        this.trial = new TrialLines(terminal, server.host());
        this.clock = new StageClock(terminal, nanoTime);
        this.terminal = terminal;
        this.server = server;
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
            case ConversionEvent.TrialTold told -> trial.tell(told.news());
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
            case TotalProgress all -> progress.total(all.progress());
            case DiskProgress disk -> progress.tell(disk);
            case ConversionEvent.CopyStalled stalled -> stalled(stalled);
            case ConversionEvent.DiskSilent silent -> silent(silent);
            case ConversionEvent.DiskAway away -> terminal.line(Style.ERROR, away.text());
            case ConversionEvent.DiskRefused refused -> terminal.line(Style.ERROR, refused.text());
            case ConversionEvent.DiskBack back -> terminal.line(Style.NOTE, back.text());
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
        trial = new TrialLines(terminal, server.host());
        terminal.line(Style.PLAIN, chosen.text());
    }

    private void instant(InstantNews news) {
        instant.tell(news);
        progress.guest(news);
    }

    private void served(ConversionEvent.DiskServed served) {
        terminal.line(Style.PLAIN, TEXT.get("diskServed", served.disk().name(),
                ByteSize.format(served.disk().sizeBytes()), served.server().optionName()));
        if (served.excludedBytes() > 0) {
            terminal.line(Style.PLAIN, TEXT.get("diskExcluded", ByteSize.format(served.excludedBytes())));
        }
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
}
