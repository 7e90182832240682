package org.virtp2v.core.v2v;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.TerminalFilter;

/**
 * Why virt-v2v failed, where its log shows one of the causes that are known. What virt-v2v itself reports at the end is
 * often only that one of its programs failed; the cause stands further above.
 *
 * @param kind
 *            which cause
 * @param line
 *            the line of the log that shows it, without colours; empty when it is known from the exit code
 */
public record FailureCause(Kind kind, String line) {
    private static final Messages TEXT = Messages.beside(FailureCause.class);
    /** Programs that print their own name before an error; what the guest or the appliance prints has none of these. */
    private static final String PROGRAM = "(virt-v2v|nbdcopy|nbdkit|qemu-img|qemu-nbd|qemu-system[^:]*|libguestfs|supermin"
            + "|mke2fs|cp|virsh|curl|libvirt)[^:]*: .*";
    private static final String DEBUG = ": debug:";
    /** libguestfs's trace of the operating systems it found, where these are several. */
    private static final Pattern ROOTS = Pattern.compile("trace: .*inspect_os = \\[\".*\", ");
    private static final Pattern ROOT = Pattern.compile("(?<=[\" ])(btrfsvol:)?/dev/[^\" ,]+");
    /** How libguestfs names a subvolume of Btrfs that is not the default one; virt-v2v takes no such name. */
    private static final String SUBVOLUME = "btrfsvol:";
    /** A longer line is cut. */
    private static final int LONGEST_LINE = 500;
    /** Lines, and characters of each, that are searched: with longer ones some patterns take for ever. */
    private static final int MOST_LINES = 200;
    private static final int LONGEST_SEARCHED = 1000;
    /** 128 and SIGKILL, as a shell says it: nearly always the kernel, for want of memory. */
    private static final int KILLED = 137;

    /** The wrapper script's own exit code when the relay does not work. */
    static final int RELAY_STATUS = 97;
    /** The wrapper script's own exit code when it has stopped virt-v2v because it heard nothing of this machine. */
    static final int GIVEN_UP_STATUS = 98;

    /** A known cause; the first of these that the log shows is the one that is told. */
    public enum Kind {
        /** Nothing was heard of this machine for too long. */
        GIVEN_UP("^virt-p2v: gave up waiting"),
        /** The relay between virt-v2v and the disks waited for a data connection in vain. */
        DISK_AWAY("^virt-p2v: the relay gave up"),
        /** The relay does not start, or ended. */
        RELAY("^virt-p2v: the relay "),
        /** Windows is hibernated, which Fast Startup does at each shutdown. */
        HIBERNATED("Hibernation or Fast Restart", "Windows is hibernated", "unclean file system.*[Hh]ibernat",
                "in an unsafe state"),
        /** The guest itself is too full to be converted. */
        GUEST_FULL("not enough (free space|available inodes) for conversion on"),
        /** The server's disk, its quota or the file system's limit is reached. */
        NO_SPACE("No space left on device", "Disk quota exceeded", "File too large"),
        /** A source disk cannot be read everywhere. */
        SOURCE_UNREADABLE("nbdcopy: read at offset .*Input/output error", "nbdcopy: .*p?read.*: Input/output error",
                "nbdkit: nbd.*error: .*Input/output error", "nbd_p?read: .*Input/output error",
                "I/O error, dev [sv]d[a-z]+, sector [0-9]+.*READ"),
        /** The output cannot be written. */
        OUTPUT_UNWRITABLE("nbdcopy: write at offset .*(Input/output error|Read-only file system)",
                PROGRAM + "Read-only file system", "nbdcopy: .*p?write.*: Input/output error"),
        /** Memory was short on the server. */
        NO_MEMORY("[Oo]ut of memory", "Cannot allocate memory", "(killed by|terminated on|got) signal 9",
                "memory exhausted"),
        /** A file system of the guest has errors; virt-v2v looks for them since 2.8. */
        FILE_SYSTEM("libguestfs error: (e2fsck|btrfs_scrub_full): ", "detected errors on the XFS filesystem"),
        /** libguestfs on the server lacks what it needs for a file system of the guest. */
        FEATURE("libguestfs error: .*feature '[^']*' is not available in this"),
        /** The user on the server lacks a right. */
        PERMISSION(PROGRAM + "Permission denied", PROGRAM + "Operation not permitted"),
        /**
         * virt-v2v found several operating systems and does not know which one to convert, or not the one it was told.
         */
        SEVERAL_SYSTEMS("multi-boot operating systems are not supported", "root device .* not found\\.  ?Roots found"),
        /** virt-v2v found no operating system. */
        NO_SYSTEM("inspection could not detect the source guest", "no root device found in this operating system image",
                "no operating systems? (was|were) found"),
        /** virt-v2v knows the operating system, but not how to convert it. */
        UNSUPPORTED("virt-v2v is unable to convert this guest type", "no kernels? (was|were) found",
                "unsupported guest"),
        /** The small virtual machine in which virt-v2v works does not start. */
        APPLIANCE("supermin exited with error", "cannot find any suitable libguestfs supermin", "guestfs_launch failed",
                "appliance closed the connection unexpectedly", "failed to find a suitable kernel"),
        /** The processor's virtualization cannot be used. */
        KVM("Could not access KVM kernel module", "failed to initialize [Kk][Vv][Mm]");

