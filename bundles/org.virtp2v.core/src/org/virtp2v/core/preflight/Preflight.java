package org.virtp2v.core.preflight;

import java.time.Duration;
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
 * second one. It changes nothing here, and there only what is known of libguestfs. For one run, on one thread.
 */
public final class Preflight {
    private static final Messages TEXT = Messages.beside(Preflight.class);
    /**
     * How long a conversion waits for libguestfs when all else has been checked. With KVM the result is there before
     * that; emulated it takes half of it, once for each start of the server, and a conversion there takes far longer. A
     * virtual machine that hangs is known in a minute, and would never let the conversion end. When the server is
     * busier than that, virt-v2v soon finds out by itself.
     */
    static final Duration WORTH_WAITING = Duration.ofSeconds(60);
    /** For somebody who looks on, and need not wait: longer than the server tries it. */
    private static final Duration TO_THE_END = Duration.ofMinutes(5);

    private final ConversionPlan plan;
    private final PreflightListener listener;
    private final ServerChecks checks;
    private final boolean testBoot;
    private final Duration patience;

    /** For the conversion, which waits until it has run. */
    public Preflight(ConversionPlan plan, PreflightListener listener) {
        this(plan, plan.testBoot(), WORTH_WAITING, listener);
    }

    /** For a plan that may be made anew with a test boot, so that it is checked, too, whether one can work. */
    public static Preflight beforehand(ConversionPlan plan, PreflightListener listener) {
        return new Preflight(plan, true, TO_THE_END, listener);
    }

    /** The same for somebody who waits until it has run, as a conversion does. */
    public static Preflight awaited(ConversionPlan plan, PreflightListener listener) {
        return new Preflight(plan, true, WORTH_WAITING, listener);
    }

    private Preflight(ConversionPlan plan, boolean testBoot, Duration patience, PreflightListener listener) {
        this.plan = plan;
        this.testBoot = testBoot;
        this.patience = patience;
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
            var needs = new OutputNeeds(plan, info.version());
            ServerFacts facts = survey(inspection, needs);
            var appliance = new ApplianceCheck(plan, info.version(), facts.guestfs());
            appliance.begin(inspection);
            judge(inspection, info, needs, facts, appliance);
            LinkSpeed speed = forwards ? measure(inspection) : null;
            if (testBoot) {
                report(TestBootJudge.of(plan, facts));
            }
            if (plan.instant()) {
                listener.started(Check.INSTANT);
                checks.report(new InstantJudge(plan).judge(inspection, facts, speed));
            }
            if (appliance.isRunning()) {
                end(appliance, inspection);
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

    private ServerFacts survey(ServerInspection inspection, OutputNeeds needs)
            throws ConnectionException, ServerException, InterruptedException {
        listener.started(Check.TEMPORARY_SPACE);
        return inspection.survey(needs.request(further()));
    }

    private void judge(ServerInspection inspection, ServerInfo info, OutputNeeds needs, ServerFacts facts,
            ApplianceCheck appliance) throws ConnectionException, ServerException, InterruptedException {
        var space = new SpaceJudge(plan);
        checks.report(space.temporary(facts));
        if (!appliance.isRunning()) {
            appliance.end(inspection, Duration.ZERO).ifPresent(this::report);
        }
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
    }

    /** The check that takes longest. Nobody has to wait for it when another one has found a problem. */
    private void end(ApplianceCheck appliance, ServerInspection inspection)
            throws ConnectionException, ServerException, InterruptedException {
        if (checks.problems().isEmpty()) {
            listener.started(Check.APPLIANCE);
            listener.onlyLeft(Check.APPLIANCE);
            appliance.end(inspection, patience).ifPresent(checks::report);
        } else {
            appliance.end(inspection, Duration.ZERO).ifPresent(this::report);
        }
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
