package org.virtp2v.hardware.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.VolumeUse.Role;
import org.virtp2v.hardware.internal.BlockDevices.Device;

/**
 * Signs of the purpose of a partition or volume. Each file system is read once, with tools that only read. No sign does
 * not mean that there is no operating system.
 */
final class SystemHints {
    private static final Hint LINUX_BOOT = new Hint("Linux boot", Role.BOOT, Sign.OTHER_SYSTEM);
    /** On a GPT by GUID, on an MBR by number; see the UEFI and the Discoverable Partitions specifications. */
    private static final Map<String, Hint> PARTITION_TYPES = Map.ofEntries(
            Map.entry("c12a7328-f81f-11d2-ba4b-00a0c93ec93b", new Hint("EFI system partition", Role.EFI_SYSTEM)),
            Map.entry("0xef", new Hint("EFI system partition", Role.EFI_SYSTEM)),
            Map.entry("21686148-6449-6e6f-744e-656564454649", new Hint("BIOS boot partition", Role.BIOS_BOOT)),
            Map.entry("9e1a2d38-c612-4316-aa26-8b49521e5a8b", new Hint("PReP boot partition", Role.BIOS_BOOT)),
            Map.entry("de94bba4-06d1-4d40-a16a-bfd50179d6ac", new Hint("Windows recovery", Role.RECOVERY)),
            Map.entry("0x27", new Hint("Windows recovery", Role.RECOVERY)),
            Map.entry("e3c9e316-0b5c-4db8-817d-f92df00215ae", new Hint("Microsoft reserved", Role.OTHER)),
            Map.entry("44479540-f297-41b2-9af7-d131d5f0458a", new Hint("Linux root", Role.SYSTEM, Sign.OTHER_SYSTEM)),
            Map.entry("4f68bce3-e8cd-4db1-96e7-fbcaf984b709", new Hint("Linux root", Role.SYSTEM, Sign.OTHER_SYSTEM)),
            Map.entry("bc13c2ff-59e6-4262-a352-b275fd6f7172", LINUX_BOOT),
            Map.entry(GroupProbe.STORAGE_SPACE, new Hint("Windows Storage Spaces", Role.OTHER)),
            Map.entry(GroupProbe.LDM_METADATA, new Hint("Windows dynamic disk", Role.OTHER)),
            Map.entry(GroupProbe.LDM_DATA, new Hint("Windows dynamic disk", Role.OTHER)),
            Map.entry(GroupProbe.LDM_MBR, new Hint("Windows dynamic disk", Role.OTHER)));
    private static final Set<String> EFI = Set.of("c12a7328-f81f-11d2-ba4b-00a0c93ec93b", "0xef");
    private static final Set<String> EXT = Set.of("ext2", "ext3", "ext4");
    private static final Set<String> ROOT_LABELS = Set.of("/", "root", "rootfs", "cloudimg-rootfs");
    /** The subvolumes with the root file system of Debian, Fedora, SUSE, Ubuntu and others. */
    private static final Set<String> ROOT_SUBVOLUMES = Set.of("@", "@rootfs", "root", "rootfs");
    /** What installers call the volume of the root file system, XFS mostly, into which no tool here looks. */
    private static final Pattern ROOT_VOLUME = Pattern
            .compile(".*/(?:(?:lv[-_]?)?root(?:[-_]?(?:lv|vol))?|LogVol00)");
    /** Of these virt-v2v names a system by the device. */
    private static final Set<String> WHOLE = Set.of("ext2", "ext3", "ext4", "xfs", "ntfs");
    /** In distributions of the last years {@code /etc/os-release} is a symbolic link, which debugfs does not follow. */
    private static final List<String> RELEASE_FILES = List.of("/usr/lib/os-release", "/etc/os-release",
            "/etc/redhat-release");
    private static final Pattern PRETTY_NAME = Pattern.compile("(?m)^PRETTY_NAME=[\"']?([^\"'\\n]+)[\"']?$");
    private static final Pattern REDHAT_RELEASE = Pattern.compile("[\\w .()/-]{3,80}\\s*");
    /** In the root directory of a boot partition: kernels, and the directory of the loader. */
    private static final Pattern BOOT_KERNEL = Pattern.compile("(?m)^/\\d+/\\d+/\\d+/\\d+/vmlinu[xz]");
    private static final Pattern BOOT_LOADER = Pattern
            .compile("(?m)^/\\d+/\\d+/\\d+/\\d+/(grub2?|loader|extlinux|syslinux)/");
    private static final Pattern LOADER = Pattern.compile("(?m)^::/EFI/([^/\\n]+)/$");
    private static final int LONGEST_NAME = 80;

    private final ReadOnlyTools tools;
    private final Map<String, Hint> contents = new HashMap<>();
    private final List<String> fileSystemTables = new ArrayList<>();
    private final Set<String> defaultSubvolumes = new HashSet<>();

    /** What a hint means for booting: an operating system, or an EFI system partition with a loader. */
    enum Sign {
        WINDOWS, ENCRYPTED_WINDOWS, OTHER_SYSTEM, LOADER, MICROSOFT_LOADER, NONE
    }

