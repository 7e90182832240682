package org.virtp2v.core.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.virtp2v.core.output.OutputModes;
import org.virtp2v.core.plan.ConversionPlan;

/**
 * The files that virt-v2v makes where the output mode is such: see -os in virt-v2v(1) and virt-v2v-output-local(1). In
 * which directory of the conversion server they are, the wrapper script finds out; where a management system keeps its
 * guests, only virt-v2v does.
 */
final class OutputFiles {
    /** An {@code -oo} option of {@code -o kubevirt}, once for each disk; since virt-v2v 2.10. */
    private static final String NAMED_DISK = "disk=";

    private OutputFiles() {
    }

    /** The name of the file that describes the guest, beside its disks; empty when there is none. */
    static String metadata(ConversionPlan plan) {
        String end = switch (OutputModes.canonical(plan.output().type())) {
            case "local" -> ".xml";
            case "qemu" -> ".sh";
            case "kubevirt" -> ".yaml";
            default -> "";
        };
        return end.isEmpty() ? "" : plan.guest().name() + end;
    }

    /**
     * The names of the guest's disks in the directory they go to, of a pool also; none when the user names them: those
     * are the user's own.
     */
    static List<String> disks(ConversionPlan plan) {
        List<String> names = new ArrayList<>();
        if (Stream.concat(plan.output().misc().stream(), plan.target().output().arguments().stream())
                .anyMatch(option -> option.startsWith(NAMED_DISK))) {
            return names;
        }
        for (int i = 0; i < plan.disks().size(); i++) {
            names.add(plan.guest().name() + "-sd" + letters(i));
        }
        return names;
    }

    /** a … z, aa …, as the kernel names SCSI disks and virt-v2v its output. */
    private static String letters(int index) {
        String last = String.valueOf((char) ('a' + index % 26));
        return index < 26 ? last : letters(index / 26 - 1) + last;
    }
}
