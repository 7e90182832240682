package org.virtp2v.hardware.internal;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskContent;
import org.virtp2v.core.machine.DiskHardware;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.MachineProbe;

/**
 * Probes a Linux machine: puts together the results of the probes of its parts. It keeps nothing between two calls, and
 * reads files only below its root directory.
 */
public final class LinuxMachineProbe implements MachineProbe {
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(30);
    /** The extra time for a command that limits its own time. */
    private static final Duration GRACE = Duration.ofSeconds(5);
    /** The script of the project's live image; no other system has it, and none is changed. */
    private static final String OWN_ADDRESS = "/usr/lib/virt-p2v-live/own-address";
    private static final Duration OWN_ADDRESS_LIMIT = Duration.ofMinutes(5);
    private static final Pattern TOTAL_MEMORY = Pattern.compile("(?m)^MemTotal:\\s*(\\d{1,15}) kB$");

    /** As BIOS and Linux count them: a card in a reader is no first disk, whatever its name. */
    private static final Comparator<Disk> DISK_ORDER = Comparator
            .comparing((Disk disk) -> disk.hardware().portable()).thenComparing(disk -> !disk.name().startsWith("sd"))
            .thenComparing(Disk::name, NaturalOrder.NAMES);

    private final SystemFiles files;
    private final CommandRunner runner;
    private final Clock clock;

    /** Looks at the machine this program runs on. */
    public LinuxMachineProbe() {
        this(Path.of("/"), new ProcessRunner(), Clock.systemDefaultZone());
    }

    /**
     * @param root
     *            the directory that has the machine's {@code sys}, {@code proc} and {@code usr} below it
     * @param clock
     *            the machine's time and time zone
     */
    LinuxMachineProbe(Path root, CommandRunner runner, Clock clock) {
        this.files = new SystemFiles(root);
        this.runner = runner;
        this.clock = clock;
    }

    @Override
    public Machine probe() throws InterruptedException {
        runner.run(SETTLE_LIMIT.plus(GRACE), "udevadm", "settle", "--timeout=" + SETTLE_LIMIT.toSeconds());
        var cpu = new CpuProbe(files, runner).fields();
        var tools = new ReadOnlyTools(runner);
        var lsblk = tools.lsblk();
        var drives = new DiskProbe(files, lsblk);
        var found = drives.disks();
        var devices = BlockDevices.read(files, tools, lsblk, found.stream().map(Disk::name).toList());
        var running = RunningSystem.devices(files, devices);
        var bare = found.stream().map(disk -> with(disk, running.contains(BlockDevices.kernelName(disk.name())),
                DiskHardwareProbe.hardware(files, devices, disk), DiskContent.UNKNOWN)).sorted(DISK_ORDER).toList();
        var boot = new BootProbe(tools);
        // A broken disk may use up the time of the tools: what belongs together matters most, then that it is broken.
        var bonds = new GroupProbe(devices, tools, boot);
        var groups = bonds.groups(bare);
        var health = new DriveHealthProbe(tools).health(bare);
        var contents = new ContentProbe(devices, tools, boot, bonds);
        List<Disk> filled = new ArrayList<>();
        for (int i = 0; i < bare.size(); i++) {
            var disk = bare.get(i);
            filled.add(with(disk, disk.runningSystem(), disk.hardware().with(health.get(i)), contents.content(disk)));
        }
        var disks = filled.stream().map(disk -> with(disk, disk.runningSystem(), disk.hardware(),
                contents.mounted(disk.content(), files))).toList();
        var firmware = new FirmwareProbe(files);
        var network = new NetworkProbe(files, runner);
        return new Machine(hostName(), cpu.toCpu(), memoryBytes(), files.exists("/sys/firmware/acpi"),
                new RtcProbe(files, clock).rtc(), firmware.firmware(cpu.isX86()), disks, drives.removableDrives(),
                network.interfaces(), firmware.identity(), firmware.trust(), groups, devices.parts(),
                network.withoutDriver());
    }

    private static Disk with(Disk disk, boolean runningSystem, DiskHardware hardware, DiskContent content) {
        return new Disk(disk.name(), disk.device(), disk.sizeBytes(), disk.model(), disk.serial(), runningSystem,
                hardware, content);
    }

    @Override
    public Map<String, byte[]> reports() throws InterruptedException {
        return Reports.collect(runner, files);
    }

    @Override
    public void awaitNetwork(Duration limit) throws InterruptedException {
        long seconds = Math.max(1, limit.toSeconds());
        runner.run(limit.plus(GRACE), "nm-online", "-t", Long.toString(seconds), "-q");
    }

    @Override
    public boolean isUnplugged() {
        return NetworkProbe.isUnplugged(files);
    }

    @Override
    public Set<String> hardwareAddresses() {
        return NetworkProbe.presentAddresses(files);
    }

    @Override
    public void takeOwnAddresses() throws InterruptedException {
        if (files.exists(OWN_ADDRESS)) {
            runner.run(OWN_ADDRESS_LIMIT, OWN_ADDRESS);
        }
    }

    private String hostName() {
        var name = files.text("/proc/sys/kernel/hostname");
        // What the kernel shows until a name is set. It takes any bytes for one; a guest cannot be called so.
        return name == null || name.equals("(none)") || !name.equals(Text.line(name)) || name.contains("/") ? "" : name;
    }

    private long memoryBytes() {
        var meminfo = files.text("/proc/meminfo");
        var total = TOTAL_MEMORY.matcher(meminfo == null ? "" : meminfo);
        return total.find() ? Long.parseLong(total.group(1)) * 1024 : 0;
    }
}
