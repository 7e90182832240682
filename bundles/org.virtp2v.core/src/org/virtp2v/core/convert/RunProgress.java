package org.virtp2v.core.convert;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.ConversionEvent.DiskProgress;
import org.virtp2v.core.instant.InstantNews;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.GuestInterface;
import org.virtp2v.core.progress.Progress;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.Json;

/**
 * What the conversion tells those who look at its server, in {@code progress.json} of the remote directory: how it is
 * now, with the members of the events that say so. Made from events alone. It has no secrets, and a bounded length.
 * Thread-safe.
 */
final class RunProgress {
    /** Changes when a member changes its meaning or goes. */
    private static final int VERSION = 1;
    /** No more of a text, in characters; a server may say anything. */
    private static final int LONGEST_TEXT = 1000;
    /** The progress of no more disks, and the addresses of no more network cards. */
    private static final int MOST_LISTED = 32;

    private final ConversionPlan plan;
    private final String program;
    private final InstantSource clock;
    private final Outages outages;
    private final DiskAbsences absences = new DiskAbsences();
    private final List<SourceDisk> disks;
    private final Progress[] ofDisks;
    private Progress total = Progress.NONE;
    private Instant began;
    private @Nullable Instant resumed;
    private Instant updated;
    private Stage stage = Stage.CONTACT_SERVER;
    private @Nullable String toolStage;
    private @Nullable String lost;
    private int warnings;
    private boolean guestRuns;
    private @Nullable ConversionResult result;
    /** That was chosen, where there is a choice. */
    private ServerLogin server;

    /**
     * @param program
     *            version of this program
     */
    RunProgress(ConversionPlan plan, String program, InstantSource clock) {
        this.plan = plan;
        this.program = program;
        this.clock = clock;
        this.disks = plan.disks().subList(0, Math.min(plan.disks().size(), MOST_LISTED));
        this.ofDisks = disks.stream().map(disk -> Progress.NONE).toArray(Progress[]::new);
        this.outages = new Outages(plan.disks(), System::nanoTime);
        this.began = clock.instant();
        this.updated = began;
        this.server = plan.login();
    }

    /** It goes on with what began before. */
    synchronized void goesOn(Instant firstBegan) {
        resumed = began;
        began = firstBegan;
    }

    /** Takes an event; those of one conversion, in their order. */
    synchronized void on(ConversionEvent event) {
        switch (event) {
            case ConversionEvent.StageStarted e -> stage = e.stage();
            case ConversionEvent.ServerChosen e -> server = e.server();
            case ConversionEvent.ToolStage e -> toolStage = e.text();
            case ConversionEvent.TotalProgress e -> total = e.progress();
            case DiskProgress e when e.number() <= ofDisks.length -> ofDisks[e.number() - 1] = e.progress();
            case ConversionEvent.ConnectionLost e -> lost = outages.lost(e).connections();
            case ConversionEvent.ConnectionBack e -> {
                outages.back(e);
                lost = outages.isLost() ? lost : null;
            }
            case ConversionEvent.DiskAbsence e -> absences.take(e);
            case ConversionEvent.Warning e -> warnings++;
            case ConversionEvent.InstantTold e -> guestRuns = switch (e.news()) {
                case InstantNews.Started s -> true;
                case InstantNews.Off o -> false;
                default -> guestRuns;
            };
            default -> {
                return; // it says nothing of that
            }
        }
        updated = clock.instant();
    }

    /** It has ended like this, or is about to. */
    synchronized void ends(ConversionResult how) {
        result = how;
        updated = clock.instant();
    }

    /** The content of the file: JSON on one line, without its end. */
    synchronized String line() {
        ConnectionReport away = outages.report();
        ConversionResult end = result;
        return Json.object().with("version", VERSION).with("program", program)
                .with("guest", bounded(plan.guest().name())).with("machine", machine(plan))
                .with("server", server.address()).with("began", began.toString())
                .with("resumed", resumed == null ? null : resumed.toString()).with("updated", updated.toString())
                .with("state", end == null ? stage == Stage.CONVERT ? "running" : "preparing" : "ended")
                .with("stage", end == null ? stage.name() : null).with("virtV2vStage", bounded(toolStage))
                .with("guestRuns", guestRuns).with("percent", total.percent()).with("bytesRead", total.bytesRead())
                .with("bytesPerSecond", rate(total)).with("secondsLeft", EventJson.seconds(total.timeLeft()))
                .with("sizeBytes", plan.disks().stream().mapToLong(SourceDisk::sizeBytes).sum())
                .with("disks", IntStream.range(0, ofDisks.length).mapToObj(this::disk).toList())
                .with("lost", bounded(lost)).with("outages", away.outages())
                .with("outageSeconds", EventJson.seconds(away.away())).with("away", bounded(absences.text()))
                .with("warnings", warnings)
                .with("result", end == null ? null : end.describeBriefly(Json.object(), LONGEST_TEXT)).toString();
    }

    /** The file. */
    RemoteFile file() {
        return RemoteFile.optional(RemoteRun.PROGRESS, (line() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Which machine is converted. */
    static Json machine(ConversionPlan plan) {
        return Json.object().with("uuid", bounded(plan.origin().uuid())).with("name", bounded(plan.origin().name()))
                .with("macAddresses", plan.interfaces().stream().limit(MOST_LISTED).map(GuestInterface::macAddress)
                        .filter(mac -> mac != null).toList());
    }

    private Json disk(int i) {
        SourceDisk disk = disks.get(i);
        Progress own = ofDisks[i];
        return Json.object().with("number", i + 1).with("name", bounded(disk.name()))
                .with("target", disk.targetDevice()).with("sizeBytes", disk.sizeBytes())
                .with("percent", own.percent()).with("bytesRead", own.bytesRead()).with("bytesPerSecond", rate(own))
                .with("secondsLeft", EventJson.seconds(own.timeLeft()));
    }

    /** When nothing is being copied there is none. */
    private static @Nullable Long rate(Progress progress) {
        return progress.isCopying() ? Math.round(progress.bytesPerSecond()) : null;
    }

    private static @Nullable String bounded(@Nullable String text) {
        return text == null || text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
    }
}
