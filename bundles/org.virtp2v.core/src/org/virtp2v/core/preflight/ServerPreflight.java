package org.virtp2v.core.preflight;

import java.util.Map;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.server.ServerInspection;
import org.virtp2v.core.server.ServerLogin;

/**
 * The part of the {@link Preflight} that can be run before there is a plan: the test connection, a remote port forward,
 * and the speed. It also begins to try on the server whether libguestfs's appliance starts, whose result the preflight
 * finds there. For one run, on one thread.
 */
public final class ServerPreflight {
    private final ServerLogin login;
    private final Map<String, Secret> variables;
    private final PreflightListener listener;
    private final ServerChecks checks;

    /**
     * @param login
     *            how the server is logged in to
     * @param variables
     *            environment variables for virt-v2v
     * @param listener
     *            receives the checks and their results
     */
    public ServerPreflight(ServerLogin login, Map<String, Secret> variables, PreflightListener listener) {
        this.login = login;
        this.variables = Map.copyOf(variables);
        this.listener = listener;
        this.checks = new ServerChecks(login, false, listener);
    }

    /**
     * Runs the checks.
     *
     * @return version, features and options of virt-v2v on the server
     * @throws ConnectionException
     *             when the server cannot be reached or logged in to, the connection is lost, or nothing comes through a
     *             forward
     * @throws ServerException
     *             when sudo or virt-v2v does not answer as it must
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    public ServerInfo run(ServerAccess access) throws ConnectionException, ServerException, InterruptedException {
        ServerInfo info = checks.logIn(access, ServerChecks::tool);
        try (ServerInspection inspection = access.inspect()) {
            info = info.with(OptionJudge.ask(inspection));
            if (checks.forward(inspection)) {
                listener.started(Check.SPEED);
                checks.report(LinkJudge.speed(inspection.measureSpeed()));
                inspection.tryGuestfs(ApplianceCheck.how(login, info.version(), variables));
            }
        }
        ConnectionException forwarding = checks.forwarding();
        if (forwarding != null) {
            throw forwarding;
        }
        return info;
    }
}
