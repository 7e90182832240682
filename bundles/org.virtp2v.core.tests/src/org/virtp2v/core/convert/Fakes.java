package org.virtp2v.core.convert;

import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

import org.virtp2v.core.Plans;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.MachineProbe;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.server.ClaimHolder;
import org.virtp2v.core.server.ConversionServer;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.Dialer;
import org.virtp2v.core.server.GuestCheck;
import org.virtp2v.core.server.GuestClaim;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.LeftFiles;
import org.virtp2v.core.server.LinkSpeed;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.RunErrors;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.server.ServerFacts.Place;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.server.ServerInspection;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.server.SurveyRequest;
import org.virtp2v.core.source.BlockExport;
import org.virtp2v.core.source.BlockExporter;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.RateLimiter;
import org.virtp2v.core.source.ReadWatcher;
import org.virtp2v.core.source.SourceDisk;

/** The three ports, faked: they write down what is asked of them, and fail or hang where a test wants it. */
final class Fakes implements MachineProbe, BlockExporter, ConversionServer {
    final List<String> journal = Collections.synchronizedList(new ArrayList<>());
    final List<RemoteFile> files = new ArrayList<>();
    final List<ReadWatcher> watchers = new ArrayList<>();
    final List<Optional<RateLimiter>> limiters = new ArrayList<>();
    final List<RemoteFile> left = new ArrayList<>();
    final CountDownLatch hanging = new CountDownLatch(1);
    ServerInfo info = new ServerInfo("2.2.0", true, List.of("libvirtxml"), List.of("local", "libvirt"));
    List<String> output = List.of("[   0.0] Setting up the source\n");
    List<String> errors = List.of();
    List<String> causes = List.of();
    ServerFacts facts = new ServerFacts(place("/tmp"), place("/var/tmp"), place("/var/tmp"), List.of(), List.of(),
            Boolean.FALSE, Duration.ZERO);
    boolean forwardingRefused;
    int status;
    boolean dataConnectionsOpen = true;
    boolean stops = true;
    /** What happens while virt-v2v is being stopped. */
    Runnable stopping = () -> { };
    boolean compresses;
    LeftFiles leftFiles = new LeftFiles(LeftFiles.State.NONE, List.of());
    GuestCheck check = new GuestCheck(List.of(), List.of());
    /** Who has the guest's name, for the preflight; and why the wrapper did not begin. */
    Optional<ClaimHolder> holder = Optional.empty();
    Optional<ServerException> refusal = Optional.empty();
    boolean removes = true;
    /** What virt-v2v reads after each piece of output. */
    Consumer<String> reads = piece -> watchers.forEach(w -> w.reading(0, 512));
    boolean leaves = true;
    /** The step that fails or hangs, by the first words of its journal line. */
    String failAt = "";
    String hangAt = "";
    boolean sourceBroken;

    private static Place place(String path) {
        return new Place(path, ServerFacts.State.WRITABLE, 100L << 30);
    }

    Engine engine() {
        return new Engine(this, this, this, Targets.NONE, "1.0.0", Clock.systemUTC());
    }

    private void step(String line) throws InterruptedException, ConnectionException {
        journal.add(line);
        if (!hangAt.isEmpty() && line.startsWith(hangAt)) {
            hanging.countDown();
            Thread.sleep(60_000);
        }
        if (!failAt.isEmpty() && line.startsWith(failAt)) {
            throw new ConnectionException(ConnectionException.Reason.LOST, "lost at " + line, null);
        }
    }

    @Override
    public Machine probe() {
        return Plans.MACHINE;
    }

    @Override
    public Map<String, byte[]> reports() {
        return Map.of("dmesg", new byte[] { 1 });
    }

    @Override
    public void awaitNetwork(Duration limit) {
        journal.add("await network");
    }

    @Override
    public long sizeOf(Path path) {
        return Plans.DISK_SIZE;
    }

    @Override
    public ServerAccess access(ServerLogin login, ServerDialog dialog)
            throws ConnectionException, InterruptedException {
        step("access");
        dialog.accepted(new HostKey("ssh-ed25519", 256, "SHA256:abc"));
        return new Access();
    }

    @Override
    public BlockExport export(SourceDisk disk, List<NbdServer> order, ReadWatcher reads, RateLimiter limiter)
            throws SourceException, InterruptedException {
        try {
            step("export " + disk.name());
        } catch (ConnectionException e) {
            throw new SourceException(e.getMessage());
        }
        watchers.add(reads);
        limiters.add(Optional.ofNullable(limiter));
        return new Export(disk);
    }

