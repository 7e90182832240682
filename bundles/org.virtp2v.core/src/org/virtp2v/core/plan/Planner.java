package org.virtp2v.core.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.machine.Cpu;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.Firmware;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.Rtc;
import org.virtp2v.core.output.TargetGuest;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.settings.ByteSize;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.source.DiskSizer;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.Messages;

/**
 * Makes a {@link ConversionPlan} from complete settings and the machine, or says what is wrong. GUI and text mode both
 * ask it, so they show the same problems.
 */
public final class Planner {
    /** Above it a guest may not run: the vCPUs that KVM supports for one guest. */
    public static final int MAX_SUPPORTED_VCPUS = 1024;
    /** Above it a guest may not run: the memory in bytes that KVM supports for one guest, 16 TiB. */
    public static final long MAX_SUPPORTED_MEMORY = 16L << 40;
    /** The least memory in bytes that is accepted, 256 MiB. */
    public static final long MIN_MEMORY = 256L << 20;

    private static final Messages TEXT = Messages.beside(Planner.class);

    private final Settings settings;
    private final Machine machine;
    private final DiskPlanner disks;
    private final KeyFileReader keyFiles;
    private final Targets targets;
    private final List<PlanProblem> problems = new ArrayList<>();
    private final List<PlanProblem> warnings = new ArrayList<>();

    private Planner(Settings settings, Machine machine, DiskSizer sizer, KeyFileReader keyFiles, Targets targets) {
        this.settings = settings;
        this.machine = machine;
        this.disks = new DiskPlanner(machine, settings.devices().disks(), sizer, this::refuse, this::warn);
        this.keyFiles = keyFiles;
        this.targets = targets;
    }

    /**
     * Plans a conversion.
     *
     * @param settings
     *            settings with their defaults filled in
     * @param machine
     *            this machine
     * @param nbdServers
     *            the NBD servers to try
     * @param sizer
     *            finds the size of disks that are named by path
     * @param targets
     *            the output targets
     * @throws SourceException
     *             when a disk that is named by path cannot be looked at
     */
    public static Planning plan(Settings settings, Machine machine, List<NbdServer> nbdServers, DiskSizer sizer,
            Targets targets) throws SourceException {
        return plan(settings, machine, nbdServers, sizer, targets, KeyFileReader::readNow);
    }

    /**
     * Plans a conversion, as {@link #plan(Settings, Machine, List, DiskSizer, Targets)}, where files may have been read
     * before.
     *
     * @param keyFiles
     *            reads the files that {@code p2v.key} names
     */
    public static Planning plan(Settings settings, Machine machine, List<NbdServer> nbdServers, DiskSizer sizer,
            Targets targets, KeyFileReader keyFiles) throws SourceException {
        List<ConversionPlan> alternatives = new ArrayList<>();
        List<String> hosts = settings.server().hosts();
        for (int i = hosts.size() - 1; i > 0; i--) {
            switch (new Planner(on(hosts.get(i), settings), machine, sizer, keyFiles, targets).plan(nbdServers,
                    List.of())) {
                case Planning.Ready ready -> alternatives.addFirst(ready.plan());
                case Planning.Refused refused -> {
                    return refused;
                }
            }
        }
        return new Planner(hosts.isEmpty() ? settings : on(hosts.getFirst(), settings), machine, sizer, keyFiles,
                targets).plan(nbdServers, alternatives);
    }

    private static Settings on(String host, Settings settings) {
        return settings.withServer(settings.server().withHost(host));
    }

    private Planning plan(List<NbdServer> nbdServers, List<ConversionPlan> alternatives) throws SourceException {
        ServerLogin login = login();
        List<NbdServer> servers = NbdChoice.of(settings.run().onReadError(), nbdServers, this::refuse);
        Guest guest = guest();
        ExclusionPlanner exclusions = new ExclusionPlanner(machine, settings.devices().exclude(), servers,
                this::refuse, this::warn);
        List<SourceDisk> copied = exclusions.apply(disks.plan());
        new DiskSetCheck(machine, settings.devices(), this::refuse, this::warn).check(copied);
        List<EncryptionKey> keys = new EncryptionKeys(keyFiles, this::refuse).read(settings.devices().encryptionKeys());
        List<String> removable = Objects.requireNonNullElse(settings.devices().removable(), List.of());
        List<GuestInterface> interfaces = new InterfacePlanner(machine, settings.devices(), disks.areOfThisMachine(),
                this::warn)
                .plan();
        new GuestNetworkCheck(interfaces, this::refuse).check(settings.virtV2v());
        PlannedTarget target = new TargetPlanner(settings, targets, problems::add)
                .plan(login == null ? "" : login.host(), targetGuest(guest, copied.size(), interfaces),
                        problems.isEmpty());
        new InstantCheck(settings, this::refuse, this::warn).check(target);
        if (login == null || target == null || !problems.isEmpty()) {
            return new Planning.Refused(problems, warnings);
        }
        return new Planning.Ready(new ConversionPlan(login, guest, copied, removable, interfaces, settings.output(),
                target, settings.virtV2v(), exclusions.servers(), settings.run(), keys, exclusions.exclusions(),
                Origin.of(machine, copied), GuestContent.of(disks.shown()), settings.notices(), alternatives),
                warnings);
    }

