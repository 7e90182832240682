package org.virtp2v.hardware.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskGroup;
import org.virtp2v.core.machine.DiskGroup.Kind;
import org.virtp2v.hardware.internal.BlockDevices.Device;

import com.google.gson.JsonObject;

/**
 * Groups of disks. They are found from the members' own metadata, so it does not matter whether anything is assembled
 * or active; inactive ones stay so.
 */
final class GroupProbe {
    /** Partition types of Windows' logical disk manager. */
    static final String LDM_METADATA = "5808c8aa-7e8f-42e0-85d2-e1e90434cfb3";
    static final String LDM_DATA = "af9b60a0-1431-4f62-bc68-3311714a69ad";
    static final String LDM_MBR = "0x42";

    private static final Set<String> LDM = Set.of(LDM_METADATA, LDM_DATA, LDM_MBR);
    /** Partition type of Windows' Storage Spaces. */
    static final String STORAGE_SPACE = "e75caf8f-f680-4cee-afa3-b001e56efc2d";
    private static final String RAID_MEMBER = "_raid_member";
    private static final String LVM_MEMBER = "LVM2_member";
    /** What else blkid tells of devices that are a part of something, besides whatever it calls a member. */
    private static final Set<String> PARTS = Set.of("bcache", "bcachefs", "drbd", "ceph_bluestore", "stratis",
            "vdo", "DM_snapshot_cow", "jbd", "xfs_external_log");
    private static final Pattern BTRFS_DEVICES = Pattern.compile("(?m)^num_devices\\s+(\\d{1,6})$");
    private static final Pattern BTRFS_DEVICE = Pattern.compile("(?m)^dev_item\\.uuid\\s+(\\S+)");
    private static final Pattern BCACHE_SET = Pattern.compile("(?m)^cset\\.uuid\\s+(\\S+)");

    private final BlockDevices devices;
    private final ReadOnlyTools tools;
    private final BootProbe boot;
    private final Map<String, Group> groups = new LinkedHashMap<>();
    /** How many devices a file system has, by its UUID; 0: it is not known. */
    private final Map<String, Integer> btrfsDevices = new HashMap<>();

    /** A group while its members are counted. */
    private static final class Group {
        private final Kind kind;
        private final String name;
        private final Set<String> members = new TreeSet<>();
        /** What tells members apart: clones of a disk, and paths to one, are one member. */
        private final Set<String> identities = new TreeSet<>();
        private final Set<String> disks = new TreeSet<>(NaturalOrder.NAMES);
        private int wanted;
        private int missing;

        Group(Kind kind, String name) {
            this.kind = kind;
            this.name = name;
        }

        DiskGroup finished() {
            int lacking = Math.max(missing, Math.max(0, wanted - identities.size()));
            return new DiskGroup(kind, name, List.copyOf(disks), lacking);
        }
    }

    GroupProbe(BlockDevices devices, ReadOnlyTools tools, BootProbe boot) {
        this.devices = devices;
        this.tools = tools;
        this.boot = boot;
    }

    /** The groups of more than one disk or with missing members, by kind and name. */
    List<DiskGroup> groups(List<Disk> disks) throws InterruptedException {
        var physicalVolumes = new ArrayList<Device>();
        for (var device : devices.all()) {
            var partition = Objects.requireNonNullElse(device.partitionType(), "");
            if (device.type().equals("mpath")) {
                join(Kind.MULTIPATH, device.mappedName(), null, device);
            } else if (LDM.contains(partition)) {
                // Windows puts all dynamic disks of a machine into one disk group.
                join(Kind.LDM, "Windows", null, device);
            } else if (partition.equals(STORAGE_SPACE)) {
                join(Kind.STORAGE_SPACES, "Windows", null, device);
            }
            var content = Objects.requireNonNullElse(device.fileSystem(), "");
            if (content.equals(LVM_MEMBER)) {
                physicalVolumes.add(device);
            } else if (!member(device, content) && isMember(content)) {
                // Nothing is lost by a group too many, and a guest by one too few.
                join(content.endsWith(RAID_MEMBER) ? Kind.BIOS_RAID : Kind.OTHER, content,
                        content.replace(RAID_MEMBER, ""), device);
            }
        }
        if (!physicalVolumes.isEmpty()) {
            volumeGroups(physicalVolumes);
        }
        paths(disks);
        var all = new ArrayList<DiskGroup>();
        for (var group : groups.values()) {
            var finished = group.kind == Kind.MULTIPATH ? usableFirst(group.finished()) : group.finished();
            if (finished.disks().size() > 1 || finished.missingMembers() > 0 || !finished.kind().isCounted()) {
                all.add(finished);
            }
        }
        all.sort(Comparator.comparing(DiskGroup::kind).thenComparing(DiskGroup::name));
        return List.copyOf(all);
    }

    /** The groups that one of the devices is a member of, also of a single disk; not paths to one disk. */
    List<DiskGroup> with(List<String> members) {
        return groups.values().stream().filter(group -> group.kind != Kind.MULTIPATH)
                .filter(group -> members.stream().anyMatch(group.members::contains)).map(Group::finished).toList();
    }

    /** Whether content is a part of something, by its name. */
    private static boolean isMember(String content) {
        return content.endsWith("_member") && !content.equals(BlockDevices.PATH_MEMBER) || PARTS.contains(content);
    }

