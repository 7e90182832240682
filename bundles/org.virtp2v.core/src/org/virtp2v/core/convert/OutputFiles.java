package org.virtp2v.core.convert;

import java.util.ArrayList;
import java.util.List;

import org.virtp2v.core.plan.ConversionPlan;

/**
 * The files that virt-v2v makes in a directory of the conversion server, where the output mode is such: see -os in
 * virt-v2v(1) and virt-v2v-output-local(1). Where a storage pool of libvirt is, only the server knows, see
 * {@link PoolScript}; where a management system keeps its guests, only virt-v2v does.
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
        String directory = storage.replaceFirst("/+$", "") + "/";
        List<String> files = new ArrayList<>(disks(plan));
        files.add(plan.guest().name() + metadata);
        files.addAll(TargetFiles.scripts(plan));
        return files.stream().map(directory::concat).toList();
    }

    /** The names of the guest's disks in the directory they go to, of a pool also. */
    static List<String> disks(ConversionPlan plan) {
        List<String> names = new ArrayList<>();
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
