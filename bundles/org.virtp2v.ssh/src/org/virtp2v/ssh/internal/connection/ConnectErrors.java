package org.virtp2v.ssh.internal.connection;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.HostKeyPolicy;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ssh.internal.hostkey.Fingerprint;
import org.virtp2v.ssh.internal.hostkey.HostKeyCheck;
import org.virtp2v.ssh.internal.hostkey.HostKeys.Verdict;
import org.virtp2v.ssh.internal.identity.Credentials;

import com.jcraft.jsch.JSchAlgoNegoFailException;
import com.jcraft.jsch.JSchRevokedHostKeyException;
import com.jcraft.jsch.Session;

/**
 * Says why a connection could not be made: what happened, to which server, and what to do. How far it came decides:
 * address, TCP, greeting, key exchange, host key, log-in.
 */
public final class ConnectErrors {
    private static final Messages TEXT = Messages.beside(ConnectErrors.class);
    /** What JSch and the JDK say when the other side ends a connection. */
    private static final Pattern CLOSED = Pattern
            .compile("closed by foreign host|End of IO Stream|Connection reset|Broken pipe");

    private final ServerLogin login;
    private final LoginErrors logins;
    private final HostKeyCheck hostKey;
    private final Duration limit;
    private final Duration reach;
    private final List<HostKey> shownBefore;

    /**
     * @param limit
     *            how long all may take
     * @param reach
     *            how long the server may take to answer at all
     * @param shownBefore
     *            other keys that the server has, none of which was the right one
     */
    public ConnectErrors(ServerLogin login, Credentials credentials, LoginPrompt prompt, HostKeyCheck hostKey,
            Duration limit, Duration reach, List<HostKey> shownBefore) {
        this.login = login;
        this.logins = new LoginErrors(login, credentials, prompt);
        this.hostKey = hostKey;
        this.limit = limit;
        this.reach = reach;
        this.shownBefore = List.copyOf(shownBefore);
    }

    /** A connection has ended that was open before. */
    public static ConnectionException lost(ServerLogin login, @Nullable Throwable cause) {
        return new ConnectionException(Reason.LOST, TEXT.get("lost", login.address()), cause);
    }

    /** There are no connections to that server any more. */
    public static ConnectionException closed(ServerLogin login) {
        return new ConnectionException(Reason.LOST, TEXT.get("connect.closed", login.address()), null);
    }

    /** The methods that a server went on offering when it refused a log-in; empty for other failures. */
    public static List<String> offered(ConnectionException refused) {
        return refused.reason() == Reason.LOGIN_REFUSED ? LoginErrors.offered(refused.getCause()) : List.of();
    }

    /**
     * Whether the same may succeed a moment later: nobody listened, the name was not known, the server closed the
     * connection before anything was said about the user, or a connection has ended that was open.
     */
    static boolean mayPass(ConnectionException failure) {
        return switch (failure.reason()) {
            case REFUSED, UNREACHABLE, UNKNOWN_HOST, LOST -> true;
            case NOT_SSH -> CLOSED.matcher(String.valueOf(failure.getCause())).find();
            default -> false;
        };
    }

    /** Whether the server or the way to it is the reason, whatever the connection was for. */
    static boolean isUnreached(ConnectionException failure) {
        return switch (failure.reason()) {
            case REFUSED, UNREACHABLE, UNKNOWN_HOST, TIMEOUT, NOT_SSH -> true;
            default -> false;
        };
    }

    /**
     * Whether a connection that there was before will not come back: another host key, and a log-in that is refused for
     * what it proves itself with. A server that ends the connection in the middle of the log-in may be starting, or
     * have too many.
     */
    static boolean isFinal(ConnectionException failure) {
        Throwable cause = failure.getCause();
        return switch (failure.reason()) {
            case HOST_KEY_CHANGED, HOST_KEY_UNKNOWN, IDENTITY -> true;
            case LOGIN_REFUSED -> !offered(failure).isEmpty() || cause instanceof LoginPrompt.NoAnswerException
                    || cause != null && Causes.text(cause).contains("authentication failures");
            default -> false;
        };
    }

    /** The time was over. */
    ConnectionException timeout(Session session, WatchedSocket socket) {
        String seconds = String.valueOf(limit.toSeconds());
        if (!socket.connected()) {
            return error(Reason.TIMEOUT, "connect.timeout", null, String.valueOf(reach.toSeconds()));
        }
        boolean knownKey = hostKey.verdict() != null;
        if (!knownKey && !greeted(session)) {
            return error(Reason.NOT_SSH, "connect.silent", null, seconds);
        }
        return error(Reason.TIMEOUT, !knownKey ? "connect.kexTimeout" : "login.timeout", null, seconds);
    }

    /** The server is one of which it is known that it has no port forwarding. */
    ConnectionException withoutForwarding() {
        return error(Reason.FORWARDING_REFUSED, "forward.tiny", null);
    }

    /** A person was asked and was not there; the next attempt may find one. */
    ConnectionException nobodyAnswered() {
        return logins.nobodyAnswered();
    }

