package org.virtp2v.ssh.internal.inspection;

import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.ClaimHolder;
import org.virtp2v.core.server.GuestClaim;
import org.virtp2v.core.server.GuestfsStart;
import org.virtp2v.core.server.GuestfsTry;
import org.virtp2v.core.server.LinkSpeed;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.server.ServerInspection;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.server.SurveyRequest;
import org.virtp2v.core.text.BashScript;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ssh.internal.blocking.Deadline;
import org.virtp2v.ssh.internal.connection.Connector;
import org.virtp2v.ssh.internal.connection.RemoteForward;
import org.virtp2v.ssh.internal.connection.SshConnection;
import org.virtp2v.ssh.internal.script.BoundedText;
import org.virtp2v.ssh.internal.script.RemoteScript;
import org.virtp2v.ssh.internal.script.RemoteShell;
import org.virtp2v.ssh.internal.script.Terminal;

/**
 * Looks around on the server over one connection, which also carries the forward that is tested: some firewalls count
 * connections. When it is lost, what was being done is done once more over another one.
 */
public final class SshInspection implements ServerInspection {
    private static final Messages TEXT = Messages.beside(SshInspection.class);
    private static final int TOKEN_BYTES = 4096;
    /**
     * How much is transferred to measure the speed, unless the two seconds are over before: a line that takes GBs a
     * second has warmed up after a quarter of one, and so has this program.
     */
    static final SpeedChannel.Amount SPEED = new SpeedChannel.Amount(64 << 20, 256 << 20, Duration.ofMillis(250));
    private static final int SPEED_SECONDS = 2;
    private static final Duration FORWARD_LIMIT = Duration.ofSeconds(10);
    /** The token is on its way over another channel than the end of the script that sent it. */
    private static final Duration TOKEN_LIMIT = Duration.ofSeconds(3);
    private static final Duration SPEED_LIMIT = Duration.ofSeconds(10);
    private static final Duration SURVEY_LIMIT = Duration.ofSeconds(15);

    private static final BashScript SEND_BACK = BashScript.beside(SshInspection.class, "send-back.sh");
    /** An exit code of it. */
    private static final int NO_LOCALHOST = 3;
    private static final BashScript PULL = BashScript.beside(SshInspection.class, "pull.sh");

    private static final int ASK_SECONDS = 10;
    private static final Duration ASK_LIMIT = Duration.ofSeconds(15);
    private static final BashScript ASK = BashScript.beside(SshInspection.class, "ask.sh");
    private static final int TIMED_OUT = 124;

    private final Connector connector;
    private final ServerLogin login;
    private final Duration connectLimit;
    private final InstantSource clock;
    private final RandomGenerator random;
    /** The destination of the next forwarded connection. */
    private final AtomicReference<@Nullable ByteChannel> next = new AtomicReference<>();
    private volatile Way way;
    private volatile boolean closed;

    /** The connection, and the port that leads back over it; 0 while there is none. */
    private record Way(SshConnection connection, int port) {
    }

    /** Something that can be done again over another connection. */
    @FunctionalInterface
    private interface Step<T> {
        T over(Way way) throws ConnectionException, ServerException, InterruptedException;
    }

    /**
     * @param connector
     *            where the connection goes back to
     * @param connectLimit
     *            for opening the forward
     * @param clock
     *            this machine's, to compare the server's with
     * @param random
     *            for data that is sent through the forward
     */
    public SshInspection(Connector connector, SshConnection connection, ServerLogin login, Duration connectLimit,
            InstantSource clock, RandomGenerator random) {
        this.connector = connector;
        this.way = new Way(connection, 0);
        this.login = login;
        this.connectLimit = connectLimit;
        this.clock = clock;
        this.random = random;
    }

    private <T> T persist(Step<T> step) throws ConnectionException, ServerException, InterruptedException {
        Way first = way;
        try {
            return step.over(first);
        } catch (ConnectionException e) {
            if (e.reason() != Reason.LOST || closed) {
                throw e;
            }
            return step.over(another(first));
        }
    }

    /** The way in the place of one that is lost. */
    private synchronized Way another(Way lost) throws ConnectionException, InterruptedException {
        if (way.connection() == lost.connection()) {
            connector.release(lost.connection());
            way = new Way(connector.connect(connectLimit), 0);
        }
        return way;
    }

    private RemoteShell shell(Way over) {
        return new RemoteShell(over.connection(), login);
    }

    private Way withPort(Way over) throws ConnectionException, ServerException, InterruptedException {
        if (over.port() != 0) {
            return over;
        }
        int port = RemoteForward.open(over.connection(), this::dial, login, connectLimit);
        Listening.check(shell(over), port, List.of(), List.of(), login, FORWARD_LIMIT);
        Way open = new Way(over.connection(), port);
        way = open;
        return open;
    }

    @Override
    public Duration testForward() throws ConnectionException, ServerException, InterruptedException {
        return persist(this::testForward);
    }

