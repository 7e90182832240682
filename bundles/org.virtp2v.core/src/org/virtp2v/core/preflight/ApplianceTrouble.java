package org.virtp2v.core.preflight;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Why libguestfs's appliance does not start, where virt-v2v's output shows one of the causes that are known. The first
 * one that shows is the one that is told: those that come first are the causes of others.
 */
enum ApplianceTrouble {
    /** sudo does not let the user set the environment. */
    SUDO_ENVIRONMENT("not allowed to (preserve|set) the (environment|following environment variables)"),
    /** The disk or the quota is full. */
    NO_SPACE("No space left on device", "Disk quota exceeded", "insufficient free space"),
    /** The user cannot read the kernel that the appliance is made with. */
    KERNEL_CLOSED("vmlinu.*Permission denied", "Permission denied.*vmlinu", "/boot.*Permission denied"),
    /** There is no kernel. */
    NO_KERNEL("failed to find a suitable kernel", "no kernels? (was|were) found"),
    /** There is not enough memory. */
    NO_MEMORY("[Oo]ut of memory", "Cannot allocate memory", "cannot set up guest memory", "signal 9"),
    /** KVM is there and does not work, see {@code target/i386/kvm/kvm.c} of QEMU. */
    KVM("kvm.*(failed|Assertion|error|denied|not supported)", "failed to set MSR", "Could not access KVM",
            "failed to initialize kvm", "KVM: entry failed", "KVM internal error"),
    /** libvirt, which libguestfs starts it with, is not there or refuses. */
    LIBVIRT("(could not|failed to) connect to libvirt", "[Ll]ibvirt.*error", "libvirtd? .*not running"),
    /** There is no QEMU, or it does not run. */
    QEMU("qemu[^ ]*: (command not found|No such file)", "(cannot|failed to) (find|run|execute) .*qemu"),
    /** What supermin makes the appliance from is not there, or it fails. */
    SUPERMIN("cannot find any suitable libguestfs supermin", "supermin.*(not found|No such file)", "supermin: .*error",
            "supermin exited with error"),
    /** The appliance has started and ended again. */
    APPLIANCE("Kernel panic", "appliance closed the connection unexpectedly");

    /** What a program says of an error. */
    private static final Pattern ERROR = Pattern.compile(": error: |[Ee]rror|[Ff]ailed|cannot|Cannot|denied|not found");
    /** What virt-v2v says in the end of everything that went wrong before. */
    private static final Pattern NO_CAUSE = Pattern.compile("guestfs_launch failed|If reporting bugs|child_cleanup");

    private final List<Pattern> patterns;

    ApplianceTrouble(String... patterns) {
        this.patterns = Arrays.stream(patterns).map(Pattern::compile).toList();
    }

    /**
     * A cause, and the line that shows it.
     *
     * @param trouble
     *            the cause
     */
    record Found(ApplianceTrouble trouble, String line) {
    }

    /** The cause; nothing when none of the known ones shows. */
    static Optional<Found> in(List<String> lines) {
        return Stream.of(values()).flatMap(trouble -> lines.reversed().stream()
                .filter(line -> trouble.patterns.stream().anyMatch(pattern -> pattern.matcher(line).find())).limit(1)
                .map(line -> new Found(trouble, line))).findFirst();
    }

    /** The last line that says most; empty when there is none. */
    static String telling(List<String> lines) {
        List<String> newest = lines.reversed().stream()
                .filter(line -> !line.isBlank() && !NO_CAUSE.matcher(line).find()).toList();
        return newest.stream().filter(line -> ERROR.matcher(line).find()).findFirst()
                .or(() -> newest.stream().findFirst()).orElse("");
    }
}
