package org.virtp2v.core.testing;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.ClaimHolder;
import org.virtp2v.core.server.ConversionServer;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.Dialer;
import org.virtp2v.core.server.ExportKey;
import org.virtp2v.core.server.GuestCheck;
import org.virtp2v.core.server.GuestfsStart;
import org.virtp2v.core.server.GuestfsTry;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.HostKeyPolicy;
import org.virtp2v.core.server.LeftFiles;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.LinkSpeed;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.RunSlot;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.server.ServerFacts.Place;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.server.ServerInspection;
import org.virtp2v.core.server.ServerLoad;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.server.ServerRuns;
import org.virtp2v.core.server.SlotRequest;
import org.virtp2v.core.server.SurveyRequest;
import org.virtp2v.core.server.WaitingRun;

/** A conversion server with room, without other runs, whose virt-v2v succeeds; until a test changes that. */
public final class FakeServer implements ConversionServer {
    /** The password of a {@linkplain #strict() strict} server. */
    public static final String PASSWORD = "right";
    /** The host key. */
    public static final HostKey KEY = new HostKey("ssh-ed25519", 256, "SHA256:" + "A".repeat(43));

    /** virt-v2v: writes output, and returns its exit code. */
    @FunctionalInterface
    public interface Tool {
        int run(Consumer<String> output) throws ConnectionException, ServerException, InterruptedException;
    }

    /** The test boot of the guest: writes lines of JSON, until it is skipped. */
    @FunctionalInterface
    public interface Trial {
        void run(Consumer<String> output, BooleanSupplier skipped)
                throws ConnectionException, ServerException, InterruptedException;
    }

    /** The calls. */
    public final Journal journal;
    /** The files of all runs, in the order they were copied. */
    public final List<RemoteFile> files = new CopyOnWriteArrayList<>();
    /** The files that were left in remote directories at the end. */
    public final List<RemoteFile> left = new CopyOnWriteArrayList<>();
    /** The surveys that were made. */
    public final List<SurveyRequest> surveys = new CopyOnWriteArrayList<>();
    /** The dialers of all data connections. */
    public final List<Dialer> dialers = new CopyOnWriteArrayList<>();
    /** How libguestfs's appliance was tried. */
    public final List<GuestfsTry> guestfsTries = new CopyOnWriteArrayList<>();
    /** Answers of programs, by command and arguments; any other program is missing. */
    public final Map<String, String> answers = new ConcurrentHashMap<>();

    /** Whether the password is checked, and the host key has to be trusted. */
    private final boolean strict;
    /** Counted down where logging in hangs; null: it does not hang. */
    public volatile @Nullable CountDownLatch silent;
    /** Awaited before an answer of a program other than virt-v2v; null: nothing. */
    public volatile @Nullable CountDownLatch slow;

    /** The result of the test connection. */
    public ServerInfo info = new ServerInfo("2.2.0", true, List.of("libvirtxml"),
            List.of("libvirt", "local", "null", "qemu"));
    /** The result of each survey. */
    public ServerFacts facts = new ServerFacts(place("/tmp"), place("/var/tmp"), place("/var/tmp"), List.of(),
            List.of(),
            Boolean.FALSE, Duration.ZERO, "3.11.2");
    /** What is known of libguestfs's appliance before it is tried. */
    public volatile GuestfsStart guestfsKnown = new GuestfsStart(GuestfsStart.State.KNOWN, Duration.ofSeconds(4),
            List.of());
    /** The result of trying it. */
    public volatile GuestfsStart guestfsStart = guestfsKnown;
    /** Awaited before that result; null: nothing. */
    public volatile @Nullable CountDownLatch guestfsSlow;
    /** The result of measuring the speed. */
    public LinkSpeed speed = new LinkSpeed(224_000_000, Duration.ofSeconds(2));
    /** Whether sshd refuses remote forwards. */
    public boolean forwardingRefused;
    /** The run that has the guest's name. */
    public volatile Optional<ClaimHolder> holder = Optional.empty();
    /** Port of the first data connection; further ones follow. */
    public int firstPort = 40000;
    /** Whether data connections are still open. */
    public boolean dataConnectionsOpen = true;
    /** Why they are not. */
    public @Nullable ConnectionException whyLost;
    /** Whether data connections are compressed. */
    public boolean compresses;
    /** The program that can run the relay, for each data connection; further ones have none. */
    public List<String> relayInterpreters = List.of();
    /** The keys of all data connections. */
    public final List<ExportKey> keys = new CopyOnWriteArrayList<>();

