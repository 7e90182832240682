package org.virtp2v.core.convert;

import java.util.ArrayList;
import java.util.List;

import org.virtp2v.core.plan.ConversionPlan;

/**
 * The files that virt-v2v makes in a directory of the conversion server, where the output mode is such: see -os in
 * virt-v2v(1) and virt-v2v-output-local(1). Where the guest goes into a storage pool or a management system, virt-v2v
 * alone knows where that is.
 */
final class OutputFiles {

    private OutputFiles() {
    }

    /** Their absolute names; empty where they cannot be known. */
    static List<String> of(ConversionPlan plan) {
        String storage = plan.output().storage();
        String metadata = switch (plan.output().type()) {
            case "local", "disk" -> ".xml";
            case "qemu" -> ".sh";
            case "kubevirt" -> ".yaml";
            default -> null;
        };
        if (metadata == null || storage == null || !storage.startsWith("/")) {
            return List.of();
        }
        String base = storage.replaceFirst("/+$", "") + "/" + plan.guest().name();
        List<String> files = new ArrayList<>();
        for (int i = 0; i < plan.disks().size(); i++) {
            files.add(base + "-sd" + letters(i));
        }
        files.add(base + metadata);
        return files;
    }

    /** a … z, aa …, as the kernel names SCSI disks and virt-v2v its output. */
    private static String letters(int index) {
        String last = String.valueOf((char) ('a' + index % 26));
        return index < 26 ? last : letters(index / 26 - 1) + last;
    }
}
