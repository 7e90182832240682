package org.virtp2v.ui.scenarios;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.server.ClaimHolder;
import org.virtp2v.core.server.ConversionServer;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.Dialer;
import org.virtp2v.core.server.GuestCheck;
import org.virtp2v.core.server.GuestClaim;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.HostKeyPolicy;
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

/** Port: a conversion server that lets in whoever knows the password, and whose virt-v2v is what a test makes it. */
final class FakeServer implements ConversionServer {
    static final String PASSWORD = "right";
    static final HostKey KEY = new HostKey("ssh-ed25519", 256, "SHA256:" + "A".repeat(43));
    private static final String DIRECTORY = "/tmp/virt-p2v-20261123-abcdefgh";

    /** What virt-v2v prints; returns its exit code. */
    interface Tool {
        int run(Consumer<String> output) throws ConnectionException, InterruptedException;
    }

    /** Where logging in waits, until it is interrupted; null: nowhere. */
    volatile @Nullable CountDownLatch silent;
    volatile Tool tool = output -> 0;
    /** The run that has the guest's name. */
    volatile Optional<ClaimHolder> holder = Optional.empty();
    /** What programs answer, by command and arguments. */
    final Map<String, String> answers = new ConcurrentHashMap<>();
    /** What programs were asked. */
    final List<String> questions = new CopyOnWriteArrayList<>();
    /** What answers wait for; null: nothing. */
    volatile @Nullable CountDownLatch slow;
    /** How often somebody has logged in to test the connection. */
    final AtomicInteger tests = new AtomicInteger();
    /** How often a run was stopped. */
    final AtomicInteger stops = new AtomicInteger();

    @Override
    public ServerAccess access(ServerLogin login, ServerDialog dialog) {
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
                if (!dialog.trusts(KEY)) {
                    throw new ConnectionException(Reason.HOST_KEY_UNKNOWN, "The host key was not accepted.", null);
                }
                dialog.accepted(KEY);
                known = true;
            }
            if (login.password() == null || !PASSWORD.equals(login.password().reveal())) {
                throw new ConnectionException(Reason.LOGIN_REFUSED,
                        "Cannot log in to " + login.address() + ": the server refused the password.", null);
            }
        }

        @Override
        public ServerInfo test() throws ConnectionException, InterruptedException {
            tests.incrementAndGet();
            logIn();
            return new ServerInfo("2.2.0", true, List.of("libvirtxml"), List.of("libvirt", "local", "null", "qemu"));
        }

        @Override
        public ServerInspection inspect() throws ConnectionException, InterruptedException {
            logIn();
            return new Inspection();
        }

        @Override
        public DataConnection openDataConnection(Dialer dialer) throws ConnectionException, InterruptedException {
            logIn();
            return new DataConnection() {
                @Override
                public int remotePort() {
                    return 40000;
                }

                @Override
                public boolean isOpen() {
                    return true;
                }

                @Override
                public boolean isCompressed() {
                    return false;
                }

                @Override
                public void close() {
                    // Nothing was opened.
                }
            };
        }

        @Override
        public RemoteRun prepare(List<RemoteFile> files) throws ConnectionException, InterruptedException {
            logIn();
            return new Run();
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }

    private final class Inspection implements ServerInspection {
        @Override
        public Duration testForward() {
            return Duration.ofMillis(1);
        }

        @Override
        public LinkSpeed measureSpeed() {
            return new LinkSpeed(224_000_000, Duration.ofSeconds(2));
        }

        @Override
        public ServerFacts survey(SurveyRequest request) {
            Place place = new Place("/var/tmp", ServerFacts.State.WRITABLE, 10L << 40);
            return new ServerFacts(place, place, place, List.of(), List.of(), false, Duration.ZERO);
        }

        @Override
        public ClaimHolder holderOf(GuestClaim claim) {
            return holder.orElse(null);
        }

        @Override
        public Answer ask(List<String> command) throws InterruptedException {
            questions.add(String.join(" ", command));
            CountDownLatch wait = slow;
            if (wait != null) {
                wait.await();
            }
            String answer = answers.get(String.join(" ", command).strip());
            return answer == null ? new Answer(127, "", "") : new Answer(0, answer, "");
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }

    private final class Run implements RemoteRun {
        @Override
        public String directory() {
            return DIRECTORY;
        }

        @Override
        public List<String> missingFiles() {
            return List.of();
        }

        @Override
        public void start() {
            // It runs when it is followed.
        }

        @Override
        public int follow(Consumer<String> output) throws ConnectionException, InterruptedException {
            return tool.run(output);
        }

        @Override
        public GuestCheck verify() {
            return new GuestCheck(List.of(), List.of());
        }

        @Override
        public RunErrors errors(List<String> patterns) {
            return new RunErrors(List.of("the fake virt-v2v fails"), List.of());
        }

        @Override
        public boolean stop(Duration limit) {
            stops.incrementAndGet();
            return true;
        }

        @Override
        public LeftFiles removeOutput(Duration limit) {
            return new LeftFiles(LeftFiles.State.NONE, List.of());
        }

        @Override
        public boolean removeSecrets(List<String> names) {
            return true;
        }

        @Override
        public boolean leave(RemoteFile file) {
            return true;
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}
