package org.virtp2v.core.convert;

import static java.util.stream.Collectors.joining;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.ConversionEvent.DiskConnected;
import org.virtp2v.core.convert.ConversionEvent.DiskServed;
import org.virtp2v.core.convert.ConversionEvent.Ended;
import org.virtp2v.core.convert.ConversionEvent.LogDirectory;
import org.virtp2v.core.convert.ConversionEvent.Output;
import org.virtp2v.core.convert.ConversionEvent.PreflightChecked;
import org.virtp2v.core.convert.ConversionEvent.PreflightStarted;
import org.virtp2v.core.convert.ConversionEvent.ServerTested;
import org.virtp2v.core.convert.ConversionEvent.StageEnded;
import org.virtp2v.core.convert.ConversionEvent.StageStarted;
import org.virtp2v.core.convert.ConversionEvent.ToolStage;
import org.virtp2v.core.convert.ConversionEvent.Warning;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.preflight.Check;
import org.virtp2v.core.preflight.CheckResult;
import org.virtp2v.core.preflight.Preflight;
import org.virtp2v.core.preflight.PreflightListener;
import org.virtp2v.core.progress.CopyMeter;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.ExportKey;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.RunErrors;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.source.BlockExport;
import org.virtp2v.core.source.RateLimiter;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.Json;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.v2v.DiskPorts;
import org.virtp2v.core.v2v.FailureCause;
import org.virtp2v.core.v2v.RemoteFiles;
import org.virtp2v.core.v2v.ToolOutput;

/**
 * Carries one plan out, in the stages of {@link Stage}. In every case its resources are closed again in reverse order:
 * virt-v2v is stopped, then data connections, then NBD servers. It never prints, opens a dialog or ends the program.
 */
public final class Conversion {
    private static final Messages TEXT = Messages.beside(Conversion.class);
    /** How long to wait for the network before the connection is tried all the same. */
    private static final Duration NETWORK_LIMIT = Duration.ofSeconds(30);
    /** For finding out which files are lost; a dying disk must not hold up the end for longer. */
    private static final Duration FILES_LIMIT = Duration.ofMinutes(1);
    /** The report of the conversion in the remote directory. */
    private static final String REPORT = "p2v-report.json";
    /** The list of what could not be read, beside it; only when there is something. */
    private static final String UNREADABLE = "unreadable-sectors.txt";

    private final Engine engine;
    private final ConversionPlan plan;
    private final ServerDialog dialog;
    private final ConversionLog log;
    private final Cancellation cancellation = new Cancellation();
    private final List<CopyMeter> meters;
    private final List<ExportKey> keys;
    private final UnreadableDisks unreadable;
    private final Instant began;
    private final long beganNanos = System.nanoTime();
    private Outcome outcome = Outcome.FAILED;
    private @Nullable ConversionException failure;
    private @Nullable String logDirectory;

    Conversion(Engine engine, ConversionPlan plan, ConversionListener listener, ServerDialog dialog,
            @Nullable ReadErrorDialog readErrors) {
        this.engine = engine;
        this.plan = plan;
        this.dialog = dialog;
        this.log = new ConversionLog(plan.disks(), listener);
        this.meters = plan.disks().stream().map(CopyMeter::new).toList();
        this.keys = plan.disks().stream().map(disk -> ExportKey.random()).toList();
        this.unreadable = new UnreadableDisks(plan.onReadError(), readErrors, this::publish, cancellation::fail);
        this.began = engine.clock().instant();
    }

    /**
     * Carries the plan out; returns when nothing of it is left running here. May be called once, from any thread.
     *
     * @return how it ended
     */
    public ConversionResult run() {
        try (var resources = new Resources(cancellation, this::cleaningUp, this::notCleanedUp)) {
            convert(resources);
        }
        ConversionResult result = result();
        publish(new Ended(result));
        return result;
    }

    /** Requests the conversion to stop, from any thread; {@link #run()} then cleans up and returns. */
    public void cancel() {
        cancellation.request();
    }