    private final class Access implements ServerAccess {
        @Override
        public ServerInfo test() throws ConnectionException, InterruptedException {
            step("test");
            return info;
        }

        @Override
        public ServerInspection inspect() throws ConnectionException, InterruptedException {
            step("inspect");
            return new Inspection();
        }

        @Override
        public DataConnection openDataConnection(Dialer dialer) throws ConnectionException, InterruptedException {
            step("connect");
            return new Data();
        }

        @Override
        public RemoteRun prepare(List<RemoteFile> toCopy) throws ConnectionException, InterruptedException {
            step("prepare");
            files.addAll(toCopy);
            return new Run();
        }

        @Override
        public void close() {
            journal.add("close access");
        }
    }

    private final class Inspection implements ServerInspection {
        @Override
        public Duration testForward() throws ConnectionException, InterruptedException {
            step("forward");
            if (forwardingRefused) {
                throw new ConnectionException(ConnectionException.Reason.FORWARDING_REFUSED, "no forwarding", null);
            }
            return Duration.ofMillis(3);
        }

        @Override
        public LinkSpeed measureSpeed() throws ConnectionException, InterruptedException {
            step("speed");
            return new LinkSpeed(100_000_000, Duration.ofSeconds(1));
        }

        @Override
        public ServerFacts survey(SurveyRequest request) throws ConnectionException, InterruptedException {
            step("survey");
            return facts;
        }

        @Override
        public ClaimHolder holderOf(GuestClaim claim) {
            return holder.orElse(null);
        }

        @Override
        public Answer ask(List<String> command) throws ConnectionException, InterruptedException {
            step("ask " + String.join(" ", command));
            return new Answer(127, "", "");
        }

        @Override
        public void close() {
            journal.add("close inspection");
        }
    }

    private final class Data implements DataConnection {
        private final int port = 40000 + journal.size();

        @Override
        public int remotePort() {
            return port;
        }

        @Override
        public boolean isOpen() {
            return dataConnectionsOpen;
        }

        @Override
        public boolean isCompressed() {
            return compresses;
        }

        @Override
        public void close() {
            journal.add("close connection");
        }
    }

    private final class Export implements BlockExport {
        private final SourceDisk disk;

        Export(SourceDisk disk) {
            this.disk = disk;
        }

        @Override
        public SourceDisk disk() {
            return disk;
        }

        @Override
        public NbdServer server() {
            return NbdServer.NBDKIT;
        }

        @Override
        public ByteChannel connect() throws IOException {
            throw new IOException("not in this test");
        }

        @Override
        public void check() throws SourceException {
            if (sourceBroken) {
                throw new SourceException("broken " + disk.name());
            }
        }

        @Override
        public void close() {
            journal.add("close export " + disk.name());
        }
    }

    private final class Run implements RemoteRun {
        @Override
        public String directory() {
            return "/tmp/virt-p2v-x";
        }

        @Override
        public List<String> missingFiles() {
            return List.of("lsusb");
        }

        @Override
        public void start() throws ConnectionException, InterruptedException {
            step("start");
        }

        @Override
        public int follow(Consumer<String> sink) throws ConnectionException, ServerException, InterruptedException {
            step("follow");
            if (refusal.isPresent()) {
                throw refusal.get();
            }
            for (String piece : output) {
                sink.accept(piece);
                reads.accept(piece);
            }
            return status;
        }

        @Override
        public GuestCheck verify() throws ConnectionException, InterruptedException {
            step("verify");
            return check;
        }

        @Override
        public RunErrors errors(List<String> patterns) {
            return new RunErrors(errors, causes);
        }

        @Override
        public boolean stop(Duration limit) {
            journal.add("stop");
            stopping.run();
            return stops;
        }

        @Override
        public LeftFiles removeOutput(Duration limit) {
            journal.add("discard");
            return leftFiles;
        }

        @Override
        public boolean removeSecrets(List<String> names) {
            journal.add("remove " + String.join(" ", names));
            return removes;
        }

        @Override
        public boolean leave(RemoteFile file) {
            journal.add("leave " + file.name());
            left.add(file);
            return leaves;
        }

        @Override
        public void close() {
            journal.add("close run");
        }
    }
}
