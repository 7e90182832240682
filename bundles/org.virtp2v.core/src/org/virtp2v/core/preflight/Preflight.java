package org.virtp2v.core.preflight;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.output.TargetFinding;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.GuestClaims;
import org.virtp2v.core.plan.PlannedTarget;
import org.virtp2v.core.server.ClaimHolder;
import org.virtp2v.core.server.LinkSpeed;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.server.ServerInspection;
import org.virtp2v.core.settings.ToolOption;
import org.virtp2v.core.text.Messages;

/**
 * Checks before a conversion whether it can succeed: makes the test connection, then looks around on the server over a
 * second one. It changes nothing, here or there. For one run, on one thread.
 */
public final class Preflight {
    private static final Messages TEXT = Messages.beside(Preflight.class);

    private final ConversionPlan plan;
    private final PreflightListener listener;
    private final ServerChecks checks;
    private final boolean testBoot;

    public Preflight(ConversionPlan plan, PreflightListener listener) {
        this(plan, plan.testBoot(), listener);
    }

    /**
     * @param testBoot
     *            whether to check, too, that the finished guest can be tried: the plan may be made anew with that
     */
    public Preflight(ConversionPlan plan, boolean testBoot, PreflightListener listener) {
        this.plan = plan;
        this.testBoot = testBoot;
        this.listener = listener;
        this.checks = new ServerChecks(plan.login(), plan.ignorePreflight(), listener);
    }

    /**
     * Runs all checks that mean something for the plan. A problem does not keep the later ones from being run, but
     * without log-in and virt-v2v there is nothing to look at.
     *
     * @return version and features of virt-v2v on the server
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
        ServerInfo info = checks.logIn(access, tool -> OutputJudge.mode(plan.output().type(), tool));
        try (ServerInspection inspection = access.inspect()) {
            options(inspection, info);
            boolean forwards = checks.forward(inspection);
            ServerFacts facts = survey(inspection, info);
            LinkSpeed speed = forwards ? measure(inspection) : null;
            if (testBoot) {
                report(TestBootJudge.of(plan, facts));
            }
            if (plan.instant()) {
                listener.started(Check.INSTANT);
                checks.report(new InstantJudge(plan).judge(inspection, facts, speed));
            }
        }
        List<CheckResult> problems = checks.problems();
        if (!problems.isEmpty()) {
            stop(problems);
        }
        return info;
    }

    private void options(ServerInspection inspection, ServerInfo info)
            throws ConnectionException, ServerException, InterruptedException {
        List<ToolOption> options = plan.virtV2v().options();
        if (!options.isEmpty()) {
            listener.started(Check.VIRT_V2V_OPTIONS);
            checks.report(OptionJudge.judge(options, info.with(OptionJudge.ask(inspection))));
        }
    }

    private ServerFacts survey(ServerInspection inspection, ServerInfo info)
            throws ConnectionException, ServerException, InterruptedException {
        listener.started(Check.TEMPORARY_SPACE);
        var needs = new OutputNeeds(plan, info.version());
        ServerFacts facts = inspection.survey(needs.request(further()));
        var space = new SpaceJudge(plan);
        checks.report(space.temporary(facts));
        new GuestfsJudge(plan, info.version()).judge(facts.guestfs()).forEach(this::report);
        var output = new OutputJudge(plan, needs);
        if (needs.hasStorage()) {
            report(space.storage(needs.storage(facts)));
        }
        if (!needs.tools().isEmpty()) {
            report(output.tools(facts.missingTools()));
        }
        guestName(inspection, needs, output, facts);
        target(inspection);
        report(LinkJudge.clock(facts.clockAhead(), Instant.now()));
        report(LinkJudge.relay(facts.python(), plan.login().reconnect()));
        return facts;
    }

    /** Programs that virt-v2v does not need. */
    private List<String> further() {
        return plan.instant() ? InstantJudge.tools(plan) : testBoot ? TestBootJudge.QEMUS : List.of();
    }

    /** A check that takes no time of its own. */
    private void report(CheckResult result) {
        listener.started(result.check());
        checks.report(result);
    }

    private void guestName(ServerInspection inspection, OutputNeeds needs, OutputJudge output, ServerFacts facts)
            throws ConnectionException, ServerException, InterruptedException {
        ClaimHolder holder = inspection.holderOf(GuestClaims.of(plan));
        if (needs.hasStorage() || holder != null) {
            report(holder == null ? output.guestName(facts) : output.claimed(holder));
        }
    }

    private void target(ServerInspection inspection)
            throws ConnectionException, ServerException, InterruptedException {
        PlannedTarget target = plan.target();
        List<TargetFinding> findings = target.target().inspect(target.input(), inspection);
        if (!findings.isEmpty()) {
            report(TargetJudge.of(findings));
        }
    }

    private LinkSpeed measure(ServerInspection inspection)
            throws ConnectionException, ServerException, InterruptedException {
        listener.started(Check.SPEED);
        LinkSpeed speed = inspection.measureSpeed();
        checks.report(LinkJudge.speed(speed, plan));
        return speed;
    }

    private void stop(List<CheckResult> problems) throws ConnectionException, ServerException {
        ConnectionException forwarding = checks.forwarding();
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