    /** Tells how the conversion is that is followed, or was. */
    public volatile Supplier<String> progress = () -> "";

    /** The dialog of the last access, which is to be told of outages; null: there was none. */
    public volatile @Nullable ServerDialog dialog;

    /** The remote directory. */
    public String directory = "/tmp/virt-p2v-20261123-abcdefgh";
    /** Optional files that could not be copied. */
    public List<String> missingFiles = List.of();
    /** virt-v2v; usually writes {@link #output}, and ends with {@link #status}. */
    public volatile Tool tool = this::write;
    /** The test boot; usually the guest agent answers at once. */
    public volatile Trial trial = (output, skipped) -> output.accept(
            "{\"event\": \"verdict\", \"verdict\": \"agent\", \"at\": 48, \"detail\": \"Debian\", \"resets\": 0}\n");
    /** virt-v2v's output, in pieces. */
    public List<String> output = List.of("[   0.0] Setting up the source\n");
    /** virt-v2v's errors in its log. */
    public List<String> errors = List.of();
    /** Further lines of its log that show a cause. */
    public List<String> causes = List.of();
    /** virt-v2v's exit code. */
    public int status;
    /** Run by the usual {@link #tool} after each piece of output. */
    public Runnable afterOutput = () -> {
    };
    /** The verification of the guest. */
    public GuestCheck check = new GuestCheck(List.of(), List.of());
    /** Whether any file that is asked for is in the remote directory; null: it does not tell. */
    public volatile @Nullable Boolean hasFile = false;
    /** Whether virt-v2v can be stopped. */
    public boolean stops = true;
    /** Run while virt-v2v is being stopped. */
    public Runnable whileStopping = () -> {
    };
    /** Whether secrets can be removed. */
    public boolean removesSecrets = true;
    /** Whether a report can be left. */
    public boolean takesReports = true;
    /** The result of removing virt-v2v's output. */
    public LeftFiles leftFiles = new LeftFiles(LeftFiles.State.NONE, List.of());

    /** How busy it is under each name; under any other it is idle. */
    public final Map<String, ServerLoad> loads = new ConcurrentHashMap<>();
    /** Names under which it cannot be reached. */
    public final Set<String> unreachable = ConcurrentHashMap.newKeySet();

    /** The runs that were left there. */
    public volatile List<WaitingRun> waiting = List.of();
    /** All runs, for those who only look. */
    public volatile ServerRuns.Listing runs = new ServerRuns.Listing(List.of(), true);
    /** Why it does not tell which there are; null: it does. */
    public volatile @Nullable ServerException silentAboutWaiting;
    /** The relay's settings in their directories. */
    public @Nullable String relaySettings;

    private FakeServer(Journal journal, boolean strict) {
        this.journal = journal;
        this.strict = strict;
    }

    FakeServer(Journal journal) {
        this(journal, false);
    }

    /** A server that accepts every log-in. */
    public FakeServer() {
        this(new Journal());
    }

    /** A server whose host key nobody knows yet, and that wants {@link #PASSWORD}. */
    public static FakeServer strict() {
        FakeServer server = new FakeServer(new Journal(), true);
        server.errors = List.of("the fake virt-v2v fails");
        return server;
    }

    private static Place place(String path) {
        return new Place(path, ServerFacts.State.WRITABLE, 10L << 40);
    }

    private int write(Consumer<String> sink) {
        for (String piece : output) {
            sink.accept(piece);
            afterOutput.run();
        }
        return status;
    }

