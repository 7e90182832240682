package org.virtp2v.core.convert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.ConversionEvent.Ended;
import org.virtp2v.core.convert.ConversionEvent.Warning;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.convert.Preparation.Prepared;
import org.virtp2v.core.convert.Resumption.GoingOn;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.GuestLink;
import org.virtp2v.core.progress.CopyMeter;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.RunSlot;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.source.BlockExport;
import org.virtp2v.core.text.Messages;

/**
 * Carries one plan out, in the stages of {@link Stage}. In every case its resources are closed again in reverse order:
 * virt-v2v is stopped, then data connections, then NBD servers. It never prints, opens a dialog or ends the program.
 */
public final class Conversion {
    private static final Messages TEXT = Messages.beside(Conversion.class);
    /** How long to wait for the network before the connection is tried all the same. */
    static final Duration NETWORK_LIMIT = Duration.ofSeconds(30);
    /** For finding out which files are lost; a dying disk must not hold up the end for longer. */
    private static final Duration FILES_LIMIT = Duration.ofMinutes(1);

    private final Engine engine;
    private final Beginning beginning;
    private ConversionPlan plan;
    private final ServerDialog dialog;
    private final RunProgress progress;
    private final ConversionLog log;
    private final NoticeEvents notices;
    private final Cancellation cancellation = new Cancellation();
    private final Stages stages = new Stages(cancellation, this::publish);
    private final List<CopyMeter> meters;
    private final UnreadableDisks unreadable;
    private final TestBoot testBoot;
    private final InstantRun instant;
    private List<DataConnection> carriers = List.of();
    private Instant began;
    private @Nullable Instant resumed;
    private final long beganNanos = System.nanoTime();
    private Outcome outcome = Outcome.FAILED;
    private @Nullable ConversionException failure;
    private Fingerprints fingerprints = Fingerprints.NONE;
    private @Nullable RunSlot slot;

    Conversion(Engine engine, Beginning beginning, ConversionPlan plan, ConversionListener listener,
            ServerDialog dialog, @Nullable ReadErrorDialog readErrors) {
        this.engine = engine;
        this.beginning = beginning;
        this.plan = plan;
        this.dialog = dialog;
        this.progress = new RunProgress(plan, engine.version(), engine.clock());
        this.notices = new NoticeEvents(plan, engine.clock(), engine.poster(), this::warn);
        this.log = new ConversionLog(plan.disks(), event -> {
            progress.on(event);
            listener.on(event);
            notices.on(event);
        });
        this.meters = plan.disks().stream().map(CopyMeter::new).toList();
        this.testBoot = new TestBoot(this::publish);
        this.instant = new InstantRun(this::publish, cancellation::cause);
        this.unreadable = new UnreadableDisks(plan.onReadError(), plan.login().reconnect(), readErrors,
                engine.clock(), this::publish, cancellation::fail);
        this.began = engine.clock().instant();
    }

    /**
     * Carries the plan out; returns when nothing of it is left running here. May be called once, from any thread.
     *
     * @return how it ended
     */
    public ConversionResult run() {
        try (var resources = new Resources(cancellation, stages::cleanUp, this::notCleanedUp)) {
            convert(resources);
        }
        ConversionResult result = result();
        publish(new Ended(result));
        notices.close();
        return result;
    }

    /**
     * Requests the conversion to stop, from any thread; {@link #run()} then cleans up and returns. While the finished
     * guest is tried, only that ends. A guest that {@linkplain #guestNeedsMachine() needs this machine} is removed only
     * when it is the user who wants to cancel; for every other cause it is left to wait for this machine. A guest that
     * {@linkplain #guestIsComplete() has all of its disks} stays in any case, and what is verified then goes on.
     *
     * @param cause
     *            why; that of the first request is told
     * @return false when it goes on to its end, and at most a test boot is cut short
     */
    public boolean cancel(CancelCause cause) {
        if (testBoot.skip() || instant.isComplete()) {
            return false;
        }
        cancellation.request(cause);
        return true;
    }

    /**
     * Whether a guest that was started before its disks were copied has all of them: it cannot be cancelled any more.
     */
    public boolean guestIsComplete() {
        return instant.isComplete();
    }

