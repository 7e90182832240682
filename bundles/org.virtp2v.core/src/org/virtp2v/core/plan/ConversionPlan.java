package org.virtp2v.core.plan;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.settings.NoticeSettings;
import org.virtp2v.core.settings.OutputSettings;
import org.virtp2v.core.settings.ReadErrorChoice;
import org.virtp2v.core.settings.ResumeChoice;
import org.virtp2v.core.settings.RunSettings;
import org.virtp2v.core.settings.VirtV2vSettings;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.SourceDisk;

/**
 * Everything that one conversion does, decided and checked. A plan that exists is valid: only the {@link Planner} makes
 * one, and {@link ResumedPlan} that of a conversion that goes on.
 */
public final class ConversionPlan {
    private final ServerLogin login;
    private final Guest guest;
    private final List<SourceDisk> disks;
    private final List<String> removable;
    private final List<GuestInterface> interfaces;
    private final OutputSettings output;
    private final PlannedTarget target;
    private final VirtV2vSettings virtV2v;
    private final List<NbdServer> nbdServers;
    private final boolean testConnection;
    private final boolean ignorePreflight;
    private final @Nullable Long bytesPerSecond;
    private final List<EncryptionKey> encryptionKeys;
    private final Exclusions exclusions;
    private final @Nullable ReadErrorChoice onReadError;
    private final boolean testBoot;
    private final boolean instant;
    private final ResumeChoice resume;
    private final Origin origin;
    private final GuestContent content;
    private final NoticeSettings notices;
    private final @Nullable Integer maxRunning;
    private final List<ConversionPlan> alternatives;

    ConversionPlan(ServerLogin login, Guest guest, List<SourceDisk> disks, List<String> removable,
            List<GuestInterface> interfaces, OutputSettings output, PlannedTarget target,
            VirtV2vSettings virtV2v, List<NbdServer> nbdServers, RunSettings run, List<EncryptionKey> encryptionKeys,
            Exclusions exclusions, Origin origin, GuestContent content, NoticeSettings notices,
            List<ConversionPlan> alternatives) {
        this.login = login;
        this.guest = guest;
        this.disks = List.copyOf(disks);
        this.removable = List.copyOf(removable);
        this.interfaces = List.copyOf(interfaces);
        this.output = output;
        this.target = target;
        this.virtV2v = virtV2v;
        this.nbdServers = List.copyOf(nbdServers);
        this.testConnection = !run.skipTestConnection();
        this.ignorePreflight = run.ignorePreflight();
        this.bytesPerSecond = run.bytesPerSecond();
        this.onReadError = run.onReadError();
        this.testBoot = Boolean.TRUE.equals(run.testBoot()) && !run.instant();
        this.instant = run.instant();
        this.encryptionKeys = List.copyOf(encryptionKeys);
        this.exclusions = exclusions;
        this.resume = run.resume();
        this.origin = origin;
        this.content = content;
        this.notices = notices;
        this.maxRunning = run.maxRunning();
        this.alternatives = List.copyOf(alternatives);
    }

    /** Who is told of the conversion while it goes on. */
    public NoticeSettings notices() {
        return notices;
    }

    /** How to get into the conversion server. */
    public ServerLogin login() {
        return login;
    }

    /** The same on each server of which one is to be taken, this one first. */
    public List<ConversionPlan> candidates() {
        List<ConversionPlan> all = new ArrayList<>(List.of(this));
        all.addAll(alternatives);
        return all;
    }

    /** The servers of which one is to be taken, for people: addresses with commas between them. */
    public String servers() {
        return candidates().stream().map(candidate -> candidate.login().address()).collect(joining(", "));
    }

    /** How many conversions may run on a server, this one included; null: any number. */
    public @Nullable Integer maxRunning() {
        return maxRunning;
    }

    /** The guest that is to come out. */
    public Guest guest() {
        return guest;
    }

    /** The disks to copy, at least one, in the guest's order. */
    public List<SourceDisk> disks() {
        return disks;
    }

    /** Names of the removable drives that the guest gets, without their content. */
    public List<String> removable() {
        return removable;
    }

    /** The guest's network interfaces. */
    public List<GuestInterface> interfaces() {
        return interfaces;
    }

    /**
     * The names of all files that are made where the guest goes: those of the target, and the overlays that are there
     * while a running guest's disks are copied. None of them may exist before, and a failed run may remove them.
     */
    public List<String> fileNames() {
        List<String> names = new ArrayList<>(target.fileNames());
        Overlays.of(this).stream().filter(name -> !names.contains(name)).forEach(names::add);
        return names;
    }

    /** virt-v2v's options for the output. */
    public OutputSettings output() {
        return output;
    }

    /** The output target, and the files and options it adds. */
    public PlannedTarget target() {
        return target;
    }

    /** What virt-v2v is told of the guest besides the output, checked. */
    public VirtV2vSettings virtV2v() {
        return virtV2v;
    }

    /** The NBD servers to try, in this order. */
    public List<NbdServer> nbdServers() {
        return nbdServers;
    }

    /** Whether the conversion begins with a test connection. */
    public boolean testConnection() {
        return testConnection;
    }

    /** The keys of encrypted disks, read; in the order they were given. */
    public List<EncryptionKey> encryptionKeys() {
        return encryptionKeys;
    }

    /** What stays behind of the disks. */
    public Exclusions exclusions() {
        return exclusions;
    }

    /** Whether it goes on although a check of the preflight finds a problem. */
    public boolean ignorePreflight() {
        return ignorePreflight;
    }

    /** What to do where a disk cannot be read; null: ask, where there is somebody to ask, else stop. */
    public @Nullable ReadErrorChoice onReadError() {
        return onReadError;
    }

    /** What to do about a conversion of this machine that is still waiting on the server. */
    public ResumeChoice resume() {
        return resume;
    }

    /** By what the machine and its disks are known again after a restart. */
    public Origin origin() {
        return origin;
    }

    /** What is recognised on the disks. */
    public GuestContent content() {
        return content;
    }

    /** Whether the guest is started before its disks are copied. */
    public boolean instant() {
        return instant;
    }

    /** Whether the finished guest is started once on the conversion server, to try it. */
    public boolean testBoot() {
        return testBoot;
    }

    /** Upper limit of the rate of copying in bytes a second, all disks together; null: none. */
    public @Nullable Long bytesPerSecond() {
        return bytesPerSecond;
    }
}
