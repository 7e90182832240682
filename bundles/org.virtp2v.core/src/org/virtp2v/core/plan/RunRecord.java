package org.virtp2v.core.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.plan.Origin.DiskIdentity;
import org.virtp2v.core.settings.GuestSettings;
import org.virtp2v.core.settings.OutputSettings;
import org.virtp2v.core.settings.ReadErrorChoice;
import org.virtp2v.core.settings.RunSettings;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.settings.SettingsWriter;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.Json;

/**
 * What a conversion leaves on the server so that it can go on after the machine was switched off: what cannot be found
 * out anew. No secret is in it.
 *
 * @param program
 *            version of the program that began it
 * @param began
 *            when it began
 * @param machineUuid
 *            UUID of the machine, in lower case; null when unknown
 * @param machineName
 *            its host name; empty when unknown
 * @param guest
 *            the guest's name
 * @param settings
 *            those that matter for the rest of it: the guest's size, the output, the limit of the rate, what to do
 *            where a disk cannot be read, and whether the guest is tried, or is started before its disks are copied
 * @param target
 *            tells places of the target apart that the settings do not
 * @param disks
 *            the disks, at least one
 * @param secrets
 *            names of the files with secrets in the remote directory
 */
public record RunRecord(String program, Instant began, @Nullable String machineUuid, String machineName, String guest,
        Settings settings, String target, List<RunRecord.Disk> disks, List<String> secrets) {
    /** Its name in the remote directory. */
    public static final String FILE = "resume.json";
    /** Changes when a member changes its meaning. */
    static final int VERSION = 1;

    /**
     * A disk of the run.
     *
     * @param source
     *            the disk as it was copied
     * @param identity
     *            what it told of itself
     * @param fingerprint
     *            of a sample of its content, in hexadecimal digits; null when it is not known
     */
    public record Disk(SourceDisk source, DiskIdentity identity, @Nullable String fingerprint) {
    }

    public RunRecord {
        disks = List.copyOf(disks);
        secrets = List.copyOf(secrets);
    }

    /**
     * The record of a conversion that begins.
     *
     * @param fingerprints
     *            of the plan's disks, in their order; null where it is not known
     */
    public static RunRecord of(ConversionPlan plan, String program, Instant began,
            List<? extends @Nullable String> fingerprints, List<String> secrets) {
        List<Disk> disks = new ArrayList<>();
        for (int i = 0; i < plan.disks().size(); i++) {
            disks.add(new Disk(plan.disks().get(i), plan.origin().disks().get(i), fingerprints.get(i)));
        }
        return new RunRecord(program, began, plan.origin().uuid(), plan.origin().name(), plan.guest().name(),
                settings(plan), TargetDigest.of(plan.target().output()), disks, secrets);
    }

    private static Settings settings(ConversionPlan plan) {
        return settings(plan.guest().memoryBytes(), plan.guest().vcpus(), plan.output(), plan.bytesPerSecond(),
                plan.onReadError(), plan.testBoot() ? true : null, plan.instant());
    }

    /** Those that a record has. */
    static Settings settings(@Nullable Long memoryBytes, @Nullable Integer vcpus, OutputSettings output,
            @Nullable Long bytesPerSecond, @Nullable ReadErrorChoice onReadError, @Nullable Boolean testBoot,
            boolean instant) {
        return Settings.NONE.withGuest(GuestSettings.NONE.withMemoryBytes(memoryBytes).withVcpus(vcpus))
                .withOutput(output).withRun(RunSettings.NONE.withBytesPerSecond(bytesPerSecond)
                        .withOnReadError(onReadError).withTestBoot(testBoot).withInstant(instant));
    }

    /** The settings as words of a command line, without their secrets. */
    static String line(Settings settings) {
        return SettingsWriter.write(settings, Settings.NONE, field -> true).line();
    }

    /**
     * Reads a record that a server tells.
     *
     * @param text
     *            the content of the file
     * @throws IllegalArgumentException
     *             when it is no record, or one of another version
     */
    public static RunRecord parse(String text) {
        return RunRecordReader.read(text);
    }

    /** Whether a plan makes the same guest in the same place. */
    public boolean isSameGuest(ConversionPlan plan) {
        return guest.equals(plan.guest().name()) && target.equals(TargetDigest.of(plan.target().output()))
                && line(Settings.NONE.withOutput(settings.output()))
                        .equals(line(Settings.NONE.withOutput(plan.output())));
    }

    /** Whether it is known that a plan is of the same machine. */
    public boolean isSameMachine(ConversionPlan plan) {
        return machineUuid != null && machineUuid.equals(plan.origin().uuid());
    }

    /** Whether a plan copies the same disks of the same machine, and leaves the same parts of them behind. */
    public boolean isSameSource(ConversionPlan plan) {
        return plan.origin().mayBe(machineUuid) && disks.size() == plan.disks().size()
                && IntStream.range(0, disks.size()).allMatch(i -> isSame(plan, i));
    }

    private boolean isSame(ConversionPlan plan, int i) {
        SourceDisk now = plan.disks().get(i);
        SourceDisk then = disks.get(i).source();
        Boolean same = disks.get(i).identity().isSame(plan.origin().disks().get(i));
        return now.sizeBytes() == then.sizeBytes() && now.excluded().equals(then.excluded())
                && Objects.requireNonNullElseGet(same, () -> now.path().equals(then.path()));
    }

    /** The content of the file: JSON on one line. */
    public Json json() {
        return Json.object().with("version", VERSION).with("program", program).with("began", began.toString())
                .with("machine", Json.object().with("uuid", machineUuid).with("name", machineName))
                .with("guest", guest).with("settings", line(settings)).with("target", target)
                .with("disks", disks.stream().map(RunRecord::json).toList()).with("secrets", secrets);
    }

    private static Json json(Disk disk) {
        SourceDisk source = disk.source();
        return Json.object().with("name", source.name()).with("path", source.path().toString())
                .with("bytes", source.sizeBytes()).with("target", source.targetDevice())
                .with("bus", source.targetBus()).with("usedBytes", source.usedBytes())
                .with("excluded", source.excluded().stream().map(e -> List.of(e.offset(), e.length())).toList())
                .with("serial", disk.identity().serial()).with("wwn", disk.identity().wwn())
                .with("model", disk.identity().model()).with("fingerprint", disk.fingerprint());
    }
}