    @Override
    public ServerAccess access(ServerLogin login, ServerDialog dialog)
            throws ConnectionException, InterruptedException {
        this.dialog = dialog;
        journal.step("access");
        return new Access(login, dialog);
    }

    private final class Access implements ServerAccess {
        private final ServerLogin login;
        private final ServerDialog dialog;
        private boolean known;

        Access(ServerLogin login, ServerDialog dialog) {
            this.login = login;
            this.dialog = dialog;
        }

        private void logIn() throws ConnectionException, InterruptedException {
            CountDownLatch wait = silent;
            if (wait != null) {
                wait.countDown();
                Thread.sleep(Duration.ofHours(1));
            }
            if (!known && !(login.hostKeyPolicy() instanceof HostKeyPolicy.Fingerprint)) {
                if (strict && !dialog.trusts(KEY)) {
                    throw new ConnectionException(Reason.HOST_KEY_UNKNOWN, "The host key was not accepted.", null);
                }
                dialog.accepted(KEY);
                known = true;
            }
            Secret password = login.password();
            if (strict && (password == null || !PASSWORD.equals(password.reveal()))) {
                throw new ConnectionException(Reason.LOGIN_REFUSED,
                        "Cannot log in to " + login.address() + ": the server refused the password.", null);
            }
        }

        @Override
        public ServerInfo test() throws ConnectionException, InterruptedException {
            journal.step("test");
            logIn();
            return info;
        }

        @Override
        public ServerLoad load(@Nullable SlotRequest request, @Nullable String storage, boolean patient)
                throws ConnectionException, InterruptedException {
            logIn();
            if (unreachable.contains(login.host())) {
                throw new ConnectionException(Reason.UNREACHABLE, login.host() + " cannot be reached.\nAdvice", null);
            }
            return loads.getOrDefault(login.host(), new ServerLoad(4, 0, 0, 0, 0, null));
        }

        @Override
        public @Nullable RunSlot slot(SlotRequest request) {
            ServerLoad load = loads.get(login.host());
            if (load != null && !load.hasSlot(request.limit())) {
                return null;
            }
            journal.add("slot on " + login.host());
            return new RunSlot() {
                @Override
                public String file() {
                    return "/run/slots/slot." + request.id();
                }

                @Override
                public void close() {
                    journal.add("close slot");
                }
            };
        }

        @Override
        public void leaveQueue(SlotRequest request) {
            journal.add("leave queue of " + login.host());
        }

        @Override
        public ServerInspection inspect() throws ConnectionException, InterruptedException {
            journal.step("inspect");
            logIn();
            return new FakeInspection(FakeServer.this);
        }

        @Override
        public DataConnection openDataConnection(Link link, Dialer dialer, ExportKey key)
                throws ConnectionException, InterruptedException {
            journal.step("connect");
            logIn();
            dialers.add(dialer);
            keys.add(key);
            int index = dialers.size() - 1;
            return new FakeConnection(FakeServer.this, link, firstPort + index,
                    index < relayInterpreters.size() ? relayInterpreters.get(index) : null);
        }

        @Override
        public RemoteRun prepare(List<RemoteFile> toCopy) throws ConnectionException, InterruptedException {
            files.addAll(toCopy);
            journal.step("prepare");
            logIn();
            return new FakeRun(FakeServer.this);
        }

        @Override
        public List<WaitingRun> waitingRuns()
                throws ConnectionException, ServerException, InterruptedException {
            journal.step("list waiting");
            logIn();
            ServerException failure = silentAboutWaiting;
            if (failure != null) {
                throw failure;
            }
            return waiting;
        }

        @Override
        public @Nullable String read(WaitingRun run, String name) {
            return relaySettings;
        }

        @Override
        public RemoteRun adopt(WaitingRun run) throws ConnectionException, InterruptedException {
            journal.step("adopt " + run.directory());
            return new FakeRun(FakeServer.this);
        }

        @Override
        public ServerRuns runs() throws ConnectionException, InterruptedException {
            journal.step("runs");
            logIn();
            return new FakeRuns(FakeServer.this);
        }

        @Override
        public void close() {
            journal.add("close access");
        }
    }
}