    /** Puts a member into its group where it tells which it is. */
    private boolean member(Device device, String content) throws InterruptedException {
        return switch (content) {
            case "linux_raid_member", "isw_raid_member", "ddf_raid_member" -> raidMember(device);
            case "btrfs" -> btrfs(device);
            case "zfs_member" -> join(Kind.ZFS, device.uuid(), device.label(), device) != null;
            case "bcache" -> bcache(device);
            default -> false;
        };
    }

    /** A passive path of a storage cannot be read, and a disk that cannot be read cannot be copied. */
    private DiskGroup usableFirst(DiskGroup group) throws InterruptedException {
        var usable = new ArrayList<String>();
        var others = new ArrayList<String>();
        for (var disk : group.disks()) {
            (boot.sector(disk).isRead() ? usable : others).add(disk);
        }
        usable.addAll(others);
        return new DiskGroup(group.kind(), group.name(), usable, group.missingMembers());
    }

    private @Nullable Group join(Kind kind, @Nullable String id, @Nullable String name, Device member) {
        if (id == null) {
            return null;
        }
        var group = groups.computeIfAbsent(kind + " " + id, key -> new Group(kind, name == null ? id : name));
        group.members.add(member.name());
        group.disks.addAll(member.disks());
        return group;
    }

    private boolean raidMember(Device device) throws InterruptedException {
        var told = tools.raidMember(device.path());
        var id = told.getOrDefault("MD_UUID", device.uuid());
        var name = told.getOrDefault("MD_NAME", device.label());
        // mdadm and blkid divide it differently.
        var group = join(Kind.MD_RAID, id == null ? null : id.replaceAll("[:-]", ""), name, device);
        if (group != null) {
            group.wanted = Math.max(group.wanted, number(told.get("MD_DEVICES")));
            group.identities.add(told.getOrDefault("MD_DEV_UUID", device.name()));
        }
        return group != null;
    }

    private boolean btrfs(Device device) throws InterruptedException {
        var id = device.uuid();
        if (id == null) {
            return false;
        }
        var superblock = tools.btrfsSuperblock(device.path());
        Matcher count = BTRFS_DEVICES.matcher(superblock);
        int wanted = btrfsDevices.merge(id, count.find() ? number(count.group(1)) : 0, Math::max);
        // Of one on a single device, others with its UUID are copies, such as clones of the disk.
        var group = join(Kind.BTRFS, wanted == 1 ? id + " " + device.name() : id,
                Objects.requireNonNullElse(device.label(), id), device);
        if (group != null) {
            Matcher identity = BTRFS_DEVICE.matcher(superblock);
            group.identities.add(identity.find() ? identity.group(1) : device.name());
            group.wanted = wanted;
        }
        return group != null;
    }

    private boolean bcache(Device device) throws InterruptedException {
        Matcher set = BCACHE_SET.matcher(tools.bcacheSuperblock(device.path()));
        if (set.find()) {
            join(Kind.BCACHE, set.group(1), null, device);
            return true;
        }
        for (var name : device.above()) {
            join(Kind.BCACHE, name, null, device);
        }
        return !device.above().isEmpty();
    }

    /** What {@code pvs --reportformat json} prints, and where it does not know a volume, what is active on it. */
    private void volumeGroups(List<Device> physicalVolumes) throws InterruptedException {
        var told = new HashSet<Device>();
        for (var report : ToolJson.objects(ToolJson.object(tools.physicalVolumes()), "report")) {
            for (var volume : ToolJson.objects(report, "pv")) {
                var path = ToolJson.text(volume, "pv_name");
                var device = path == null ? null : devices.byPath(path);
                if (device != null) {
                    told.add(device);
                    physicalVolume(device, volume);
                }
            }
        }
        for (var device : physicalVolumes) {
            if (!told.contains(device)) {
                unknownPhysicalVolume(device);
            }
        }
    }

    private void physicalVolume(Device device, JsonObject volume) {
        var name = Text.line(ToolJson.text(volume, "vg_name"));
        if (name != null) {
            var id = ToolJson.text(volume, "vg_uuid");
            var group = join(Kind.LVM, id == null ? name : id, name, device);
            if (group != null) {
                group.missing = number(ToolJson.text(volume, "vg_missing_pv_count"));
            }
        }
    }

    private void unknownPhysicalVolume(Device device) {
        boolean active = false;
        for (var name : device.above()) {
            var volume = devices.get(name);
            if (volume != null && volume.type().equals("lvm")) {
                active = true;
                join(Kind.LVM, volume.mappedName(), null, volume);
            }
        }
        if (!active) {
            join(Kind.OTHER, LVM_MEMBER, LVM_MEMBER, device);
        }
    }

    /** Paths to one disk that nothing has put together: the same world wide name, serial number and size. */
    private void paths(List<Disk> disks) {
        var multipath = new TreeSet<String>();
        groups.values().stream().filter(group -> group.kind == Kind.MULTIPATH)
                .forEach(group -> multipath.addAll(group.disks));
        var first = new HashMap<String, Disk>();
        for (var disk : disks) {
            var wwn = disk.hardware().wwn();
            if (wwn == null || disk.serial() == null || multipath.contains(disk.name())) {
                continue;
            }
            var other = first.putIfAbsent(wwn + " " + disk.serial() + " " + disk.sizeBytes(), disk);
            var device = devices.get(disk.name());
            var otherDevice = other == null ? null : devices.get(other.name());
            if (device != null && otherDevice != null) {
                join(Kind.MULTIPATH, wwn, null, otherDevice);
                join(Kind.MULTIPATH, wwn, null, device);
            }
        }
    }

    private static int number(@Nullable String text) {
        return text != null && text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
    }
}
