package org.virtp2v.core.plan;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.Firmware;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.Rtc;
import org.virtp2v.core.mode.GuestFiles;
import org.virtp2v.core.mode.Storage;
import org.virtp2v.core.output.GenericTarget;
import org.virtp2v.core.output.OutputTarget;
import org.virtp2v.core.output.TargetDescription;
import org.virtp2v.core.output.TargetFault;
import org.virtp2v.core.output.TargetGuest;
import org.virtp2v.core.output.TargetInput;
import org.virtp2v.core.output.TargetOptions;
import org.virtp2v.core.output.TargetOutput;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.plan.DiskNames.NamedDisk;
import org.virtp2v.core.plan.Origin.DiskIdentity;
import org.virtp2v.core.settings.ByteSize;
import org.virtp2v.core.settings.GuestSettings;
import org.virtp2v.core.settings.OutputSettings;
import org.virtp2v.core.settings.RunSettings;
import org.virtp2v.core.settings.ServerSettings;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.settings.VirtV2vSettings;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.Messages;

/**
 * Plans the rest of a conversion that is waiting on the server. What virt-v2v has been told already is not asked for
 * again: only the log-in comes from the settings, and what may be given anew: the limit of the rate, what to do where a
 * disk cannot be read, and the test boot.
 */
public final class ResumedPlan {
    private static final Messages TEXT = Messages.beside(ResumedPlan.class);

    private ResumedPlan() {
    }

    /**
     * The plan of the rest.
     *
     * @param settings
     *            this start's settings, with a server
     * @param machine
     *            this machine
     * @param targets
     *            the targets that are installed
     * @param servers
     *            the NBD servers to try
     * @throws SourceException
     *             when a disk is not in this machine any more, or none of the servers can serve the disks as they were
     */
    public static ConversionPlan of(RunRecord record, Settings settings, Machine machine, Targets targets,
            List<NbdServer> servers) throws SourceException {
        List<SourceDisk> disks = new ArrayList<>();
        for (RunRecord.Disk disk : record.disks()) {
            SourceDisk found = find(disk, machine);
            // two disks that tell the same of themselves are not told apart by that
            if (found == null || disks.stream().anyMatch(other -> other.path().equals(found.path()))) {
                throw new SourceException(TEXT.get("resume.noDisk", describe(disk), record.guest(),
                        Objects.requireNonNullElse(settings.server().host(), "")));
            }
            disks.add(found);
        }
        RunSettings run = run(record, settings);
        boolean excludes = disks.stream().anyMatch(disk -> !disk.excluded().isEmpty());
        List<NbdServer> able = NbdChoice.of(run.onReadError(), servers, (key, text, values) -> {
        }).stream().filter(server -> !excludes || server.canExclude()).toList();
        if (able.isEmpty()) {
            throw new SourceException(TEXT.get("resume.noServer", record.guest(), NbdServer.BUILTIN.optionName()));
        }
        return plan(record, settings, run, targets, disks, able);
    }

    /**
     * A plan that only names what there was; nothing can be copied with it.
     *
     * @param settings
     *            this start's settings, with a server
     */
    public static ConversionPlan recorded(RunRecord record, Settings settings) {
        return plan(record, settings, run(record, settings), Targets.NONE,
                record.disks().stream().map(RunRecord.Disk::source).toList(), NbdServer.DEFAULT_ORDER);
    }

    /**
     * Whether it is a conversion of this machine: by the machine's UUID, or, where that is not known, by its disks.
     */
    public static boolean isOfThisMachine(RunRecord record, Machine machine) {
        String uuid = machine.identity().uuid();
        return uuid != null && record.machineUuid() != null ? uuid.equals(record.machineUuid())
                : record.disks().stream().allMatch(disk -> find(disk, machine) != null);
    }

    private static @Nullable SourceDisk find(RunRecord.Disk wanted, Machine machine) {
        SourceDisk then = wanted.source();
        NamedDisk named = new DiskNames(machine).find(then.name());
        Disk disk = machine.disks().stream()
                .filter(each -> each.sizeBytes() == then.sizeBytes())
                .filter(each -> Objects.requireNonNullElseGet(wanted.identity().isSame(DiskIdentity.of(each)),
                        () -> each == named.disk()))
                // its old name counts where several tell the same of themselves
                .min(Comparator.comparing(each -> !each.name().equals(then.name()))).orElse(null);
        if (disk != null) {
            return new SourceDisk(disk.name(), disk.device(), then.sizeBytes(), then.targetDevice(), then.targetBus(),
                    then.usedBytes(), then.excluded());
        }
        boolean image = named.disk() == null && wanted.identity().isUnknown();
        return image && Files.exists(named.realPath()) ? then : null;
    }

    private static String describe(RunRecord.Disk disk) {
        String name = disk.source().name() + " (" + ByteSize.format(disk.source().sizeBytes());
        String serial = disk.identity().serial();
        return serial == null ? name + ")" : name + ", " + serial + ")";
    }

    private static RunSettings run(RunRecord record, Settings settings) {
        RunSettings given = settings.run();
        RunSettings then = record.settings().run();
        return given
                .withBytesPerSecond(given.bytesPerSecond() == null ? then.bytesPerSecond() : given.bytesPerSecond())
                .withOnReadError(given.onReadError() == null ? then.onReadError() : given.onReadError())
                .withTestBoot(given.testBoot() == null ? then.testBoot() : given.testBoot())
                .withInstant(then.instant());
    }

    private static ConversionPlan plan(RunRecord record, Settings settings, RunSettings run, Targets targets,
            List<SourceDisk> disks, List<NbdServer> servers) {
        GuestSettings size = record.settings().guest();
        Guest guest = new Guest(record.guest(), Objects.requireNonNullElse(size.memoryBytes(), 0L), 1,
                Objects.requireNonNullElse(size.vcpus(), 1), 1, null, null, false, false, false, Rtc.UNKNOWN,
                Firmware.UNKNOWN);
        var known = new TargetGuest(guest.name(), guest.memoryBytes(), guest.vcpus(), guest.firmware(), false,
                List.of(), List.of());
        Origin origin = new Origin(record.machineUuid(), record.machineName(),
                record.disks().stream().map(RunRecord.Disk::identity).toList());
        return new ConversionPlan(settings.server().login().upTo(run.bytesPerSecond()), guest, disks, List.of(),
                List.of(), record.settings().output(), target(record, settings.server(), known, targets),
                VirtV2vSettings.NONE, servers, run, List.of(), new Exclusions(List.of(), List.of()), origin,
                GuestContent.NONE, settings.notices(), List.of());
    }

    /** What there is to know of it, virt-v2v has been told; only how its guest is started is asked for. */
    private static PlannedTarget target(RunRecord record, ServerSettings server, TargetGuest guest, Targets targets) {
        OutputSettings output = record.settings().output();
        TargetDescription description = targets.ofMode(output.type());
        OutputTarget target = description.target();
        var input = new TargetInput(TargetOptions.values(target.fields(), Map.of(), output), output, guest,
                Objects.requireNonNullElse(server.host(), ""), server.sudo());
        return new PlannedTarget(description.name(), new GenericTarget(), input, TargetOutput.NONE, new Storage.None(),
                GuestFiles.NONE, List.of(), isSame(record, target, input) ? target.nextSteps(input) : List.of());
    }

    /** Whether it was this target of the mode, and no other one. */
    private static boolean isSame(RunRecord record, OutputTarget target, TargetInput input) {
        try {
            return TargetDigest.of(target.output(input)).equals(record.target());
        } catch (TargetFault e) {
            return false;
        }
    }
}
