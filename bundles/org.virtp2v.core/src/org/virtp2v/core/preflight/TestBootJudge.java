package org.virtp2v.core.preflight;

import java.util.List;
import java.util.Optional;

import org.virtp2v.core.mode.OutputMode;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.text.Messages;

/** Judges whether the finished guest can be started on the server, to try it. That it cannot is never a problem. */
final class TestBootJudge {
    /** The programs that may be QEMU, in the order in which {@code trial.py} looks for them. */
    static final List<String> QEMUS = List.of("qemu-system-x86_64", "/usr/libexec/qemu-kvm", "qemu-kvm",
            "/usr/bin/qemu-system-x86_64");
    /** The first names of the output modes whose guests {@code trial.py} can find. */
    static final List<String> MODES = List.of("local", "qemu", "libvirt");

    private static final Messages TEXT = Messages.beside(TestBootJudge.class);

    private TestBootJudge() {
    }

    /**
     * The judgement.
     *
     * @param facts
     *            of a survey for {@link #QEMUS}
     */
    static CheckResult of(ConversionPlan plan, ServerFacts facts) {
        if (!MODES.contains(OutputMode.of(plan.output().type()).name())) {
            return warning("elsewhere", "");
        }
        List<String> missing = facts.missingTools();
        String python = facts.python();
        if (missing == null || python == null) {
            return CheckResult.warning(Check.TEST_BOOT, TEXT.get("unknown"), TEXT.get("testBoot.look"));
        }
        Optional<String> qemu = QEMUS.stream().filter(name -> !missing.contains(name)).findFirst();
        if (qemu.isEmpty()) {
            return warning("noQemu", TEXT.get("testBoot.noQemu.advice"));
        }
        return python.isEmpty() ? warning("noPython", TEXT.get("testBoot.noPython.advice"))
                : CheckResult.ok(Check.TEST_BOOT, TEXT.get("testBoot.ok", qemu.get()));
    }

    private static CheckResult warning(String why, String advice) {
        return CheckResult.warning(Check.TEST_BOOT, TEXT.get("testBoot." + why), advice);
    }
}