    private void convert(Resources resources) {
        try {
            cancellation.enter();
            Contact server = stage(Stage.CONTACT_SERVER, () -> contact(resources));
            List<BlockExport> exports = stage(Stage.SERVE_DISKS, () -> serve(resources));
            List<DataConnection> connections = stage(Stage.CONNECT_DISKS,
                    () -> connect(resources, server.access(), exports));
            RemoteRun remote = stage(Stage.PREPARE_SERVER, () -> prepare(resources, server, connections));
            step(Stage.CONVERT, () -> follow(resources, remote, exports, connections));
            outcome = unreadable.all().isEmpty() ? Outcome.SUCCEEDED : Outcome.SUCCEEDED_WITH_LOSSES;
        } catch (InterruptedException e) {
            failure = cancellation.fault();
            outcome = failure == null ? Outcome.CANCELLED : Outcome.FAILED;
        } catch (ConversionException e) {
            outcome = cancellation.isRequested() ? Outcome.CANCELLED : Outcome.FAILED;
            failure = outcome == Outcome.FAILED ? e : null;
        }
        if (outcome != Outcome.CANCELLED) {
            unreadable.lookAtFiles(engine.files(), FILES_LIMIT);
        }
    }

    private ConversionResult result() {
        return new ConversionResult(outcome, failure, since(beganNanos), logDirectory, log.warnings(),
                log.report(plan, meters), unreadable.all());
    }

    private Contact contact(Resources resources) throws ConversionException, InterruptedException {
        engine.machine().awaitNetwork(NETWORK_LIMIT);
        ServerAccess access = resources.add(
                engine.servers().access(plan.login(),
                        new ReportingDialog(dialog, this::publish, engine.machine()::isUnplugged)),
                ServerAccess::close);
        return new Contact(access, plan.testConnection() ? test(access) : null);
    }

    private ServerInfo test(ServerAccess access) throws ConversionException, InterruptedException {
        return new Preflight(plan, new Checks()).run(access);
    }

    private List<BlockExport> serve(Resources resources) throws SourceException, InterruptedException {
        List<BlockExport> exports = new ArrayList<>();
        Long rate = plan.bytesPerSecond();
        RateLimiter limiter = rate == null ? null : new RateLimiter(rate, System.nanoTime());
        for (int i = 0; i < plan.disks().size(); i++) {
            SourceDisk disk = plan.disks().get(i);
            BlockExport export = resources.add(
                    engine.exporter().export(disk, plan.nbdServers(), meters.get(i),
                            unreadable.policy(disk, meters.get(i)),
                            limiter),
                    BlockExport::close);
            exports.add(export);
            publish(new DiskServed(disk, export.server()));
        }
        return exports;
    }

    private List<DataConnection> connect(Resources resources, ServerAccess access, List<BlockExport> exports)
            throws ConversionException, InterruptedException {
        List<DataConnection> connections = new ArrayList<>();
        for (BlockExport export : exports) {
            int index = connections.size();
            DataConnection connection = resources.add(
                    access.openDataConnection(Link.disk(index + 1), export::connect, keys.get(index)),
                    DataConnection::close);
            connections.add(connection);
            publish(new DiskConnected(export.disk(), connection.remotePort()));
        }
        if (plan.login().compress() && !connections.stream().allMatch(DataConnection::isCompressed)) {
            warn(TEXT.get("notCompressed", plan.login().address()));
        }
        return connections;
    }

    private RemoteRun prepare(Resources resources, Contact server, List<DataConnection> connections)
            throws ConversionException, InterruptedException {
        DiskPorts ports = DiskPorts.of(connections, keys);
        ServerInfo info = server.info();
        boolean colours = info != null && info.colours();
        List<RemoteFile> files = RemoteFiles.of(plan, ports, colours, engine.version(), engine.machine().reports());
        List<RemoteFile> secrets = RemoteFiles.secrets(plan, ports);
        files.addAll(secrets);
        RemoteRun remote = resources.add(server.access().prepare(files), RemoteRun::close);
        logDirectory = remote.directory();
        resources.add(remote, this::leaveReport);
        if (!secrets.isEmpty()) {
            // Before the report, which can then say so; after virt-v2v has been stopped. The wrapper may have removed
            // them already, or have been killed.
            resources.add(secrets.stream().map(RemoteFile::name).toList(), names -> removeSecrets(remote, names));
        }
        publish(new LogDirectory(plan.login().host(), remote.directory()));
        if (!remote.missingFiles().isEmpty()) {
            warn(TEXT.get("missingFiles", String.join(", ", remote.missingFiles())));
        }
        if (ports.hasRelay()) {
            for (DataConnection connection : connections) {
                connection.announce(remote.directory());
            }
        }
        return remote;
    }

    private void removeSecrets(RemoteRun remote, List<String> names) {
        if (!remote.removeSecrets(names)) {
            warn(TEXT.get("secretsLeft", plan.login().address(), remote.directory(), String.join(", ", names)));
        }
    }

