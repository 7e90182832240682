package org.virtp2v.core.plan;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.mode.OutputMode;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.OutputSettings;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.settings.ToolOption;

/**
 * Checks whether a guest can be started before its disks are copied: where it goes to, and with what it is made, as
 * virt-v2v-in-place(1) does it and not virt-v2v.
 */
final class InstantCheck {
    /** The first names of the output modes whose guests the conversion server itself can run. */
    private static final List<String> MODES = List.of("local", "qemu", "libvirt");
    /** QEMU's formats that a running guest's disks can be moved to. */
    private static final Set<String> FORMATS = Set.of("raw", "qcow2");
    /** Options of virt-v2v(1) about the output, which virt-v2v-in-place does not have. */
    private static final Set<String> OF_THE_OUTPUT = Set.of("--compressed", "--parallel", "--vmtype", "--no-trim");

    private final Settings settings;
    private final Notes problems;
    private final Notes warnings;

    InstantCheck(Settings settings, Notes problems, Notes warnings) {
        this.settings = settings;
        this.problems = problems;
        this.warnings = warnings;
    }

    /** Whether guests of an output mode can be started before their disks are copied. */
    private static boolean isPossible(String outputType) {
        return MODES.contains(OutputMode.of(outputType).name());
    }

    /**
     * Reports what is in the way.
     *
     * @param target
     *            the target; null: there is none, which has been reported
     */
    void check(@Nullable PlannedTarget target) {
        if (!settings.run().instant()) {
            return;
        }
        OutputSettings output = settings.output();
        if (!isPossible(output.type()) || target != null && !isPlain(target)) {
            problems.add(Key.OUTPUT_TYPE, "instant.target", target == null ? output.type() : target.name());
        }
        String format = output.format();
        if (format != null && !FORMATS.contains(format)) {
            problems.add(Key.OUTPUT_FORMAT, "instant.format", format);
        }
        if (!output.misc().isEmpty()) {
            problems.add(Key.OUTPUT_MISC, "instant.misc", String.join(", ", output.misc()));
        }
        settings.virtV2v().options().stream().map(ToolOption::name).filter(OF_THE_OUTPUT::contains)
                .forEach(name -> problems.add(Key.VIRT_V2V, "instant.option", name));
        if (settings.server().reconnect().isZero()) {
            problems.add(Key.RECONNECT, "instant.reconnect");
        }
        if (Boolean.TRUE.equals(settings.run().testBoot())) {
            warnings.add(Key.TEST_BOOT, "instant.testBoot");
        }
    }

    /** A target that does more to the guest than virt-v2v does it when all is there. */
    private static boolean isPlain(PlannedTarget target) {
        return target.output().arguments().isEmpty() && target.output().files().isEmpty();
    }
}
