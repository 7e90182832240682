package org.virtp2v.ui.internal.conversion;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.ConversionEvent;
import org.virtp2v.core.convert.ConversionListener;
import org.virtp2v.core.convert.DiskAbsences;
import org.virtp2v.core.convert.DiskLoss;
import org.virtp2v.core.convert.Outages;
import org.virtp2v.core.convert.Stage;
import org.virtp2v.core.preflight.CheckResult;
import org.virtp2v.core.progress.Progress;
import org.virtp2v.core.server.Outage;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.Numbers;
import org.virtp2v.terminal.TerminalBuffer;
import org.virtp2v.ui.internal.conversion.ConversionSnapshot.DiskProgress;
import org.virtp2v.ui.internal.conversion.ConversionSnapshot.End;
import org.virtp2v.ui.internal.conversion.ConversionSnapshot.Rates;

/**
 * Receives the events of a conversion and keeps its state, in little room however long it runs. Nothing is drawn for an
 * event: the page takes a {@link ConversionSnapshot} when there is time. Thread-safe.
 */
final class ConversionModel implements ConversionListener {
    /** More warnings are in virt-v2v's output only. */
    static final int MOST_WARNINGS = 200;
    private static final Messages TEXT = Messages.beside(ConversionModel.class);
    private static final int NO_DISK = -1;
    /** A connection that is back is news for so long. */
    private static final long NEWS_NANOS = Duration.ofSeconds(10).toNanos();

    private final LongSupplier nanoTime;
    private final TerminalBuffer output = new TerminalBuffer();
    private final StageTimes stages;
    private final List<DiskProgress> disks = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Set<SourceDisk> unreadable = new HashSet<>();
    private final RateHistory rates = new RateHistory();
    private Progress total = Progress.NONE;
    private String status = TEXT.get("status.starting");
    private @Nullable String logDirectory;
    private final Outages outages;
    private final TrialWatch trial;
    private final InstantWatch instant;
    private DiskAbsences absences = new DiskAbsences();
    /** Of a lost connection, or of one, or a disk, that is back. */
    private @Nullable String connectionStatus;
    private long backAt;
    private int copied = NO_DISK;
    private boolean cancelling;
    private boolean leaving;
    private boolean stalled;
    private @Nullable End ended;
    private long endedAt;

    /**
     * @param disks
     *            the disks of the plan
     * @param expected
     *            virt-v2v's stages that are to come
     * @param nanoTime
     *            {@link System#nanoTime()}
     */
    ConversionModel(List<SourceDisk> disks, ExpectedStages expected, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.stages = new StageTimes(nanoTime, expected);
        this.outages = new Outages(disks, nanoTime);
        this.trial = new TrialWatch(nanoTime);
        this.instant = new InstantWatch(InstantSource.system());
        this.backAt = nanoTime.getAsLong() - NEWS_NANOS;
        disks.forEach(d -> this.disks.add(new DiskProgress(d, Progress.NONE, null)));
    }

    /** virt-v2v's output. */
    TerminalBuffer output() {
        return output;
    }

    @Override
    public void on(ConversionEvent event) {
        if (event instanceof ConversionEvent.Output piece) {
            output.accept(piece.text());
        } else {
            take(event);
        }
    }

    private synchronized void take(ConversionEvent event) {
        switch (event) {
            case ConversionEvent.StageStarted started -> {
                stages.started(started.stage());
                if (started.stage() == Stage.CLEAN_UP) {
                    connectionStatus = null; // what is closed now does not come back
                    absences = new DiskAbsences();
                }
                say(TEXT.get("status.stage", started.stage().title()));
            }
            case ConversionEvent.StageEnded stage -> ended(stage);
            case ConversionEvent.Retrying retrying ->
                say(TEXT.get("status.retry", retrying.why(), Integer.toString(retrying.secondsLeft())));
            case ConversionEvent.ConnectionLost lost -> lost(outages.lost(lost));
            case ConversionEvent.ConnectionBack back -> outages.back(back)
                    .ifPresent(gap -> back(TEXT.get("status.back", Numbers.time(gap))));
            case ConversionEvent.Resumed resumed -> say(TEXT.get("status.resumed", resumed.guest()));
            case ConversionEvent.WaitingForServer waiting -> say(waiting.text());
            case ConversionEvent.ServerChosen chosen -> say(chosen.text());
            case ConversionEvent.PreflightStarted started -> say(TEXT.get("status.check", started.check().title()));
            case ConversionEvent.PreflightChecked checked -> {
                if (checked.result().verdict() == CheckResult.Verdict.WARNING) {
                    warn(checked.result().text());
                }
            }
            case ConversionEvent.DiskServed served -> say(TEXT.get("status.served", served.disk().name()));
            case ConversionEvent.DiskConnected connected ->
                say(TEXT.get("status.connected", connected.disk().name()));
            case ConversionEvent.LogDirectory logs -> logDirectory = logs.host() + ":" + logs.path();
            case ConversionEvent.ToolStage stage -> {
                stages.toolStage(stage.text());
                say(TEXT.get("status.tool", stage.text()));
            }
            case ConversionEvent.Warning warning -> warn(warning.text());
            case ConversionEvent.TotalProgress all -> {
                total = total.then(all.progress());
                rates.add(nanoTime.getAsLong(), total.bytesPerSecond());
            }
            case ConversionEvent.DiskProgress disk -> copying(disk);
            case ConversionEvent.CopyStalled copy -> {
                stalled = !copy.stall().over();
                if (stalled) {
                    say(TEXT.get("status.stalled", copy.disk().name(),
                            Long.toString(copy.stall().lasted().toSeconds())));
                }
            }
            case ConversionEvent.DiskSilent silent -> say(TEXT.get(
                    silent.stall().over() ? "status.answers" : "status.silent", silent.disk().name(),
                    Long.toString(silent.stall().lasted().toSeconds())));
            case ConversionEvent.DiskAbsence absence -> {
                absences.take(absence);
                if (absence instanceof ConversionEvent.DiskBack) {
                    back(absence.text());
                }
            }
            case ConversionEvent.PartUnreadable part -> warn(part);
            case ConversionEvent.DiskMap map -> update(map.number() - 1, map);
            case ConversionEvent.Ended end -> end(new End.Regular(end.result()));
            case ConversionEvent.TrialTold told -> trial.take(told.news());
            case ConversionEvent.InstantTold told -> instant.take(told.news());
            case ConversionEvent.HostKeyAccepted accepted -> {
                // The user was asked.
            }
            case ConversionEvent.ServerTested tested -> {
                // The checks say so.
            }
            case ConversionEvent.Output piece -> throw new IllegalArgumentException();
        }
    }