    private @Nullable ServerLogin login() {
        var server = settings.server();
        if (server.host() == null) {
            refuse(Key.REMOTE_SERVER, "noServer");
            return null;
        }
        if (server.password() != null && server.identityUrl() != null) {
            warn(Key.AUTH_PASSWORD, "passwordNotUsed");
        }
        return server.login().upTo(settings.run().bytesPerSecond());
    }

    private Guest guest() {
        var wanted = settings.guest();
        String name = wanted.name();
        Integer vcpus = wanted.vcpus();
        Long memory = wanted.memoryBytes();
        Rtc.Basis basis = wanted.rtcBasis();
        if (vcpus == null || memory == null || basis == null) {
            throw new IllegalArgumentException("The settings are not complete: " + wanted);
        }
        if (name == null || name.isBlank()) {
            refuse(Key.GUEST_NAME, "noName");
        } else if (name.indexOf('/') >= 0 || name.chars().anyMatch(Character::isISOControl)) {
            refuse(Key.GUEST_NAME, "badName", name);
        }
        if (memory < MIN_MEMORY) {
            refuse(Key.MEMORY, "littleMemory", ByteSize.format(memory), ByteSize.format(MIN_MEMORY));
        } else if (memory > MAX_SUPPORTED_MEMORY) {
            warn(Key.MEMORY, "muchMemory", ByteSize.format(memory), ByteSize.format(MAX_SUPPORTED_MEMORY));
        } else if (memory == Defaults.memoryBytes(machine)
                && memory - machine.memoryBytes() > machine.memoryBytes() / 8) {
            warn(Key.MEMORY, "roundedMemory", ByteSize.format(machine.memoryBytes()), ByteSize.format(memory));
        }
        Cpu.Topology topology = wanted.physicalTopology() ? machineTopology() : new Cpu.Topology(1, vcpus, 1);
        int offset = Objects.requireNonNullElse(wanted.rtcOffsetSeconds(), 0);
        var guest = new Guest(name == null ? "" : name, memory, topology.sockets(), topology.cores(),
                topology.threads(), wanted.cpuVendor(), wanted.cpuModel(), Boolean.TRUE.equals(wanted.acpi()),
                Boolean.TRUE.equals(wanted.apic()), Boolean.TRUE.equals(wanted.pae()),
                new Rtc(basis, offset), firmware());
        if (guest.vcpus() > MAX_SUPPORTED_VCPUS) {
            warn(Key.VCPU_CORES, "manyVcpus", Integer.toString(guest.vcpus()), Integer.toString(MAX_SUPPORTED_VCPUS));
        }
        return guest;
    }

    private Cpu.Topology machineTopology() {
        Cpu.Topology told = machine.cpu().told();
        Cpu.Topology topology = machine.cpu().topology();
        if (!topology.equals(told)) {
            warn(Key.VCPU_PHYS_TOPO, "topologyChanged", text(told), Integer.toString(machine.cpu().logicalCpus()),
                    text(topology));
        }
        return topology;
    }

    private static String text(Cpu.Topology topology) {
        return topology.sockets() + " × " + topology.cores() + " × " + topology.threads();
    }

    /** Of an image file, which may be of any machine, only what was chosen is known. */
    private Firmware firmware() {
        List<Disk> shown = disks.shown();
        Firmware booted = disks.areOfThisMachine() ? machine.firmware() : Firmware.UNKNOWN;
        GuestFirmware.check(settings.guest().firmware(), booted, shown, this::warn);
        return GuestFirmware.of(settings.guest().firmware(), booted, shown);
    }

    private TargetGuest targetGuest(Guest guest, int count, List<GuestInterface> interfaces) {
        return new TargetGuest(guest.name(), guest.memoryBytes(), guest.vcpus(), guest.firmware(),
                GuestContent.of(disks.shown()).windows(), diskNames(guest.name(), count),
                interfaces.stream().map(i -> new TargetGuest.Nic(i.macAddress(), i.network())).toList());
    }

    /** What virt-v2v calls a guest's disks in the output: {@code NAME-sda}, {@code NAME-sdb} …. */
    public static List<String> diskNames(String guest, int count) {
        return IntStream.range(0, count).mapToObj(i -> guest + "-" + targetName(i)).toList();
    }

    /** {@code sda} … {@code sdz}, {@code sdaa} …, as the kernel counts SCSI disks. */
    public static String targetName(int position) {
        StringBuilder letters = new StringBuilder();
        for (int rest = position; rest >= 0; rest = rest / 26 - 1) {
            letters.insert(0, (char) ('a' + rest % 26));
        }
        return "sd" + letters;
    }

    private void refuse(Key field, String message, Object... arguments) {
        problems.add(new PlanProblem(field, TEXT.get(message, arguments)));
    }

    private void warn(Key field, String message, Object... arguments) {
        warnings.add(new PlanProblem(field, TEXT.get(message, arguments)));
    }
}