    /** Whether the guest runs before its disks are copied: who cancels now, loses what it has done. */
    public boolean guestNeedsMachine() {
        return instant.needsMachine();
    }

    private void convert(Resources resources) {
        try {
            cancellation.enter();
            Contact server = stages.run(Stage.CONTACT_SERVER, () -> contact(resources));
            if (beginning instanceof Beginning.End end) {
                stages.run(Stage.PREPARE_SERVER, () -> end(resources, server, end.run()));
                outcome = Outcome.ENDED;
                return;
            }
            ServedDisks disks = new ServedDisks(plan, meters, unreadable, resources, this::publish);
            List<BlockExport> exports = stages.run(Stage.SERVE_DISKS, () -> serve(disks, server));
            List<DataConnection> connections = stages.run(Stage.CONNECT_DISKS, () -> connect(disks, server, exports));
            Prepared run = stages.run(Stage.PREPARE_SERVER, () -> prepare(resources, server, connections));
            GoingOn goingOn = server.goingOn();
            boolean started = goingOn != null && !goingOn.restarts();
            stages.run(Stage.CONVERT, () -> follow(resources, run, started, exports, connections));
            boolean tries = plan.testBoot() && !instant.isWanted(); // what goes on may be another plan's
            if (tries) {
                testBoot.begin();
            }
            outcome = unreadable.all().isEmpty() ? Outcome.SUCCEEDED : Outcome.SUCCEEDED_WITH_LOSSES;
            if (tries) {
                // Nobody needs the disks any more, and their connections would be made again when they are lost.
                connections.forEach(DataConnection::close);
                exports.forEach(BlockExport::close);
                leaveReport(run.remote()); // nobody is to go on with what is finished
                stages.run(Stage.TEST_BOOT, () -> testBoot.run(plan, run.remote()));
            }
        } catch (InterruptedException e) {
            ended(cancellation.fault());
        } catch (ConversionException e) {
            ended(cancellation.cause() == null ? e : null);
        }
        if (outcome != Outcome.CANCELLED) {
            unreadable.lookAtFiles(engine.files(), FILES_LIMIT);
        }
    }

    /** Before its success, with this failure; null: it was cancelled. */
    private void ended(@Nullable ConversionException why) {
        outcome = why == null ? Outcome.CANCELLED : Outcome.FAILED;
        failure = why == null ? null : FailureDiagnosis.explained(why, engine.machine());
    }

    private ConversionResult result() {
        Outcome end = instant.isLeft() ? Outcome.LEFT : outcome;
        return new ConversionResult(end, failure, Stages.since(beganNanos), log.directory(), log.warnings(),
                log.report(plan, meters, carriers, testBoot.report(), instant.report()), unreadable.all(),
                outcome == Outcome.CANCELLED ? cancellation.cause() : null);
    }

    private Contact contact(Resources resources) throws ConversionException, InterruptedException {
        if (plan.instant() && !(beginning instanceof Beginning.End)) {
            takeOwnAddresses();
        }
        engine.machine().awaitNetwork(NETWORK_LIMIT);
        Contact contact = ServerChoice.isNeeded(beginning, plan) ? chosen(resources)
                : Contact.make(beginning, plan, resumption(access(plan, resources)), null, this::publish);
        GoingOn goingOn = contact.goingOn();
        if (goingOn == null) {
            instant.begin(plan.instant(), null);
        } else {
            began = goingOn.found().record().began();
            resumed = engine.clock().instant();
            progress.goesOn(began);
            instant.begin(goingOn.found().record().settings().run().instant(), began);
        }
        return contact;
    }

    /** From here on there is only the plan for the server that was chosen. */
    private Contact chosen(Resources resources) throws ConversionException, InterruptedException {
        List<ServerChoice.Candidate> candidates = new ArrayList<>();
        for (ConversionPlan candidate : plan.candidates()) {
            candidates.add(new ServerChoice.Candidate(candidate, access(candidate, resources)));
        }
        ServerChoice choice = resources.add(new ServerChoice(candidates, plan.maxRunning(), this::publish),
                ServerChoice::close);
        ServerChoice.Chosen chosen = choice.choose(candidate -> new Resumption(candidate.plan(), candidate.access(),
                engine.exporter(), this::publish).find(beginning));
        plan = chosen.candidate().plan();
        RunSlot taken = chosen.slot();
        slot = taken == null ? null : resources.add(taken, RunSlot::close);
        return Contact.make(new Beginning.New(false), plan, resumption(chosen.candidate().access()), chosen.goingOn(),
                this::publish);
    }