    private void lost(Outages.Present present) {
        Outage outage = present.outage();
        long seconds = outage.untilNext().toSeconds();
        connectionStatus = TEXT.get(seconds > 0 ? "status.lost.pause" : "status.lost", Numbers.time(outage.lasted()),
                present.connections(), Integer.toString(outage.attempt()), Long.toString(seconds), outage.why());
    }

    private void back(String text) {
        connectionStatus = text;
        backAt = nanoTime.getAsLong();
    }

    /** Whether the finished guest is being tried. */
    synchronized boolean isTrying() {
        return stages.isRunning(Stage.TEST_BOOT);
    }

    private void ended(ConversionEvent.StageEnded stage) {
        stages.ended(stage.stage(), stage.took(), stage.completed());
        if (stage.stage() == Stage.CONVERT) {
            rest();
            total = total.resting();
            endedAt = nanoTime.getAsLong();
        }
    }

    private void copying(ConversionEvent.DiskProgress disk) {
        int index = disk.number() - 1;
        if (index != copied) {
            rest();
            copied = index;
        }
        if (index >= 0 && index < disks.size()) {
            DiskProgress old = disks.get(index);
            disks.set(index, new DiskProgress(old.disk(), old.progress().then(disk.progress()), old.map()));
            if (!stalled) {
                say(TEXT.get("status.copying", Integer.toString(disk.number()), Integer.toString(disk.count()),
                        disk.disk().name()));
            }
        }
    }

    /** The disk that was copied last is at rest. */
    private void rest() {
        if (copied >= 0 && copied < disks.size()) {
            DiskProgress old = disks.get(copied);
            disks.set(copied, new DiskProgress(old.disk(), old.progress().resting(), old.map()));
        }
    }

    private void update(int index, ConversionEvent.DiskMap map) {
        if (index >= 0 && index < disks.size()) {
            DiskProgress old = disks.get(index);
            disks.set(index, new DiskProgress(old.disk(), old.progress(), map.map()));
        }
    }

    private void say(String text) {
        status = text;
    }

    /** One warning a disk, however many parts there are. */
    private void warn(ConversionEvent.PartUnreadable part) {
        if (unreadable.add(part.disk())) {
            warn(TEXT.get("warning.unreadable", part.disk().name(), DiskLoss.describe(part.part())));
        }
    }

    private void warn(String text) {
        if (warnings.size() < MOST_WARNINGS) {
            warnings.add(text);
        }
    }

    /**
     * It is being cancelled.
     *
     * @param leaves
     *            whether the guest runs, and is left to wait for this machine
     */
    synchronized void cancelling(boolean leaves) {
        cancelling = true;
        leaving = leaves;
    }

    /** The test boot is being ended, and nothing else. */
    synchronized void skipping() {
        trial.skipped();
    }

    /** It has ended without saying so. */
    synchronized void fault(Throwable e) {
        stages.broken();
        end(new End.Fault(e.toString()));
    }

    private void end(End end) {
        ended = end;
        if (endedAt == 0) {
            endedAt = nanoTime.getAsLong();
        }
    }

    /** Whether it has ended. */
    synchronized boolean hasEnded() {
        return ended != null;
    }

    /** A lost connection, or a disk that is gone, is more important than what happens meanwhile. */
    private String status() {
        String gone = outages.isLost() ? null : absences.text();
        if (gone != null) {
            return instant.status(gone);
        }
        boolean news = outages.isLost() || nanoTime.getAsLong() - backAt < NEWS_NANOS;
        String present = stages.isRunning(Stage.TEST_BOOT) ? trial.status() : null;
        String now = connectionStatus != null && news ? connectionStatus : present != null ? present : status;
        return instant.status(now);
    }

    /** How far it is now. */
    synchronized ConversionSnapshot snapshot() {
        long now = endedAt == 0 ? nanoTime.getAsLong() : endedAt;
        String words = cancelling && ended == null ? TEXT.get(leaving ? "status.leaving" : "status.cancelling")
                : status();
        return new ConversionSnapshot(stages.progress(), disks, total,
                new Rates(rates.samples(), RateHistory.scale(rates.highest()), now), words, logDirectory, warnings,
                trial.pictures().isEmpty() ? instant.pictures() : trial.pictures(), isTrying(), cancelling,
                ended);
    }
}
