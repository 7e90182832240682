package org.virtp2v.hardware.internal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

import org.virtp2v.core.source.Extent;

/**
 * The commands that look at disks, all in this one place: none of them writes to a disk, mounts, assembles or activates
 * anything. A command that is missing, fails or takes too long gives no result, and when all together have taken too
 * long, no further one is asked: a broken disk must not keep the machine from being converted.
 */
final class ReadOnlyTools {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration SMART_LIMIT = Duration.ofSeconds(5);
    /** For those that look through all files of a file system. */
    private static final Duration SEARCH_LIMIT = Duration.ofSeconds(30);
    private static final Duration LSBLK_LIMIT = Duration.ofSeconds(30);
    private static final Duration TOTAL_LIMIT = Duration.ofSeconds(90);
    private static final IntPredicate SUCCEEDED = code -> code == 0;
    /**
     * The bits of smartctl's exit code that mean: wrong arguments, or the drive could not be opened, or is in standby.
     * The other bits are about the drive: it is failing, or did not answer one of the questions.
     */
    private static final int SMART_NOTHING_READ = 0b11;
    /** Neither the list of known devices nor hints nor metadata backups, because LVM writes all of these. */
    private static final String LVM_CONFIG = "devices{use_devicesfile=0 hints=\"none\"} backup{backup=0 archive=0}";

    private final CommandRunner runner;
    private final long deadline;

    ReadOnlyTools(CommandRunner runner) {
        this(runner, TOTAL_LIMIT);
    }

