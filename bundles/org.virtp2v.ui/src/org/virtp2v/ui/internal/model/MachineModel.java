package org.virtp2v.ui.internal.model;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.eclipse.core.databinding.observable.value.ComputedValue;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.NetworkInterface;
import org.virtp2v.core.machine.RemovableDrive;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.plan.ExclusionRules;
import org.virtp2v.core.plan.KeyFileReader;
import org.virtp2v.core.plan.PlanProblem;
import org.virtp2v.core.plan.Planning;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.settings.DeviceSettings;
import org.virtp2v.core.settings.GuestSettings;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.OutputSettings;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.source.DiskSizer;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.text.Messages;

/** The model of the pages about the machine, the guest and where it goes. UI thread only. */
public final class MachineModel {
    private static final Messages TEXT = Messages.beside(MachineModel.class);

    private final boolean onlyTestDisks;
    private final GuestModel guest;
    private final OutputModel output;
    private final FurtherOptions options;
    private final SystemChoice system;
    private final PartChoices parts;
    private final DiskChoices disks;
    private final Choices<RemovableDrive> removable;
    private final Choices<NetworkInterface> interfaces;
    private final Networks networks;
    private final StaticAddresses addresses;
    private Probed probed;

    /**
     * @param probed
     *            the result of the probe
     * @param onlyTestDisks
     *            whether the disks of the settings stand for the machine's
     * @param targets
     *            the output targets
     * @param nbdServers
     *            the NBD servers to try
     */
    public MachineModel(Probed probed, boolean onlyTestDisks, Targets targets, List<NbdServer> nbdServers) {
        this.probed = probed;
        this.onlyTestDisks = onlyTestDisks;
        Settings complete = probed.complete();
        DeviceSettings devices = complete.devices();
        guest = new GuestModel(probed.machine(), complete.guest());
        output = new OutputModel(complete, targets);
        options = new FurtherOptions(complete.virtV2v().options());
        parts = new PartChoices(probed.machine(), devices.exclude(), ExclusionRules.canExclude(nbdServers));
        disks = new DiskChoices(nodes(probed), orEmpty(devices.disks()), devices.allowPartialArrays(), parts);
        system = new SystemChoice(complete.virtV2v().root(), disks, this::machine);
        removable = new Choices<>(probed.machine().removableDrives(), orEmpty(devices.removable()),
                RemovableDrive::name, MachineModel::drive);
        interfaces = new Choices<>(probed.machine().interfaces(), orEmpty(devices.interfaces()),
                NetworkInterface::name, MachineModel::networkInterface);
        networks = new Networks(devices.networkMap(),
                ComputedValue.create(() -> output.chosen().getValue().networks().getValue()));
        addresses = new StaticAddresses(complete.virtV2v().addresses(), probed.machine());
    }

    /**
     * @param machine
     *            this machine
     * @param complete
     *            settings with their defaults filled in, that name no disk by its path
     */
    public MachineModel(Machine machine, Settings complete) {
        this(new Probed(machine, complete, DiskSizes.NONE, KeyFiles.NONE), false, Targets.NONE,
                NbdServer.DEFAULT_ORDER);
    }

    private List<DiskNode> nodes(Probed found) {
        Settings complete = found.complete();
        return new DiskRows(found.machine(), orEmpty(complete.devices().disks()), onlyTestDisks, found.sizes(),
                complete.devices().allowPartialArrays(), parts).nodes();
    }

    private static List<String> orEmpty(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }

    private static RemovableDrive drive(String name) {
        return new RemovableDrive(name, null);
    }

    private static NetworkInterface networkInterface(String name) {
        return new NetworkInterface(name, null, null);
    }

    /** Takes over the result of a further probe, without losing the user's choices and input. */
    public void refresh(Probed now) {
        probed = now;
        DeviceSettings devices = now.complete().devices();
        guest.refresh(now.machine(), now.complete().guest());
        parts.refresh(now.machine());
        disks.refresh(nodes(now), orEmpty(devices.disks()));
        removable.refresh(now.machine().removableDrives(), orEmpty(devices.removable()), MachineModel::drive);
        interfaces.refresh(now.machine().interfaces(), orEmpty(devices.interfaces()),
                MachineModel::networkInterface);
    }

    /** This machine. */
    public Machine machine() {
        return probed.machine();
    }

    /** The fields about the guest. */
    public GuestModel guest() {
        return guest;
    }

    /** The fields about the output. */
    public OutputModel output() {
        return output;
    }

    /** Further options of virt-v2v. */
    public FurtherOptions options() {
        return options;
    }

