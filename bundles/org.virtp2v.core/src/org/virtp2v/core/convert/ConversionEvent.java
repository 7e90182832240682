package org.virtp2v.core.convert;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.instant.InstantNews;
import org.virtp2v.core.preflight.Check;
import org.virtp2v.core.preflight.CheckResult;
import org.virtp2v.core.progress.CellMap;
import org.virtp2v.core.progress.Progress;
import org.virtp2v.core.progress.StallWatch;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.Outage;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.source.UnreadablePart;
import org.virtp2v.core.trial.TrialNews;

/** An event of a conversion. A listener can show everything from these alone. */
public sealed interface ConversionEvent {

    /** A stage has begun. */
    record StageStarted(Stage stage) implements ConversionEvent {
    }

    /**
     * A stage has ended.
     *
     * @param stage
     *            the stage
     * @param took
     *            how long it took
     * @param completed
     *            false when it failed or was cancelled
     */
    record StageEnded(Stage stage, Duration took, boolean completed) implements ConversionEvent {
    }

    /** The guest has been started to try it, or something was seen of it since. */
    record TrialTold(TrialNews news) implements ConversionEvent {
    }

    /** There is news of a guest that is started before its disks are copied. */
    record InstantTold(InstantNews news) implements ConversionEvent {
    }

    /** The server showed a host key that was not known; it is accepted for this run. */
    record HostKeyAccepted(HostKey key) implements ConversionEvent {
    }

    /**
     * A connection to the server failed for a reason that may pass, and is tried again; told every second.
     *
     * @param why
     *            what failed, in whole sentences
     * @param pauseSeconds
     *            how long the pause before the next try is
     * @param secondsLeft
     *            how much is left of it; the same at its beginning
     */
    record Retrying(String why, int pauseSeconds, int secondsLeft) implements ConversionEvent {
    }

    /**
     * A connection that the conversion needs is lost, and is being made again; told when that begins, every second
     * while it lasts, and before each attempt. {@link Outages} makes one outage of those of several connections.
     *
     * @param link
     *            which connection
     * @param outage
     *            how long it has lasted, and the next attempt
     */
    record ConnectionLost(Link link, Outage outage) implements ConversionEvent {
    }

    /**
     * A connection that was lost is back; told once an outage.
     *
     * @param link
     *            which connection
     * @param gap
     *            how long it was away
     */
    record ConnectionBack(Link link, Duration gap) implements ConversionEvent {
    }

    /**
     * A conversion goes on that was left on the server.
     *
     * @param directory
     *            its remote directory
     * @param began
     *            when it began
     * @param guest
     *            the guest's name
     */
    record Resumed(String directory, Instant began, String guest) implements ConversionEvent {
    }

    /**
     * Every server that may be taken is full, or cannot be reached any more; they are asked again after a pause. Told
     * when it begins, and when something has changed since.
     *
     * @param servers
     *            the servers, in the order in which they were given
     * @param limit
     *            how many conversions may run on each
     * @param pause
     *            how long it is until they are asked again
     */
    record WaitingForServer(List<ServerState> servers, int limit, Duration pause) implements ConversionEvent {
        public WaitingForServer {
            servers = List.copyOf(servers);
        }

        /** That in one sentence or two. */
        public String text() {
            return ServerState.waiting(servers, limit, pause);
        }
    }

    /**
     * One of several servers was chosen, or a slot was taken on the only one.
     *
     * @param server
     *            how to get into it
     * @param servers
     *            all that there were, in the order in which they were given
     * @param limit
     *            how many conversions may run on each; null: any number
     */
    record ServerChosen(ServerLogin server, List<ServerState> servers,
            @Nullable Integer limit) implements ConversionEvent {
        public ServerChosen {
            servers = List.copyOf(servers);
        }

        /** That in one sentence, with the reasons. */
        public String text() {
            return ServerState.chosen(server, servers, limit);
        }
    }

    /** A check of the preflight has begun. */
    record PreflightStarted(Check check) implements ConversionEvent {
    }

    /**
     * A check of the preflight has ended. Warnings are in the result of the conversion too; a problem is repeated by
     * the failure that it leads to.
     */
    record PreflightChecked(CheckResult result) implements ConversionEvent {
    }

    /** The test connection succeeded. */
    record ServerTested(ServerInfo server) implements ConversionEvent {
    }

    /** A disk is being served, read-only. */
    record DiskServed(SourceDisk disk, NbdServer server) implements ConversionEvent {

        /** How many bytes of it stay behind; 0 where the server cannot leave anything out. */
        public long excludedBytes() {
            return server.canExclude() ? disk.excludedBytes() : 0;
        }
    }

    /** A disk can be reached from the server, at this port of its {@code localhost}. */
    record DiskConnected(SourceDisk disk, int remotePort) implements ConversionEvent {
    }