    /**
     * Before the control connection is closed, and after secrets are gone: a full or stuck server must not keep those.
     */
    private void leaveReport(RemoteRun remote) {
        ConversionResult result = result();
        Json report = result.describe(Json.object().with("version", 1).with("program", engine.version())
                .with("began", began.toString()));
        leave(remote, REPORT, report + "\n");
        if (!result.losses().isEmpty()) {
            leave(remote, UNREADABLE, TEXT.get("unreadable.file") + "\n"
                    + result.losses().stream().map(DiskLoss::lines).collect(joining()));
        }
    }

    private void leave(RemoteRun remote, String name, String content) {
        if (!remote.leave(RemoteFile.optional(name, content.getBytes(StandardCharsets.UTF_8)))) {
            warn(TEXT.get("reportNotLeft", name, remote.directory()));
        }
    }

    private void follow(Resources resources, RemoteRun remote, List<BlockExport> exports,
            List<DataConnection> connections) throws ConversionException, InterruptedException {
        var diagnosis = new FailureDiagnosis(plan, exports, connections);
        // Added before it starts: a start that is cut short may have started it.
        var guard = resources.add(new RunGuard(remote, plan.login().address(), this::warn), RunGuard::close);
        // Before virt-v2v is stopped, which waits for what is asked about.
        resources.add(unreadable, UnreadableDisks::close);
        try (var progress = new ProgressReporter(plan.disks(), meters, log::isLost, this::publish);
                var answers = new AnswerWatch(exports, this::publish);
                var watch = new ConnectionWatch(connections, i -> !progress.isCopied(i),
                        i -> cancellation.fail(diagnosis.lost(i)))) {
            var tool = new ToolOutput(message -> toolMessage(message, progress));
            remote.start();
            int status = guard.follow(text -> {
                publish(new Output(text));
                tool.accept(text);
            });
            // How virt-v2v ended tells more than how its connections do from here on.
            watch.close();
            unreadable.verifyNotStopped();
            if (status != 0) {
                RunErrors errors = remote.errors(FailureCause.patterns());
                log.errors(errors.errors());
                throw diagnosis.of(remote.directory(), status, errors, progress.copying());
            }
            new GuestVerifier(plan.login().address(), remote, this::warn).run(guard);
            progress.succeeded();
        }
    }

    private void toolMessage(ToolOutput.Message message, ProgressReporter progress) {
        switch (message) {
            case ToolOutput.Message.StageBegan stage -> {
                progress.stageBegan(stage.copiedDisk());
                publish(new ToolStage(stage.at(), stage.text()));
            }
            case ToolOutput.Message.Warned warned -> publish(new Warning(Warning.Source.VIRT_V2V, warned.text()));
        }
    }

    private <T> T stage(Stage stage, StageWork<T> work) throws ConversionException, InterruptedException {
        long began = System.nanoTime();
        boolean completed = false;
        cancellation.check();
        publish(new StageStarted(stage));
        try {
            T result = work.call();
            completed = true;
            return result;
        } finally {
            publish(new StageEnded(stage, since(began), completed));
        }
    }

    private void step(Stage stage, StageStep work) throws ConversionException, InterruptedException {
        stage(stage, () -> {
            work.run();
            return stage;
        });
    }

    /** The clock may be set meanwhile, as that of a machine with an empty battery is. */
    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private void cleaningUp(Runnable work) {
        long began = System.nanoTime();
        publish(new StageStarted(Stage.CLEAN_UP));
        work.run();
        publish(new StageEnded(Stage.CLEAN_UP, since(began), true));
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

    /** The access to the server, and the result of the test connection; null when there was none. */
    private record Contact(ServerAccess access, @Nullable ServerInfo info) {
    }

    /** Publishes the results of the preflight. */
    private final class Checks implements PreflightListener {
        @Override
        public void started(Check check) {
            publish(new PreflightStarted(check));
        }

        @Override
        public void checked(CheckResult result) {
            publish(new PreflightChecked(result));
        }

        @Override
        public void tested(ServerInfo server) {
            publish(new ServerTested(server));
        }
    }

    /** The work of a stage with a result. */
    private interface StageWork<T> {
        T call() throws ConversionException, InterruptedException;
    }

    /** The work of a stage without a result. */
    private interface StageStep {
        void run() throws ConversionException, InterruptedException;
    }
}
