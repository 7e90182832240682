package org.virtp2v.core.preflight;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.preflight.CheckResult.Verdict;
import org.virtp2v.core.server.ConnectionException;
import org.virtp2v.core.server.LinkSpeed;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerException;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.server.ServerInspection;
import org.virtp2v.core.text.Messages;

/**
 * Checks before a conversion whether it can succeed: makes the test connection, then looks around on the server over a
 * second one. It changes nothing, here or there. For one run, on one thread.
 */
public final class Preflight {
    private static final Messages TEXT = Messages.beside(Preflight.class);

    private final ConversionPlan plan;
    private final PreflightListener listener;
    private final List<CheckResult> results = new ArrayList<>();
    private @Nullable ConnectionException forwarding;

    public Preflight(ConversionPlan plan, PreflightListener listener) {
        this.plan = plan;
        this.listener = listener;
    }

    /**
     * Runs all checks that mean something for the plan. A problem does not keep the later ones from being run, but
     * without log-in and virt-v2v there is nothing to look at.
     *
     * @return what virt-v2v on the server is
     * @throws ConnectionException
     *             when the server cannot be reached or logged in to, the connection is lost, or nothing comes through a
     *             forward
     * @throws ServerException
     *             when sudo or virt-v2v does not answer as it must, or a check found a problem and the plan does not
     *             ignore it
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    public ServerInfo run(ServerAccess access) throws ConnectionException, ServerException, InterruptedException {
        ServerInfo info = test(access);
        try (ServerInspection inspection = access.inspect()) {
            boolean forwards = testForward(inspection);
            survey(inspection, info);
            if (forwards) {
                measure(inspection);
            }
        }
        List<CheckResult> problems = results.stream().filter(r -> r.verdict() == Verdict.PROBLEM).toList();
        if (!problems.isEmpty()) {
            stop(problems);
        }
        return info;
    }

    private ServerInfo test(ServerAccess access) throws ConnectionException, ServerException, InterruptedException {
        listener.started(Check.LOGIN);
        try {
            ServerInfo info = access.test();
            report(CheckResult.ok(Check.LOGIN, TEXT.get("login.ok", plan.login().username(), plan.login().address())));
            listener.started(Check.VIRT_V2V);
            report(CheckResult.ok(Check.VIRT_V2V, info.version()));
            if (plan.login().sudo()) {
                listener.started(Check.SUDO);
                report(CheckResult.ok(Check.SUDO, TEXT.get("sudo.ok")));
            }
            listener.tested(info);
            return info;
        } catch (ConnectionException e) {
            listener.checked(CheckResult.problem(Check.LOGIN, TEXT.get("failed"), e.getMessage()));
            throw e;
        } catch (ServerException e) {
            Check check = switch (e.reason()) {
                case SUDO_NEEDS_PASSWORD, SUDO_REFUSED -> Check.SUDO;
                default -> Check.VIRT_V2V;
            };
            report(CheckResult.ok(Check.LOGIN, TEXT.get("login.ok", plan.login().username(), plan.login().address())));
            listener.started(check);
            listener.checked(CheckResult.problem(check, TEXT.get("failed"), e.getMessage()));
            throw e;
        }
    }

    private boolean testForward(ServerInspection inspection)
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

    private void survey(ServerInspection inspection, ServerInfo info)
            throws ConnectionException, ServerException, InterruptedException {
        listener.started(Check.TEMPORARY_SPACE);
        var needs = new OutputNeeds(plan, info.version());
        ServerFacts facts = inspection.survey(needs.request());
        var space = new SpaceJudge(plan);
        report(space.temporary(facts));
        var output = new OutputJudge(plan, needs);
        if (needs.hasStorage()) {
            listener.started(Check.OUTPUT_STORAGE);
            report(space.storage(needs.storage(facts)));
        }
        if (!needs.tools().isEmpty()) {
            listener.started(Check.OUTPUT_TOOLS);
            report(output.tools(facts.missingTools()));
        }
        if (needs.hasStorage()) {
            listener.started(Check.GUEST_NAME);
            report(output.guestName(facts));
        }
        listener.started(Check.CLOCK);
        report(LinkJudge.clock(facts.clockAhead()));
    }

    private void measure(ServerInspection inspection)
            throws ConnectionException, ServerException, InterruptedException {
        listener.started(Check.SPEED);
        LinkSpeed speed = inspection.measureSpeed();
        report(LinkJudge.speed(speed, plan));
    }

    private void report(CheckResult result) {
        boolean ignored = result.verdict() == Verdict.PROBLEM && plan.extras().ignorePreflight();
        CheckResult told = ignored ? CheckResult.warning(result.check(), result.seen(), result.advice()) : result;
        results.add(told);
        listener.checked(told);
    }

    private void stop(List<CheckResult> problems) throws ConnectionException, ServerException {
        if (forwarding != null && problems.size() == 1) {
            throw forwarding;
        }
        String list = problems.stream().map(p -> "  " + p.text()).collect(Collectors.joining("\n"));
        String message = TEXT.get("stop", plan.login().address(), list);
        if (forwarding != null) {
            throw new ConnectionException(forwarding.reason(), message, forwarding);
        }
        throw new ServerException(ServerException.Reason.PREFLIGHT, message, null);
    }
}
