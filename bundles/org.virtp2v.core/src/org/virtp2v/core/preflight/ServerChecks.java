package org.virtp2v.core.preflight;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.preflight.CheckResult.Verdict;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.server.ServerInspection;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.text.Messages;

/** The checks that need no plan, and the results of all checks. For one run, on one thread. */
final class ServerChecks {
    private static final Messages TEXT = Messages.beside(ServerChecks.class);

    private final ServerLogin login;
    private final boolean ignoreProblems;
    private final PreflightListener listener;
    private final List<CheckResult> results = new ArrayList<>();
    private @Nullable ConnectionException forwarding;

    ServerChecks(ServerLogin login, boolean ignoreProblems, PreflightListener listener) {
        this.login = login;
        this.ignoreProblems = ignoreProblems;
        this.listener = listener;
    }

    /** The problems so far. */
    List<CheckResult> problems() {
        return results.stream().filter(r -> r.verdict() == Verdict.PROBLEM).toList();
    }

    /** Why forwarding does not work; null when it does. */
    @Nullable
    ConnectionException forwarding() {
        return forwarding;
    }

    /**
     * Logs in and queries version and features of virt-v2v.
     *
     * @param judge
     *            judges virt-v2v when there is more to it than its version
     */
    ServerInfo logIn(ServerAccess access, Function<ServerInfo, CheckResult> judge)
            throws ConnectionException, ServerException, InterruptedException {
        listener.started(Check.CONNECTION);
        try {
            ServerInfo info = access.test();
            loggedIn();
            listener.started(Check.VIRT_V2V);
            report(judge.apply(info));
            if (login.sudo()) {
                listener.started(Check.SUDO);
                report(CheckResult.ok(Check.SUDO, TEXT.get("sudo.ok")));
            }
            listener.tested(info);
            return info;
        } catch (ConnectionException e) {
            notLoggedIn(e);
            throw e;
        } catch (ServerException e) {
            Check check = switch (e.reason()) {
                case SUDO_NEEDS_PASSWORD, SUDO_REFUSED, CANNOT_STOP -> Check.SUDO;
                default -> Check.VIRT_V2V;
            };
            loggedIn();
            listener.started(check);
            listener.checked(CheckResult.problem(check, TEXT.get("failed"), e.getMessage()));
            throw e;
        }
    }

    private void connected() {
        report(CheckResult.ok(Check.CONNECTION, TEXT.get("connection.ok", login.address())));
        listener.started(Check.LOGIN);
    }

    private void loggedIn() {
        connected();
        report(CheckResult.ok(Check.LOGIN, TEXT.get("login.ok", login.username(), login.address())));
    }

    /** Whether the network is at fault or the log-in is told apart, so that nobody looks at the wrong end. */
    private void notLoggedIn(ConnectionException failure) {
        switch (failure.reason()) {
            case UNKNOWN_HOST, UNREACHABLE, REFUSED, TIMEOUT, NOT_SSH, LOST -> listener.checked(CheckResult.problem(
                    Check.CONNECTION, TEXT.get("connection." + failure.reason().name()), failure.getMessage()));
            case HOST_KEY_CHANGED, HOST_KEY_UNKNOWN, LOGIN_REFUSED, IDENTITY, FORWARDING_REFUSED -> {
                connected();
                listener.checked(CheckResult.problem(Check.LOGIN, TEXT.get("failed"), failure.getMessage()));
            }
        }
    }

    /** virt-v2v, of which nothing is wanted yet. */
    static CheckResult tool(ServerInfo info) {
        return CheckResult.ok(Check.VIRT_V2V, info.version());
    }

    /** Whether bytes go through a forward; that they do not is a problem among others. */
    boolean forward(ServerInspection inspection)
            throws ConnectionException, ServerException, InterruptedException {
        listener.started(Check.FORWARDING);
        try {
            Duration roundTrip = inspection.testForward();
            report(CheckResult.ok(Check.FORWARDING,
                    TEXT.get("forwarding.ok", Long.toString(Math.max(1, roundTrip.toMillis())))));
            return true;
        } catch (ConnectionException e) {
            if (e.reason() != ConnectionException.Reason.FORWARDING_REFUSED) {
                throw e;
            }
            forwarding = e;
            report(CheckResult.problem(Check.FORWARDING, TEXT.get("failed"), e.getMessage()));
            return false;
        }
    }

    /** A check has come out; a problem that is ignored becomes a warning. */
    void report(CheckResult result) {
        boolean ignored = result.verdict() == Verdict.PROBLEM && ignoreProblems;
        CheckResult reported = ignored ? CheckResult.warning(result.check(), result.seen(), result.advice()) : result;
        results.add(reported);
        listener.checked(reported);
    }
}
