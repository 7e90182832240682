package org.virtp2v.hardware.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.virtp2v.hardware.internal.BlockDevices.Device;
import org.virtp2v.hardware.internal.MountTable.Mount;

/**
 * Finds the block devices that the running system stands on: from the root file system down through overlays, loop
 * devices, device mapper, RAID, ZFS pools, Btrfs file systems and partitions, and the live medium, mounted or not. It
 * errs on the side of naming a device too many, because a disk that is missed here could be offered for conversion
 * while it is in use. For one thread and one search.
 */
final class RunningSystem {
    private static final String BTRFS = "btrfs";
    private static final String ZFS_MEMBER = "zfs_member";
    private static final Pattern ZFS_VOLUME = Pattern.compile("zd\\d+");
    /** A data set is {@code POOL}, {@code POOL/NAME} or a snapshot of it, {@code POOL/NAME@SNAPSHOT}. */
    private static final Pattern POOL_END = Pattern.compile("[/@]");
    private static final Set<String> LIVE_MEDIUM_TYPES = Set.of("squashfs", "erofs", "iso9660", "udf");

    /** Where dracut remembers the medium, also when it was copied to memory. */
    private static final String DRACUT_MEDIUM = "/run/initramfs/livedev";

    private final SystemFiles files;
    private final MountTable mounts;
    private final BlockDevices blockDevices;
    private final Set<String> devices = new HashSet<>();
    private final Set<Mount> seenMounts = new HashSet<>();
    private boolean live;

    private RunningSystem(SystemFiles files, MountTable mounts, BlockDevices blockDevices) {
        this.files = files;
        this.mounts = mounts;
        this.blockDevices = blockDevices;
    }

    /**
     * The kernel's names, as in {@code /sys/class/block}, of every device in the chain: disks, and also the partitions
     * and volumes between them and the root file system.
     *
     * @param blockDevices
     *            find the members of pools
     */
    static Set<String> devices(SystemFiles files, BlockDevices blockDevices) {
        var mountinfo = files.text("/proc/self/mountinfo");
        var search = new RunningSystem(files, MountTable.parse(mountinfo == null ? "" : mountinfo), blockDevices);
        search.visitFile("/");
        if (search.live) {
            search.visitLiveMedium();
        }
        LiveMedia.devices(files, blockDevices)
                .forEach(medium -> search.visitDevice(BlockDevices.kernelName(medium.name())));
        return search.devices;
    }

    /**
     * The initramfs of a live system may have set up loop devices and overlays under paths that have no meaning any
     * more; then only the mounted medium is visible.
     */
    private void visitLiveMedium() {
        mounts.all().stream().filter(mount -> LIVE_MEDIUM_TYPES.contains(mount.type())).forEach(this::visit);
        var dracut = files.target(DRACUT_MEDIUM);
        if (dracut != null) {
            visitNode(dracut);
        }
    }

    private void visitFile(String path) {
        if (path.startsWith("/dev/")) {
            visitNode(path);
            return;
        }
        var mount = mounts.containing(path);
        if (mount != null) {
            visit(mount);
        }
    }

    private void visit(Mount mount) {
        if (!seenMounts.add(mount)) {
            return;
        }
        if (!mount.anonymous()) {
            visitSysfs("/sys/dev/block/" + mount.device());
        } else if (mount.source().startsWith("/dev/")) {
            // Btrfs has a device number of its own.
            visitNode(mount.source());
        } else if (mount.type().equals("zfs")) {
            visitPool(POOL_END.split(mount.source(), 2)[0]);
        } else {
            live = true;
            mount.layers().forEach(this::visitFile);
        }
    }

    private void visitNode(String node) {
        var target = files.target(node);
        var name = (target != null && target.startsWith("/dev/") ? target : node).substring("/dev/".length());
        visitDevice(name.startsWith("mapper/") ? mapped(name.substring("mapper/".length())) : name.replace('/', '!'));
        for (var fileSystem : files.names("/sys/fs/btrfs")) {
            var members = files.names("/sys/fs/btrfs/" + fileSystem + "/devices");
            if (members.stream().anyMatch(devices::contains)) {
                members.forEach(this::visitDevice);
            }
        }
        // Where the kernel does not list the members, their signatures do.
        for (var member : blockDevices.all()) {
            var uuid = BTRFS.equals(member.fileSystem()) ? member.uuid() : null;
            if (uuid != null && devices.contains(BlockDevices.kernelName(member.name()))) {
                visitMembers(BTRFS, other -> uuid.equals(other.uuid()));
            }
        }
    }

    /** Pools of the same name look the same here; a member without the name of its pool may be of this one. */
    private void visitPool(String name) {
        visitMembers(ZFS_MEMBER, member -> member.label() == null || name.equals(member.label()));
    }

    private void visitMembers(String content, Predicate<Device> condition) {
        blockDevices.all().stream().filter(device -> content.equals(device.fileSystem())).filter(condition)
                .forEach(member -> visitDevice(BlockDevices.kernelName(member.name())));
    }

    private String mapped(String volume) {
        return files.names("/sys/class/block").stream()
                .filter(name -> volume.equals(files.text("/sys/class/block/" + name + "/dm/name")))
                .findFirst()
                .orElse(volume);
    }

    private void visitDevice(String name) {
        visitSysfs("/sys/class/block/" + name);
    }

    private void visitSysfs(String link) {
        var directory = files.target(link);
        if (directory == null) {
            return;
        }
        var path = List.of(directory.split("/"));
        if (!devices.add(path.getLast())) {
            return;
        }
        if (files.exists(directory + "/partition")) {
            visitDevice(path.get(path.size() - 2));
        }
        if (ZFS_VOLUME.matcher(path.getLast()).matches()) {
            // The name of its pool is unknown.
            visitMembers(ZFS_MEMBER, member -> true);
        }
        files.names(directory + "/slaves").forEach(this::visitDevice);
        var backingFile = files.text(directory + "/loop/backing_file");
        if (backingFile != null) {
            live = true;
            visitFile(backingFile);
        }
    }
}
