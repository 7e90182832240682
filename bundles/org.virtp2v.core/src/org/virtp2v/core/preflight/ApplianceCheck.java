package org.virtp2v.core.preflight;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.preflight.CheckResult.Verdict;
import org.virtp2v.core.server.GuestfsFacts;
import org.virtp2v.core.server.GuestfsFacts.Appliance;
import org.virtp2v.core.server.GuestfsFacts.Kvm;
import org.virtp2v.core.server.GuestfsStart;
import org.virtp2v.core.server.GuestfsTry;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerInspection;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.settings.ToolVariables;
import org.virtp2v.core.text.Messages;

/**
 * The check of libguestfs's small virtual machine, in which virt-v2v changes the guest: what it is started from, by the
 * files, and then whether it starts. That is tried beside the other checks, and the result is taken at their end.
 */
final class ApplianceCheck {
    /** Without root's rights there is no use in trying it. */
    private static final Set<Appliance> HOPELESS = Set.of(Appliance.CLOSED, Appliance.NO_KERNEL);
    private static final Messages TEXT = Messages.beside(ApplianceCheck.class);

    private final ServerLogin login;
    private final GuestfsTry how;
    private final GuestfsFacts facts;
    private @Nullable GuestfsStart start;

    /**
     * @param version
     *            virt-v2v's, such as {@code 2.2.0}
     * @param facts
     *            what the files say
     */
    ApplianceCheck(ConversionPlan plan, String version, GuestfsFacts facts) {
        this.login = plan.login();
        this.how = how(login, version, plan.virtV2v().variables());
        this.facts = facts;
    }

    /**
     * How it is tried.
     *
     * @param variables
     *            environment variables for virt-v2v; those that have to do with libguestfs are taken
     */
    static GuestfsTry how(ServerLogin login, String version, Map<String, Secret> variables) {
        return new GuestfsTry(version, login.sudo(), ToolVariables.ofTools(variables));
    }

    /** Begins to try it, unless the files show that it cannot start. */
    void begin(ServerInspection inspection) throws ConnectionException, ServerException, InterruptedException {
        // sudo has an environment of its own, which may name a kernel
        if (login.sudo() || !HOPELESS.contains(facts.appliance())) {
            start = inspection.tryGuestfs(how);
        }
    }

    /** Whether the result is not there yet. */
    boolean isRunning() {
        return start != null && start.state() == GuestfsStart.State.RUNNING;
    }

    /**
     * The result; nothing when nothing is known.
     *
     * @param patience
     *            how long to wait for it; zero: it is only of use when it is there
     */
    Optional<CheckResult> end(ServerInspection inspection, Duration patience)
            throws ConnectionException, ServerException, InterruptedException {
        if (isRunning()) {
            start = inspection.awaitGuestfs(how, patience);
        }
        GuestfsStart result = start;
        return result == null ? byFiles("") : judge(result, patience);
    }

    private Optional<CheckResult> judge(GuestfsStart result, Duration patience) {
        String line = ApplianceTrouble.telling(result.lines());
        String seconds = Long.toString(result.after().toSeconds());
        return switch (result.state()) {
            case STARTED -> Optional.of(CheckResult.ok(Check.APPLIANCE, TEXT.get("start.ok", seconds)));
            case KNOWN -> Optional.of(CheckResult.ok(Check.APPLIANCE, TEXT.get("start.known", seconds)));
            case FAILED -> Optional.of(failed(result.lines(), line));
            case SILENT -> Optional.of(silent(seconds, line));
            case SLOW -> Optional.of(CheckResult.warning(Check.APPLIANCE, quoted("start.slow", line, seconds),
                    TEXT.get("start.slow.advice")));
            case RUNNING -> patience.isZero() ? Optional.empty()
                    : Optional.of(CheckResult.warning(Check.APPLIANCE,
                            TEXT.get("start.running", Long.toString(patience.toSeconds())),
                            TEXT.get("start.running.advice")));
            case ENDED -> ApplianceTrouble.in(result.lines()).isPresent() ? Optional.of(failed(result.lines(), line))
                    : byFiles(line);
            case UNTRIED -> byFiles(line);
        };
    }

    private CheckResult failed(List<String> lines, String line) {
        Optional<ApplianceTrouble.Found> found = ApplianceTrouble.in(lines);
        String advice = TEXT.get("start.advice." + found.map(f -> f.trouble().name()).orElse("OTHER"),
                login.username(), facts.file().isEmpty() ? "/boot/vmlinuz-*" : facts.file());
        return CheckResult.problem(Check.APPLIANCE,
                quoted("start.failed", found.map(ApplianceTrouble.Found::line).orElse(line)), advice);
    }

    /** With KVM even a slow one says something; emulated, the server may only be busy. */
    private CheckResult silent(String seconds, String line) {
        String seen = quoted("start.silent", line, seconds);
        return facts.kvm() == Kvm.USABLE
                ? CheckResult.problem(Check.APPLIANCE, seen, TEXT.get("start.advice.KVM"))
                : CheckResult.warning(Check.APPLIANCE, seen, TEXT.get("start.slow.advice"));
    }

    private static String quoted(String key, String line, Object... further) {
        String seen = TEXT.get(key, further);
        return line.isEmpty() ? seen : TEXT.get("start.quoted", seen, line);
    }

    /**
     * What the files say, where it has not been tried.
     *
     * @param why
     *            why not; empty: there was no need
     */
    private Optional<CheckResult> byFiles(String why) {
        String key = "appliance." + facts.appliance();
        String file = facts.file();
        return switch (facts.appliance()) {
            case UNKNOWN -> why.isEmpty() ? Optional.empty()
                    : Optional.of(CheckResult.warning(Check.APPLIANCE, TEXT.get("start.untried", why),
                            TEXT.get("start.untried.advice")));
            case FIXED, BUILT, KERNEL -> Optional.of(why.isEmpty()
                    ? CheckResult.ok(Check.APPLIANCE, TEXT.get(key, file))
                    : CheckResult.warning(Check.APPLIANCE,
                            TEXT.get("start.both", TEXT.get(key, file), TEXT.get("start.untried", why)),
                            TEXT.get("start.untried.advice")));
            case CLOSED, NO_KERNEL -> Optional.of(new CheckResult(Check.APPLIANCE,
                    login.sudo() ? Verdict.WARNING : Verdict.PROBLEM, TEXT.get(key, file),
                    TEXT.get("applianceAdvice." + facts.appliance(), file)));
        };
    }
}