    private Duration testForward(Way over) throws ConnectionException, ServerException, InterruptedException {
        Way open = withPort(over);
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        TokenChannel token = new TokenChannel(bytes);
        next.set(token);
        try {
            BashScript script = SEND_BACK.with("port", open.port()).with("bytes", TOKEN_BYTES);
            RemoteShell.Result result = shell(open).run("head", script, List.of(), FORWARD_LIMIT);
            if (result.status() == NO_LOCALHOST) {
                throw new ConnectionException(Reason.FORWARDING_REFUSED,
                        TEXT.get("forward.noLocalhost", login.address()), null);
            }
            if (result.status() != 0) {
                throw unusable(shell(open).reason("head", Terminal.plain(result.errors()).strip()));
            }
            return token.returned().get(TOKEN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ServerException e) {
            if (e.isLate()) {
                throw unusable(TEXT.get("forward.silent", String.valueOf(FORWARD_LIMIT.toSeconds())));
            }
            throw e;
        } catch (TimeoutException | CancellationException e) {
            throw unusable(TEXT.get("forward.silent", String.valueOf(TOKEN_LIMIT.toSeconds())));
        } catch (ExecutionException e) {
            throw unusable(TEXT.get("forward.changed"));
        } finally {
            next.set(null);
            token.close();
        }
    }

    private ConnectionException unusable(String detail) {
        String last = detail.substring(detail.lastIndexOf('\n') + 1);
        return new ConnectionException(Reason.FORWARDING_REFUSED, TEXT.get("forward.unusable", login.address(), last),
                null);
    }

    @Override
    public LinkSpeed measureSpeed() throws ConnectionException, ServerException, InterruptedException {
        return persist(this::measureSpeed);
    }

    private LinkSpeed measureSpeed(Way over) throws ConnectionException, ServerException, InterruptedException {
        Way open = withPort(over);
        SpeedChannel data = new SpeedChannel(random, SPEED);
        next.set(data);
        Deadline deadline = Deadline.in(SPEED_LIMIT);
        BashScript pull = PULL.with("port", open.port()).with("seconds", SPEED_SECONDS);
        try (RemoteScript script = shell(open).start(pull, List.of())) {
            byte[] count = script.read(deadline);
            if (count != null) {
                Long arrived = BoundedText.number(new String(count, StandardCharsets.US_ASCII).strip());
                return arrived == null || arrived == 0 || arrived > SPEED.most() ? new LinkSpeed(0, Duration.ZERO)
                        : data.speed(arrived, System.nanoTime());
            }
            script.end(deadline);
            return new LinkSpeed(0, Duration.ZERO);
        } catch (TimeoutException e) {
            return new LinkSpeed(0, Duration.ZERO);
        } finally {
            next.set(null);
            data.close();
        }
    }

    @Override
    public ServerFacts survey(SurveyRequest request)
            throws ConnectionException, ServerException, InterruptedException {
        return persist(over -> new Survey(request, clock).run(shell(over), SURVEY_LIMIT));
    }

    @Override
    public @Nullable ClaimHolder holderOf(GuestClaim claim)
            throws ConnectionException, ServerException, InterruptedException {
        return persist(over -> Optional.ofNullable(ClaimProbe.holderOf(claim, shell(over), clock))).orElse(null);
    }

    @Override
    public GuestfsStart tryGuestfs(GuestfsTry how) throws ConnectionException, ServerException, InterruptedException {
        return persist(over -> new GuestfsTrial(how).begin(shell(over)));
    }

    @Override
    public GuestfsStart awaitGuestfs(GuestfsTry how, Duration patience)
            throws ConnectionException, ServerException, InterruptedException {
        Deadline deadline = Deadline.in(patience);
        return persist(over -> new GuestfsTrial(how).await(shell(over), deadline));
    }

    @Override
    public Answer ask(List<String> command) throws ConnectionException, ServerException, InterruptedException {
        return persist(over -> ask(shell(over), command));
    }

    private Answer ask(RemoteShell shell, List<String> command)
            throws ConnectionException, ServerException, InterruptedException {
        boolean asRoot = login.sudo() && !"sudo".equals(command.getFirst());
        String other = RemoteShell.randomMarker();
        try {
            BashScript script = ASK.with("command", command).with("as_root", asRoot).with("marker", other)
                    .with("seconds", ASK_SECONDS);
            RemoteShell.Result result = shell.forSudo().run(command.getFirst(), script, List.of(), ASK_LIMIT);
            String errors = Terminal.plain(result.errors());
            boolean asVirtV2v = !errors.endsWith(other);
            return new Answer(result.status(), result.output(),
                    (asVirtV2v ? errors : errors.substring(0, errors.length() - other.length())).strip(), asVirtV2v);
        } catch (ServerException e) {
            if (e.isLate()) {
                return new Answer(TIMED_OUT, "", "");
            }
            throw e;
        }
    }

    @Override
    public void close() {
        closed = true;
        connector.release(way.connection());
    }

    private ByteChannel dial() throws IOException {
        ByteChannel channel = next.getAndSet(null);
        if (channel == null) {
            throw new IOException("nobody is expected to connect");
        }
        return channel;
    }
}
