package org.virtp2v.core.convert;

import java.util.List;
import java.util.function.Consumer;

import org.virtp2v.core.convert.ConversionEvent.Output;
import org.virtp2v.core.convert.ConversionEvent.ToolStage;
import org.virtp2v.core.convert.ConversionEvent.Warning;
import org.virtp2v.core.convert.Preparation.Prepared;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.instant.InstantNews;
import org.virtp2v.core.instant.InstantReader;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.progress.CopyMeter;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.RunErrors;
import org.virtp2v.core.source.BlockExport;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.v2v.FailureCause;
import org.virtp2v.core.v2v.ToolOutput;

/**
 * Follows virt-v2v from its start to its end, and makes events of what it says; also where the guest is started before
 * its disks are copied.
 *
 * @param meters
 *            of the plan's disks, in their order
 * @param unreadable
 *            what cannot be read of them
 * @param cancellation
 *            ends it
 * @param instant
 *            the guest that is started before
 * @param state
 *            what is left of it in the remote directory
 */
record ToolRun(ConversionPlan plan, List<CopyMeter> meters, UnreadableDisks unreadable, Cancellation cancellation,
        ConversionLog log, InstantRun instant, RunProgress state) {
    private static final Messages TEXT = Messages.beside(ToolRun.class);

    /**
     * Follows it.
     *
     * @param started
     *            whether it runs already
     * @param exports
     *            of the plan's disks, in their order
     * @param connections
     *            of the same
     * @throws ConversionException
     *             when it failed
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    void follow(Prepared run, boolean started, List<BlockExport> exports, List<DataConnection> connections)
            throws ConversionException, InterruptedException {
        var diagnosis = new FailureDiagnosis(plan, exports, connections);
        RemoteRun remote = run.remote();
        var streams = new StreamReporter(plan, meters, log::publish);
        try (var progress = new ProgressReporter(plan.disks(), meters, this::waits, log::publish);
                var answers = new AnswerWatch(exports, log::isAway, log::publish);
                var watch = new ConnectionWatch(connections, i -> !progress.isCopied(i) && !streams.isCopied(i),
                        i -> cancellation.fail(diagnosis.lost(i)))) {
            if (!started) {
                remote.start();
            }
            int status = run.guard().follow(output(progress, streams), state::line);
            instant.ended(status);
            // How virt-v2v ended tells more than how its connections do from here on.
            watch.close();
            unreadable.verifyNotStopped();
            if (status != 0) {
                RunErrors errors = remote.errors(FailureCause.patterns());
                log.errors(errors.errors());
                throw explained(diagnosis.of(remote.directory(), status, errors, progress.copying()));
            }
            new GuestVerifier(plan.login().address(), remote, this::warn).run(run.guard());
            progress.succeeded();
        }
    }

    /** Whether nothing can come of a disk now. */
    private boolean waits(Link link) {
        return log.isLost(link) || log.isAway(plan.disks().get(link.disk() - 1));
    }

    private Consumer<String> output(ProgressReporter progress, StreamReporter streams) {
        var tool = new ToolOutput(message -> message(message, progress));
        Consumer<String> shown = text -> {
            log.publish(new Output(text));
            tool.accept(text);
        };
        return instant.isWanted() ? new InstantReader(news -> told(news, streams), shown)::take : shown;
    }

    private void told(InstantNews news, StreamReporter streams) {
        instant.take(news);
        if (news instanceof InstantNews.Stream stream) {
            streams.told(stream);
        } else if (news instanceof InstantNews.Converted converted) {
            // What follows is no stage of virt-v2v's.
            log.publish(new ToolStage(converted.took(), TEXT.get("instant.stage")));
        } else if (news instanceof InstantNews.Restarted) {
            warn(TEXT.get("instant.restarted"));
        }
    }

    /** With what the program in virt-v2v's place says of it. */
    private ConversionException explained(ConversionException failure) {
        String why = instant.failure();
        return why == null || !(failure instanceof ServerException server) ? failure
                : new ServerException(server.reason(), why + "\n" + failure.getMessage(), failure);
    }

    private void message(ToolOutput.Message message, ProgressReporter progress) {
        switch (message) {
            case ToolOutput.Message.StageBegan stage -> {
                progress.stageBegan(stage.copiedDisk());
                log.publish(new ToolStage(stage.at(), stage.text()));
            }
            case ToolOutput.Message.Warned warned -> log.publish(new Warning(Warning.Source.VIRT_V2V, warned.text()));
        }
    }

    private void warn(String text) {
        log.publish(new Warning(Warning.Source.VIRT_P2V, text));
    }
}
