package org.virtp2v.ui.internal.model;

import java.util.Objects;
import java.util.function.Consumer;

import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.eclipse.core.databinding.observable.value.WritableValue;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.plan.PlanProblem;
import org.virtp2v.core.plan.Planner;
import org.virtp2v.core.settings.FirmwareChoice;
import org.virtp2v.core.settings.GuestSettings;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.text.Messages;

/** The properties of the guest, as text in fields. UI thread only. */
public final class GuestModel {
    private static final Messages TEXT = Messages.beside(GuestModel.class);
    private static final int MEBIBYTE = 20;

    private final WritableValue<String> name;
    private final WritableValue<String> vcpus;
    private final WritableValue<String> memory;
    private final WritableValue<Boolean> topology;
    private final WritableValue<FirmwareChoice> firmware;
    private Machine machine;
    private GuestSettings complete;
    private String typedVcpus;

    GuestModel(Machine machine, GuestSettings complete) {
        this.machine = machine;
        this.complete = complete;
        typedVcpus = vcpus(complete);
        name = new WritableValue<>(name(complete), String.class);
        memory = new WritableValue<>(memory(complete), String.class);
        topology = new WritableValue<>(complete.physicalTopology(), Boolean.class);
        firmware = new WritableValue<>(complete.firmware(), FirmwareChoice.class);
        vcpus = new WritableValue<>(topology.getValue() ? product() : typedVcpus, String.class);
        topology.addValueChangeListener(e -> topologyChanged());
    }

    private static String name(GuestSettings guest) {
        return Objects.requireNonNullElse(guest.name(), "");
    }

    private static String vcpus(GuestSettings guest) {
        Integer count = guest.vcpus();
        return count == null ? "" : count.toString();
    }

    private static String memory(GuestSettings guest) {
        Long bytes = guest.memoryBytes();
        return bytes == null ? "" : Long.toString(bytes >> MEBIBYTE);
    }

    private void topologyChanged() {
        if (topology.getValue()) {
            typedVcpus = vcpus.getValue();
            vcpus.setValue(product());
        } else {
            vcpus.setValue(typedVcpus);
        }
    }

    private String product() {
        return Long.toString(machine.cpu().topology().cpus());
    }

    /** Takes over the results of a further probe, where the user has typed nothing. */
    void refresh(Machine now, GuestSettings nowComplete) {
        // A name made up for a machine without one is made up anew each time.
        String nowName = now.hostName().equals(machine.hostName()) ? name(complete) : name(nowComplete);
        String before = name(complete);
        GuestSettings old = complete;
        machine = now;
        complete = nowComplete;
        follow(name, before, nowName);
        follow(memory, memory(old), memory(nowComplete));
        if (topology.getValue()) {
            typedVcpus = typedVcpus.equals(vcpus(old)) ? vcpus(nowComplete) : typedVcpus;
            vcpus.setValue(product());
        } else {
            follow(vcpus, vcpus(old), vcpus(nowComplete));
        }
    }

    private static void follow(WritableValue<String> field, String before, String now) {
        if (field.getValue().equals(before)) {
            field.setValue(now);
        }
    }

    /** The guest's name. */
    public IObservableValue<String> name() {
        return name;
    }

    /** The number of virtual CPUs; the machine's own while its topology is copied. */
    public IObservableValue<String> vcpus() {
        return vcpus;
    }

    /** Memory in MiB. */
    public IObservableValue<String> memory() {
        return memory;
    }

    /** Whether the guest gets the sockets, cores and threads of the machine. */
    public IObservableValue<Boolean> topology() {
        return topology;
    }

    /** What it boots with. */
    public IObservableValue<FirmwareChoice> firmware() {
        return firmware;
    }

    /** What is chosen; in the place of a number that cannot be read stands the default. */
    GuestSettings settings() {
        String cpus = topology.getValue() ? typedVcpus : vcpus.getValue();
        Integer count = isCount(cpus) ? Integer.valueOf(cpus.strip()) : complete.vcpus();
        // A size that is no whole number of MiB stays as it is until the user types another.
        boolean same = memory.getValue().strip().equals(memory(complete)) || !isMemory(memory.getValue());
        Long bytes = same ? complete.memoryBytes() : Long.valueOf(mebibytes(memory.getValue()) << MEBIBYTE);
        return complete.withName(name.getValue().strip()).withPhysicalTopology(topology.getValue()).withVcpus(count)
                .withMemoryBytes(bytes).withFirmware(firmware.getValue());
    }

    /** Reports the problems of the fields. */
    void judge(Consumer<PlanProblem> problems) {
        String text = name.getValue();
        if (text.isBlank()) {
            problems.accept(new PlanProblem(Key.GUEST_NAME, TEXT.get("noName")));
        } else if (text.indexOf('/') >= 0 || text.chars().anyMatch(Character::isISOControl)) {
            problems.accept(new PlanProblem(Key.GUEST_NAME, TEXT.get("badName")));
        }
        if (!topology.getValue() && !isCount(vcpus.getValue())) {
            problems.accept(new PlanProblem(Key.VCPU_CORES, TEXT.get("badVcpus")));
        }
        if (!isMemory(memory.getValue())) {
            problems.accept(new PlanProblem(Key.MEMORY, TEXT.get("badMemory")));
        } else if (mebibytes(memory.getValue()) < Planner.MIN_MEMORY >> MEBIBYTE) {
            problems.accept(new PlanProblem(Key.MEMORY,
                    TEXT.get("littleMemory", Long.toString(Planner.MIN_MEMORY >> MEBIBYTE))));
        }
    }

    private static boolean isCount(String text) {
        try {
            return Integer.parseInt(text.strip()) >= 1;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean isMemory(String text) {
        long most = Long.MAX_VALUE >> MEBIBYTE;
        try {
            long number = mebibytes(text);
            return number >= 0 && number <= most;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static long mebibytes(String text) {
        return Long.parseLong(text.strip());
    }
}