    private ServerAccess access(ConversionPlan to, Resources resources)
            throws ConversionException, InterruptedException {
        return resources.add(
                engine.servers().access(to.login(),
                        new ReportingDialog(dialog, this::publish, engine.machine()::isUnplugged)),
                ServerAccess::close);
    }

    /**
     * The guest has this machine's hardware addresses. As long as there are no connections, none breaks by that. Of a
     * guest that was started before it is not known which it has: they are this machine's.
     */
    private void takeOwnAddresses() throws InterruptedException {
        boolean begins = beginning instanceof Beginning.New;
        if (!begins || !GuestLink.shared(plan.interfaces(), engine.machine().hardwareAddresses()).isEmpty()) {
            engine.machine().takeOwnAddresses();
        }
    }

    private Resumption resumption(ServerAccess access) {
        return new Resumption(plan, access, engine.exporter(), this::publish);
    }

    private void end(Resources resources, Contact server, Resumable run)
            throws ConversionException, InterruptedException {
        instant.begin(run.record().settings().run().instant(), null);
        preparation(resources, server).end(resumption(server.access()).toEnd(run));
    }

    /** None when virt-v2v has ended already, and needs no disk any more. */
    private List<BlockExport> serve(ServedDisks disks, Contact server) throws SourceException, InterruptedException {
        if (server.keys().isEmpty()) {
            return List.of();
        }
        List<BlockExport> exports = disks.serve(engine.exporter());
        fingerprints = Fingerprints.of(exports); // also of what goes on: the disks may go away
        return exports;
    }

    private List<DataConnection> connect(ServedDisks disks, Contact server, List<BlockExport> exports)
            throws ConversionException, InterruptedException {
        List<DataConnection> connections = disks.connect(server.access(), exports, server.keys());
        carriers = connections;
        if (plan.login().compress() && !connections.stream().allMatch(DataConnection::isCompressed)) {
            warn(TEXT.get("notCompressed", plan.login().address()));
        }
        return connections;
    }

    private Prepared prepare(Resources resources, Contact server, List<DataConnection> connections)
            throws ConversionException, InterruptedException {
        Preparation preparation = preparation(resources, server);
        GoingOn goingOn = server.goingOn();
        return goingOn != null ? preparation.goOn(goingOn, connections)
                : preparation.begin(connections, server.keys(), server.colours(), began, fingerprints, slot);
    }

    private Preparation preparation(Resources resources, Contact server) {
        return new Preparation(engine, plan, server.access(), resources, instant, progress, this::leaveReport,
                this::publish);
    }

    /**
     * Before the control connection is closed, and after secrets are gone: a full or stuck server must not keep those.
     */
    private void leaveReport(RemoteRun remote) {
        ConversionResult result = result();
        progress.ends(result);
        if (instant.isLeft()) {
            remote.leave(progress.file()); // the report says that nobody needs to go on
        } else {
            new ReportFiles(engine.version(), this::warn).leave(remote, result, progress.file(), began, resumed);
        }
    }

    private void follow(Resources resources, Prepared run, boolean started, List<BlockExport> exports,
            List<DataConnection> connections) throws ConversionException, InterruptedException {
        // Before virt-v2v is stopped, which waits for what is asked about.
        resources.add(unreadable, UnreadableDisks::close);
        new ToolRun(plan, meters, unreadable, cancellation, log, instant, progress).follow(run, started, exports,
                connections);
    }

    private void notCleanedUp(Throwable fault) {
        warn(TEXT.get("notCleanedUp", fault.toString()));
    }

    private void warn(String text) {
        publish(new Warning(Warning.Source.VIRT_P2V, text));
    }

    private void publish(ConversionEvent event) {
        log.publish(event);
    }
}
