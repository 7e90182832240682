package org.virtp2v.core.testing;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.MachineProbe;

/** A machine of a test, with its network configured. */
public final class FakeMachine implements MachineProbe {
    /** Output of diagnostic commands, by file name. */
    public Map<String, byte[]> reports = Map.of();
    /** Whether no network card has a link. */
    public volatile boolean unplugged;
    /** The hardware addresses that it answers with. */
    public volatile Set<String> addresses = Set.of();
    /** Those that it has when it has been asked for its own; null: it keeps what it has. */
    public volatile @Nullable Set<String> ownAddresses;
    private final Supplier<Machine> machine;
    private final Journal journal;

    FakeMachine(Supplier<Machine> machine, Journal journal) {
        this.machine = machine;
        this.journal = journal;
    }

    /**
     * @param machine
     *            gives the machine of each probe
     */
    public FakeMachine(Supplier<Machine> machine) {
        this(machine, new Journal());
    }

    @Override
    public Machine probe() {
        return machine.get();
    }

    @Override
    public Map<String, byte[]> reports() {
        return reports;
    }

    @Override
    public void awaitNetwork(Duration limit) {
        journal.add("await network");
    }

    @Override
    public boolean isUnplugged() {
        return unplugged;
    }

    @Override
    public Set<String> hardwareAddresses() {
        return addresses;
    }

    @Override
    public void takeOwnAddresses() {
        journal.add("take own addresses");
        Set<String> own = ownAddresses;
        addresses = own == null ? addresses : own;
    }
}