    /** The logs of this run are in this directory of the conversion server. */
    record LogDirectory(String host, String path) implements ConversionEvent {
    }

    /** A piece of virt-v2v's output, as it is: colours (ECMA-48 SGR) and carriage returns included. */
    record Output(String text) implements ConversionEvent {
    }

    /**
     * virt-v2v began a stage of its own.
     *
     * @param at
     *            time since virt-v2v started
     * @param text
     *            its words
     */
    record ToolStage(Duration at, String text) implements ConversionEvent {
    }

    /**
     * Something the user should know that does not stop the conversion.
     *
     * @param source
     *            source of the warning; virt-v2v's warnings are in its {@link Output} too
     * @param text
     *            one line, without colours
     */
    record Warning(Source source, String text) implements ConversionEvent {
        /** The source of a warning. */
        public enum Source {
            VIRT_P2V, VIRT_V2V
        }
    }

    /**
     * How far the copying of a disk is; sent about twice a second while virt-v2v copies it, and once when it is done,
     * each time after {@link TotalProgress}.
     *
     * @param number
     *            which disk, counted from 1
     * @param count
     *            how many disks there are
     * @param disk
     *            the disk
     * @param progress
     *            how far it is; never fewer percent than before, and 100 only when all of it is done
     * @param position
     *            bytes from its beginning that are done, data and holes
     * @param bytesReadAgain
     *            how many of the bytes read must have been asked for before
     */
    record DiskProgress(int number, int count, SourceDisk disk, Progress progress, long position, long bytesReadAgain)
            implements
                ConversionEvent {
    }

    /**
     * How far copying is over all disks, those still to come included; sent when {@link DiskProgress} is, and once when
     * virt-v2v has succeeded.
     *
     * @param progress
     *            how far it is, as an estimate; never fewer percent than before, and 100 if and only if virt-v2v has
     *            succeeded
     */
    record TotalProgress(Progress progress) implements ConversionEvent {
    }

    /**
     * Nothing was read of the disk that is being copied for {@link StallWatch#LIMIT}, or reading goes on again.
     *
     * @param disk
     *            the disk
     * @param stall
     *            how long nothing was read, and whether that is over
     */
    record CopyStalled(SourceDisk disk, StallWatch.Stall stall) implements ConversionEvent {
    }

    /**
     * A disk has not answered a read for {@link AnswerWatch#LIMIT}, or answers again.
     *
     * @param disk
     *            the disk
     * @param stall
     *            how long it has not answered, and whether that is over
     */
    record DiskSilent(SourceDisk disk, StallWatch.Stall stall) implements ConversionEvent {
    }

    /** What happens to a disk that goes away; {@link DiskAbsences} keeps it. */
    sealed interface DiskAbsence extends ConversionEvent {
        /** The disk, as it was called before. */
        SourceDisk disk();

        /** That for people. */
        String text();
    }

    /**
     * A disk is gone, or does not answer any more, and is waited for.
     *
     * @param disk
     *            the disk
     * @param until
     *            when the conversion fails
     * @param bytesCopied
     *            how many bytes of it have been copied
     */
    record DiskAway(SourceDisk disk, Instant until, long bytesCopied) implements DiskAbsence {
        @Override
        public String text() {
            return DiskAbsences.text(this);
        }
    }

    /**
     * Something was found that is not the disk that is waited for; it goes on being waited for.
     *
     * @param disk
     *            the disk
     * @param what
     *            what was found, without a full stop
     */
    record DiskRefused(SourceDisk disk, String what) implements DiskAbsence {
        @Override
        public String text() {
            return DiskAbsences.text(this);
        }
    }

    /**
     * A disk that was gone is back, and is being read.
     *
     * @param disk
     *            the disk, as it was called before
     * @param path
     *            where it is now
     * @param gap
     *            how long it was away
     */
    record DiskBack(SourceDisk disk, Path path, Duration gap) implements DiskAbsence {
        @Override
        public String text() {
            return DiskAbsences.text(this);
        }
    }

    /**
     * A part of a disk cannot be read, and the guest gets zeros there. Told of each part once, of long ones in pieces.
     *
     * @param disk
     *            the disk
     * @param part
     *            the part
     * @param bytesUnreadable
     *            how many bytes of the disk that are now
     */
    record PartUnreadable(SourceDisk disk, UnreadablePart part, long bytesUnreadable) implements ConversionEvent {
    }

    /**
     * The parts of a disk that were read since it is served, also before it is copied; sent at most twice a second, and
     * only when it has changed.
     *
     * @param number
     *            which disk, counted from 1
     * @param disk
     *            the disk
     * @param map
     *            the disk in cells
     */
    record DiskMap(int number, SourceDisk disk, CellMap map) implements ConversionEvent {
    }

    /** The conversion has ended; always the last event. */
    record Ended(ConversionResult result) implements ConversionEvent {
    }
}