    /** JSch gave up. */
    ConnectionException failure(Throwable cause, Session session, WatchedSocket socket) {
        if (!socket.connected()) {
            return unreachable(cause);
        }
        if (Causes.has(cause, JSchRevokedHostKeyException.class)) {
            return error(Reason.HOST_KEY_CHANGED, "hostKey.revokedCertificate", cause);
        }
        Verdict verdict = hostKey.verdict();
        if (verdict != null && !(verdict instanceof Verdict.Accepted)) {
            return hostKey(verdict, cause);
        }
        // After the host key there was a greeting, whatever JSch still knows of it.
        if (verdict == null && !greeted(session)) {
            return error(Reason.NOT_SSH, "connect.notSsh", cause);
        }
        if (cause instanceof JSchAlgoNegoFailException none) {
            return algorithms(none);
        }
        if (verdict == null) {
            return error(Reason.NOT_SSH, "connect.kex", cause, Causes.text(cause));
        }
        // JSch takes a connection that ends during the log-in for a refusal of what it was trying.
        boolean ended = socket.ended() && !LoginErrors.offered(cause).isEmpty();
        return logins.refused(ended ? new EOFException("End of IO Stream") : cause);
    }

    /** Says what is missing here, and which line of sshd_config(5) would help. */
    private ConnectionException algorithms(JSchAlgoNegoFailException none) {
        String name = none.getAlgorithmName();
        String line = name.startsWith("kex") ? "KexAlgorithms" : isMac(none) ? "MACs"
                : isCipher(none) ? "Ciphers" : name.startsWith("server_host_key") ? "HostKeyAlgorithms"
                        : "Compression";
        return error(Reason.NOT_SSH, "connect.algorithms", none, line, listed(none.getServerProposal()),
                listed(none.getJSchProposal()));
    }

    /** Whether it is the MAC that the two sides have nothing in common for. */
    public static boolean isMac(JSchAlgoNegoFailException none) {
        return none.getAlgorithmName().startsWith("mac");
    }

    /** Whether it is the cipher. */
    public static boolean isCipher(JSchAlgoNegoFailException none) {
        return none.getAlgorithmName().startsWith("cipher");
    }

    /** Without what only says that an extension is known (RFC 8308, and OpenSSH's PROTOCOL). */
    private static String listed(String names) {
        return Arrays.stream(names.split(","))
                .filter(name -> !name.startsWith("ext-info-") && !name.startsWith("kex-strict-"))
                .collect(Collectors.joining(", "));
    }

    private ConnectionException unreachable(Throwable cause) {
        if (Causes.has(cause, UnknownHostException.class)) {
            return error(Reason.UNKNOWN_HOST, "connect.unknownHost", cause, login.host());
        }
        if (Causes.has(cause, SocketTimeoutException.class)) {
            return error(Reason.TIMEOUT, "connect.timeout", cause, String.valueOf(reach.toSeconds()));
        }
        // Its text is in the language of the system. The other reason for it, the time limit of the kernel, is longer
        // than ours.
        if (Causes.has(cause, ConnectException.class)) {
            return error(Reason.REFUSED, "connect.refused", cause);
        }
        return error(Reason.UNREACHABLE, "connect.unreachable", cause, Causes.text(Causes.root(cause)));
    }

    private ConnectionException hostKey(Verdict verdict, Throwable cause) {
        byte[] key = hostKey.shown();
        String shown = key == null ? "?" : describe(Fingerprint.of(key));
        return switch (verdict) {
            case Verdict.Revoked revoked -> error(Reason.HOST_KEY_CHANGED, "hostKey.revoked", cause, shown,
                    revoked.where());
            case Verdict.Changed changed -> changed.where().isEmpty()
                    ? error(Reason.HOST_KEY_CHANGED, "hostKey.changedNow", cause, shown, describe(changed.known()))
                    : error(Reason.HOST_KEY_CHANGED, "hostKey.changed", cause, shown, describe(changed.known()),
                            changed.where());
            case Verdict.NotNamed named -> {
                List<String> all = new ArrayList<>(shownBefore.stream().map(ConnectErrors::describe).toList());
                all.add(shown);
                yield error(Reason.HOST_KEY_CHANGED, "hostKey.notNamed", cause, String.join(", ", all),
                        named.fingerprint());
            }
            case Verdict.Unknown unknown -> login.hostKeyPolicy() instanceof HostKeyPolicy.Strict
                    ? error(Reason.HOST_KEY_UNKNOWN, "hostKey.unknown", cause, shown,
                            key == null ? "?" : Fingerprint.of(key).fingerprint())
                    : error(Reason.HOST_KEY_UNKNOWN, "hostKey.notTrusted", cause, shown);
            case Verdict.Accepted accepted -> throw new IllegalArgumentException(accepted.toString());
        };
    }

    private static String describe(HostKey key) {
        return key.type() + " " + key.fingerprint();
    }

    private ConnectionException error(Reason reason, String key, @Nullable Throwable cause, String... details) {
        Object[] arguments = new Object[details.length + 1];
        arguments[0] = login.address();
        System.arraycopy(details, 0, arguments, 1, details.length);
        return new ConnectionException(reason, TEXT.get(key, arguments), cause);
    }

    /** Whether the server sent the version string of RFC 4253, section 4.2. */
    private static boolean greeted(Session session) {
        try {
            return !session.getServerVersion().isEmpty();
        } catch (NullPointerException e) {
            return false; // JSch 2.28 has no other way to say so
        }
    }
}
