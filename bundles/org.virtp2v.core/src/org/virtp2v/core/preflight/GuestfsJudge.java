package org.virtp2v.core.preflight;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.server.GuestfsFacts;
import org.virtp2v.core.server.GuestfsFacts.Kvm;
import org.virtp2v.core.server.GuestfsFacts.WindowsTools;
import org.virtp2v.core.text.Messages;

/**
 * Judges what virt-v2v has to change the guest with: KVM, what Windows needs, and the known faults of its version.
 * Nothing is said of what is unknown.
 */
final class GuestfsJudge {
    /**
     * From this version on every guest with Windows gets a script for its first start, and virt-v2v fails where there
     * is no program for that; see commit f1fb82964efd of virt-v2v.
     */
    private static final ToolVersion ALWAYS_FIRST_START = new ToolVersion("2.3.4");
    private static final Messages TEXT = Messages.beside(GuestfsJudge.class);

    private final ConversionPlan plan;
    private final ToolVersion version;

    /**
     * @param version
     *            virt-v2v's, such as {@code 2.2.0}
     */
    GuestfsJudge(ConversionPlan plan, String version) {
        this.plan = plan;
        this.version = new ToolVersion(version);
    }

    /** All that there is to say. */
    List<CheckResult> judge(GuestfsFacts facts) {
        WindowsTools tools = facts.windows();
        return Stream.of(kvm(facts.kvm()),
                tools == null ? Optional.<CheckResult>empty() : Optional.of(windows(tools)), faults())
                .flatMap(Optional::stream).toList();
    }

    private Optional<CheckResult> kvm(Kvm kvm) {
        String key = "kvm." + kvm;
        return switch (kvm) {
            case UNKNOWN -> Optional.empty();
            // somebody has decided that
            case USABLE, OFF -> Optional.of(CheckResult.ok(Check.KVM, TEXT.get(key)));
            case CLOSED, MISSING, UNSUPPORTED -> Optional.of(CheckResult.warning(Check.KVM, TEXT.get(key),
                    TEXT.get("kvmAdvice." + kvm, plan.login().username())));
        };
    }

    private CheckResult windows(WindowsTools tools) {
        List<String> missing = new ArrayList<>();
        List<String> advice = new ArrayList<>();
        if (Boolean.FALSE.equals(tools.ntfs())) {
            missing.add(TEXT.get("windows.ntfs"));
            advice.add(TEXT.get("windows.ntfs.advice"));
        }
        if (!tools.driversFound()) {
            missing.add(TEXT.get("windows.drivers", tools.drivers()));
            advice.add(TEXT.get("windows.drivers.advice", tools.drivers()));
        }
        boolean service = !tools.service().isEmpty();
        boolean needed = version.isAtLeast(ALWAYS_FIRST_START);
        if (!service) {
            missing.add(TEXT.get("windows.service", tools.tools()));
            advice.add(TEXT.get(needed ? "windows.service.needed" : "windows.service.maybe"));
            advice.add(TEXT.get("windows.service.advice", tools.tools()));
        }
        if (missing.isEmpty()) {
            return CheckResult.ok(Check.WINDOWS,
                    TEXT.get("windows.ok", tools.drivers(), tools.driversVersion().isEmpty()
                            ? TEXT.get("windows.noVersion") : tools.driversVersion(), tools.service()));
        }
        String seen = String.join("; ", missing);
        // sudo has an environment of its own, and of two systems the other one may be meant
        boolean fails = !service && needed && !plan.login().sudo() && !plan.content().otherSystem();
        return fails ? CheckResult.problem(Check.WINDOWS, seen, String.join(" ", advice))
                : CheckResult.warning(Check.WINDOWS, seen, String.join(" ", advice));
    }

    private Optional<CheckResult> faults() {
        List<KnownFault> faults = Stream.of(KnownFault.values()).filter(fault -> fault.concerns(plan, version))
                .toList();
        if (faults.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(CheckResult.warning(Check.KNOWN_FAULTS, TEXT.get("faults", version.text()),
                String.join(" ", faults.stream().map(KnownFault::text).toList())));
    }
}