    /**
     * A hint.
     *
     * @param text
     *            for people
     * @param role
     *            what a machine needs it for
     * @param sign
     *            what it means for booting
     */
    record Hint(String text, Role role, Sign sign) {
        Hint {
            // It comes from a disk that nobody has vetted, and goes to a terminal.
            text = Objects.requireNonNullElse(Text.line(text), "");
        }

        Hint(String text, Role role) {
            this(text, role, Sign.NONE);
        }
    }

    SystemHints(ReadOnlyTools tools) {
        this.tools = tools;
    }

    /** The purpose of a device; null when there is no sign. */
    @Nullable
    Hint of(Device device) throws InterruptedException {
        if (!contents.containsKey(device.name())) {
            contents.put(device.name(), find(device));
        }
        return contents.get(device.name());
    }

    /**
     * Whether virt-v2v knows the system on a device by the device's name: of the subvolumes of Btrfs, only the one that
     * is mounted where none is named.
     */
    boolean namedByDevice(Device device) {
        var fileSystem = device.fileSystem();
        return fileSystem != null && WHOLE.contains(fileSystem) || defaultSubvolumes.contains(device.name());
    }

    /** The fstab(5) of each system that was found so far. */
    List<String> fileSystemTables() {
        return List.copyOf(fileSystemTables);
    }

    private @Nullable Hint find(Device device) throws InterruptedException {
        var type = Objects.requireNonNullElse(device.partitionType(), "");
        if (EFI.contains(type)) {
            return efi(device);
        }
        var fileSystem = Objects.requireNonNullElse(device.fileSystem(), "");
        Hint content = switch (fileSystem) {
            case "ntfs" -> ntfs(device);
            case "BitLocker" -> new Hint("Windows, encrypted with BitLocker", Role.OTHER, Sign.ENCRYPTED_WINDOWS);
            case "swap" -> new Hint("Linux swap", Role.OTHER);
            case "btrfs" -> btrfs(device);
            case "xfs" -> isRootVolume(device) ? system("Linux root") : null;
            default -> EXT.contains(fileSystem) ? linux(device) : null;
        };
        if (content != null) {
            return content;
        } else if (PARTITION_TYPES.containsKey(type)) {
            return PARTITION_TYPES.get(type);
        } else if (device.active()) {
            return new Hint("Active partition", Role.BOOT);
        }
        return device.label() != null && ROOT_LABELS.contains(device.label()) ? system("Linux root") : null;
    }

    private Hint efi(Device device) throws InterruptedException {
        var text = "EFI system partition";
        if (!"vfat".equals(device.fileSystem())) {
            return new Hint(text, Role.EFI_SYSTEM);
        }
        var loaders = LOADER.matcher(tools.fatDirectory(device.path(), "/EFI")).results()
                .map(found -> found.group(1)).toList();
        var named = loaders.stream().filter(name -> !name.equalsIgnoreCase("BOOT")).collect(Collectors.joining(", "));
        var sign = loaders.isEmpty() ? Sign.NONE : Sign.LOADER;
        if (loaders.stream().anyMatch(name -> name.equalsIgnoreCase("Microsoft"))) {
            sign = Sign.MICROSOFT_LOADER;
        }
        return new Hint(named.isEmpty() ? text : text + " (" + named + ")", Role.EFI_SYSTEM, sign);
    }

    private @Nullable Hint ntfs(Device device) throws InterruptedException {
        boolean windows = tools.ntfsDirectory(device.path(), "/Windows").lines()
                .anyMatch(name -> name.strip().equalsIgnoreCase("System32"));
        return windows ? new Hint("Windows", Role.SYSTEM, Sign.WINDOWS) : null;
    }

    private @Nullable Hint btrfs(Device device) throws InterruptedException {
        var subvolumes = Subvolumes.parse(tools.btrfsRootTree(device.path()));
        if (subvolumes.top().stream().noneMatch(ROOT_SUBVOLUMES::contains)) {
            return null;
        }
        if (subvolumes.otherDefault()) {
            defaultSubvolumes.add(device.name());
        }
        return system("Linux root");
    }

    private static boolean isRootVolume(Device device) {
        var volume = device.logicalVolume();
        return volume != null && ROOT_VOLUME.matcher(volume).matches();
    }

    private @Nullable Hint linux(Device device) throws InterruptedException {
        for (var file : RELEASE_FILES) {
            var text = tools.extFile(device.path(), file);
            var pretty = PRETTY_NAME.matcher(text);
            if (pretty.find()) {
                fileSystemTables.add(tools.extFile(device.path(), "/etc/fstab"));
                var name = pretty.group(1).strip();
                return system(name.substring(0, Math.min(LONGEST_NAME, name.length())));
            } else if (file.endsWith("redhat-release") && REDHAT_RELEASE.matcher(text).matches()) {
                fileSystemTables.add(tools.extFile(device.path(), "/etc/fstab"));
                return system(text.strip());
            }
        }
        var root = tools.extRootDirectory(device.path());
        return BOOT_KERNEL.matcher(root).find() && BOOT_LOADER.matcher(root).find() ? LINUX_BOOT : null;
    }

    private static Hint system(String name) {
        return new Hint(name, Role.SYSTEM, Sign.OTHER_SYSTEM);
    }
}