    /**
     * @param limit
     *            the longest time for all commands together, from now on
     */
    ReadOnlyTools(CommandRunner runner, Duration limit) {
        this.runner = runner;
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    /** Whether the time is over, and no further command is asked. */
    boolean isOver() {
        return System.nanoTime() - deadline >= 0;
    }

    /** The time that is left, but no more than this; may be negative. */
    Duration left(Duration most) {
        var left = Duration.ofNanos(deadline - System.nanoTime());
        return left.compareTo(most) < 0 ? left : most;
    }

    /** All block devices. */
    Lsblk lsblk() throws InterruptedException {
        return Lsblk.parse(run(LSBLK_LIMIT, "lsblk", "--json", "--output", Lsblk.COLUMNS));
    }

    /** The content of a device by its signatures ({@code TYPE}, {@code PTTYPE} …) and its partition table entry. */
    Map<String, String> signatures(String device) throws InterruptedException {
        return variables(run(LIMIT, "blkid", "--probe", "--output", "export", device));
    }

    /** The content of a part of a device by its signatures. */
    Map<String, String> signatures(String device, Extent part) throws InterruptedException {
        return variables(run(LIMIT, "blkid", "--probe", "--output", "export", "--offset",
                Long.toString(part.offset()), "--size", Long.toString(part.length()), device));
    }

    /** A member of an md array: {@code MD_UUID}, {@code MD_NAME}, {@code MD_DEVICES} …. */
    Map<String, String> raidMember(String device) throws InterruptedException {
        return variables(run(LIMIT, "mdadm", "--examine", "--export", device));
    }

    /** The LVM physical volumes, in JSON. */
    String physicalVolumes() throws InterruptedException {
        return run(LSBLK_LIMIT, "pvs", "--readonly", "--reportformat", "json", "--config", LVM_CONFIG, "--options",
                "pv_name,vg_name,vg_uuid,vg_missing_pv_count");
    }

    /** What is where on the LVM physical volumes, in JSON; sizes in bytes, places in extents of the group. */
    String physicalVolumeSegments() throws InterruptedException {
        return run(LSBLK_LIMIT, "pvs", "--readonly", "--reportformat", "json", "--config", LVM_CONFIG, "--segments",
                "--units", "b", "--nosuffix", "--options",
                "pv_name,segtype,seg_count,lv_role,pe_start,vg_extent_size,pvseg_start,pvseg_size");
    }

    /** The superblock of a Btrfs file system. */
    String btrfsSuperblock(String device) throws InterruptedException {
        return run(LIMIT, "btrfs", "inspect-internal", "dump-super", device);
    }

    /** The root tree of a Btrfs file system, which has its subvolumes, an item and its fields a line. */
    String btrfsRootTree(String device) throws InterruptedException {
        return run(LIMIT, "btrfs", "inspect-internal", "dump-tree", "-t", "root", device);
    }

    /** The superblock of a bcache device. */
    String bcacheSuperblock(String device) throws InterruptedException {
        return run(LIMIT, "bcache-super-show", device);
    }

    /**
     * A file of an ext2, ext3 or ext4 file system; empty when there is none. debugfs follows no symbolic link at the
     * end.
     */
    String extFile(String device, String path) throws InterruptedException {
        return run(LIMIT, "debugfs", "-R", "cat " + path, device);
    }

    /** The root directory of an ext2, ext3 or ext4 file system, a {@code /INODE/MODE/UID/GID/NAME/SIZE/} a line. */
    String extRootDirectory(String device) throws InterruptedException {
        return run(LIMIT, "debugfs", "-R", "ls -p /", device);
    }

    /** The superblock of an ext2, ext3 or ext4 file system, a {@code Name: value} a line. */
    String extSuperblock(String device) throws InterruptedException {
        return run(LIMIT, "dumpe2fs", "-h", device);
    }

    /** Where an ext2, ext3 or ext4 file system has its structures, a group a line, its fields between colons. */
    String extGroups(String device) throws InterruptedException {
        return run(LIMIT, "dumpe2fs", "-g", device);
    }

    /**
     * The answer of debugfs to a request that only reads; it opens the file system for reading. Past the page cache
     * where that is possible: with one broken sector, the cache fails with all of what it read at once around that.
     *
     * @param bitmaps
     *            whether the request needs them; where they are not needed, they may be broken
     */
    String extRequest(String device, boolean bitmaps, String request) throws InterruptedException {
        var direct = answer(SEARCH_LIMIT, SUCCEEDED, debugfs(true, bitmaps, request, device))
                .map(ReadOnlyTools::text);
        // It succeeds and says nothing when it could not open the file system; one that took too long has no answer.
        return direct.filter(String::isEmpty).isPresent()
                ? run(SEARCH_LIMIT, debugfs(false, bitmaps, request, device))
                : direct.orElse("");
    }

    private static String[] debugfs(boolean direct, boolean bitmaps, String request, String device) {
        List<String> command = new ArrayList<>(List.of("debugfs"));
        if (direct) {
            command.add("-D");
        }
        if (!bitmaps) {
            command.add("-c");
        }
        command.addAll(List.of("-R", request, device));
        return command.toArray(String[]::new);
    }

    /**
     * The files of an NTFS file system that have some of these clusters, the last one included; then what it could not
     * read, of which its end says nothing.
     */
    String ntfsClusters(String device, long first, long last) throws InterruptedException {
        return inTime(SEARCH_LIMIT,
                left -> runner.runWithErrors(left, "ntfscluster", "--cluster", first + "-" + last, device))
                .map(ReadOnlyTools::text).orElse("");
    }

    /** The superblock of an XFS file system, a {@code name = value} a line: its sizes in blocks. */
    String xfsSuperblock(String device) throws InterruptedException {
        return run(LIMIT, "xfs_db", "-r", "-c", "sb 0", "-c", "print blocksize dblocks fdblocks", device);
    }

    /** The properties of an NTFS file system, a {@code Name: value} a line. Nothing when it was not shut down. */
    String ntfsVolume(String device) throws InterruptedException {
        return run(LIMIT, "ntfsinfo", "--mft", device);
    }

    /** The names in a directory of an NTFS file system, one a line. */
    String ntfsDirectory(String device, String path) throws InterruptedException {
        return run(LIMIT, "ntfsls", "--path", path, device);
    }

    /** The paths in a directory of a FAT file system, one a line; directories end with a slash. */
    String fatDirectory(String device, String path) throws InterruptedException {
        return run(LIMIT, "mdir", "-b", "-i", device, "::" + path);
    }

    /**
     * The SMART data of a drive, in JSON. Reading them starts no test and changes no setting; a drive in standby is not
     * woken, and tells nothing.
     *
     * @param errorLog
     *            whether its counters of errors are read too, which only SCSI has beside its attributes
     */
    String smart(String device, boolean errorLog) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("smartctl", "--json", "--nocheck=standby", "--health",
                "--attributes"));
        if (errorLog) {
            command.add("--log=error");
        }
        command.add(device);
        return text(bytes(SMART_LIMIT, code -> (code & SMART_NOTHING_READ) == 0, command.toArray(String[]::new)));
    }

    /** The first bytes of a disk; fewer or none when they cannot be read. */
    byte[] firstBytes(String device, int count) throws InterruptedException {
        return bytes(LIMIT, SUCCEEDED, "dd", "if=" + device, "bs=" + count, "count=1", "status=none");
    }

    /** Bytes of a disk past the page cache; none when it does not know such reads, or one of its sectors is broken. */
    byte[] exactBytes(String device, long offset, int length) throws InterruptedException {
        return bytes(LIMIT, SUCCEEDED, "dd", "if=" + device, "iflag=direct,skip_bytes", "bs=" + length,
                "skip=" + offset, "count=1", "status=none");
    }

    private String run(Duration limit, String... command) throws InterruptedException {
        return text(bytes(limit, SUCCEEDED, command));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private byte[] bytes(Duration limit, IntPredicate success, String... command) throws InterruptedException {
        return answer(limit, success, command).orElse(new byte[0]);
    }

    private Optional<byte[]> answer(Duration limit, IntPredicate success, String... command)
            throws InterruptedException {
        return inTime(limit, left -> runner.run(left, success, command));
    }

    private Optional<byte[]> inTime(Duration limit, Command command) throws InterruptedException {
        var left = left(limit);
        return left.isPositive() ? command.run(left) : Optional.empty();
    }

    /** {@code NAME=value} lines, as for a shell: a backslash before a character that is special there. */
    private static Map<String, String> variables(String text) {
        var variables = new LinkedHashMap<String, String>();
        for (var line : text.lines().toList()) {
            var parts = line.split("=", 2);
            var value = parts.length < 2 ? null
                    : Text.line(Text.unescape(parts[1]).replaceAll("\\\\(.)", "$1"));
            if (value != null) {
                variables.putIfAbsent(parts[0], value);
            }
        }
        return variables;
    }

    /** Gets the longest time that it may take. */
    @FunctionalInterface
    private interface Command {
        Optional<byte[]> run(Duration left) throws InterruptedException;
    }
}