        private final List<Pattern> patterns;

        Kind(String... patterns) {
            this.patterns = Arrays.stream(patterns).map(Pattern::compile).toList();
        }

        /** Whether the fault lies with a source disk rather than with the server. */
        public boolean ofSource() {
            return this == SOURCE_UNREADABLE;
        }

        /** Whether the two machines lost each other for too long. */
        public boolean ofConnection() {
            return this == GIVEN_UP || this == DISK_AWAY;
        }

        private boolean shows(String line) {
            return patterns.stream().anyMatch(pattern -> pattern.matcher(line).find());
        }
    }

    /** What to look for in the log, as extended regular expressions (POSIX), which {@code grep -E} knows. */
    public static List<String> patterns() {
        return Stream.concat(Arrays.stream(Kind.values()).flatMap(kind -> kind.patterns.stream()), Stream.of(ROOTS))
                .map(Pattern::pattern).toList();
    }

    /**
     * The cause.
     *
     * @param lines
     *            lines of the log that match one of the {@link #patterns()}, oldest first
     * @param status
     *            virt-v2v's exit code
     * @return nothing when none of the known ones shows
     */
    public static Optional<FailureCause> find(List<String> lines, int status) {
        List<String> said = lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()).stream()
                .map(FailureCause::begin).map(TerminalFilter::plain).map(String::strip).filter(l -> !l.contains(DEBUG))
                .toList();
        return switch (status) {
            case KILLED -> Optional.of(known(Kind.NO_MEMORY, said));
            case RELAY_STATUS -> Optional.of(known(Kind.RELAY, said));
            case GIVEN_UP_STATUS -> Optional.of(known(Kind.GIVEN_UP, said));
            default -> Arrays.stream(Kind.values()).flatMap(kind -> shown(kind, said).stream()).findFirst();
        };
    }

    private static FailureCause known(Kind kind, List<String> said) {
        return shown(kind, said).orElseGet(() -> new FailureCause(kind, ""));
    }

    private static Optional<FailureCause> shown(Kind kind, List<String> said) {
        Optional<String> line = said.reversed().stream().filter(kind::shows).findFirst();
        if (kind == Kind.SEVERAL_SYSTEMS) {
            // The error names them only where p2v.root does not fit; the trace always does.
            line = line.map(error -> said.reversed().stream().filter(l -> ROOTS.matcher(l).find()).findFirst()
                    .orElse(error));
        }
        return line.map(l -> new FailureCause(kind, cut(l)));
    }

    /** The server cuts lines too, if it is an honest one. */
    private static String begin(String line) {
        return line.substring(0, Math.min(line.length(), LONGEST_SEARCHED));
    }

    private static String cut(String line) {
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…";
    }

    /**
     * What happened and what can be done.
     *
     * @param server
     *            what the server is called
     * @param disk
     *            the source disk that was being read, or all of them
     */
    public String text(String server, String disk) {
        String seen = line.isEmpty() ? "" : TEXT.get("cause.seen", line);
        return TEXT.get("cause." + kind, server, disk) + roots() + seen;
    }

    /** The operating systems to choose from, in the words of {@code p2v.root}; none where that is not the cause. */
    public List<String> systems() {
        return found().filter(root -> !root.startsWith(SUBVOLUME)).toList();
    }

    private Stream<String> found() {
        if (kind != Kind.SEVERAL_SYSTEMS) {
            return Stream.empty();
        }
        String list = line.contains("Roots found") ? line.substring(line.indexOf("Roots found")) : line;
        return ROOT.matcher(list).results().map(MatchResult::group);
    }

    private String roots() {
        List<String> systems = systems();
        return (systems.isEmpty() ? "" : TEXT.get("cause.roots", String.join(", ", systems)))
                + found().filter(root -> root.startsWith(SUBVOLUME)).findFirst()
                        .map(root -> TEXT.get("cause.subvolumes", root)).orElse("");
    }
}