    /** Which operating system is converted. */
    public SystemChoice system() {
        return system;
    }

    /** The disks to choose from. */
    public DiskChoices disks() {
        return disks;
    }

    /** The removable drives to choose from. */
    public Choices<RemovableDrive> removable() {
        return removable;
    }

    /** The network interfaces to choose from. */
    public Choices<NetworkInterface> interfaces() {
        return interfaces;
    }

    /** To which networks they are connected. */
    public Networks networks() {
        return networks;
    }

    /** Which addresses they keep. */
    public StaticAddresses addresses() {
        return addresses;
    }

    /** The guest as chosen. */
    public GuestSettings guestSettings() {
        return guest.settings();
    }

    /** Disks, drives and interfaces as chosen, with the keys that were typed for them. */
    public DeviceSettings deviceSettings() {
        DeviceSettings given = probed.complete().devices();
        return given.withDisks(disks.chosen().stream().map(DiskRow::setting).toList())
                .withExclude(parts.setting(disks.chosen().stream().map(DiskRow::name).toList()))
                .withRemovable(removable.chosen()).withInterfaces(interfaces.chosen())
                .withNetworkMap(
                        networks.map(interfaces.rows().getValue().stream().map(NetworkInterface::name).toList()))
                .withEncryptionKeys(
                        Stream.concat(given.encryptionKeys().stream(), disks.encryptionKeys().stream()).toList());
    }

    /**
     * The output as chosen.
     *
     * @param server
     *            version and features of virt-v2v; null: not known yet
     */
    public OutputSettings outputSettings(@Nullable ServerInfo server) {
        return output.settings(server);
    }

    /** The sizes of disks that are named by path, without looking. */
    DiskSizer sizes() {
        return probed.sizes();
    }

    /** The keys that the settings name by file, without reading. */
    KeyFileReader keyFiles() {
        return probed.keyFiles();
    }

    /**
     * The result of planning, together with the problems of the fields themselves, which a plan cannot know.
     *
     * @param server
     *            version and features of virt-v2v; null: not known yet
     */
    Planning judge(Planning planning, @Nullable ServerInfo server) {
        List<PlanProblem> problems = new ArrayList<>();
        guest.judge(problems::add);
        output.judge(problems::add);
        options.judge(server, problems::add);
        system.judge(problems::add);
        networks.judge(problems::add);
        addresses.judge(problems::add);
        if (disks.selected().getValue().isEmpty()) {
            problems.add(new PlanProblem(Key.DISKS, TEXT.get(disks.rows().isEmpty() ? "noDisks"
                    : disks.rows().stream().allMatch(row -> row.locked() != null) ? "onlyLocked" : "noDisk")));
        }
        Set<Key> reported = problems.stream().map(PlanProblem::field)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Key.class)));
        if (planning instanceof Planning.Refused refused) {
            refused.problems().stream().filter(p -> !reported.contains(p.field())).map(this::inWizard)
                    .forEach(problems::add);
        }
        List<PlanProblem> warnings = warnings(planning.warnings(), server);
        return switch (planning) {
            case Planning.Ready ready when problems.isEmpty() -> new Planning.Ready(ready.plan(), warnings);
            default -> new Planning.Refused(problems, warnings);
        };
    }

    /** A field that is missing is filled in here, not given with a key of the kernel command line. */
    private PlanProblem inWizard(PlanProblem problem) {
        return output.chosen().getValue().field(problem.targetField()).filter(FormField::isMissing)
                .map(field -> new PlanProblem(problem.field(), problem.targetField(),
                        TEXT.get("fillIn", field.field().label())))
                .orElse(problem);
    }

    private List<PlanProblem> warnings(List<PlanProblem> planned, @Nullable ServerInfo server) {
        List<PlanProblem> own = new ArrayList<>();
        if (output.isMissing(server)) {
            own.add(new PlanProblem(Key.OUTPUT_TYPE, TEXT.get("missingMode", output.type(server))));
        }
        // Here a key is typed, not written on a command line.
        List<DiskRow> locked = probed.complete().devices().encryptionKeys().isEmpty() ? disks.withoutKey() : List.of();
        if (!locked.isEmpty()) {
            own.add(new PlanProblem(Key.ENCRYPTION_KEY,
                    TEXT.get("encrypted", locked.stream().map(DiskRow::name).collect(Collectors.joining(", ")))));
        }
        return Stream.concat(planned.stream().filter(p -> p.field() != Key.ENCRYPTION_KEY), own.stream()).toList();
    }
}
