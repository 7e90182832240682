package org.virtp2v.ui.internal.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.eclipse.core.databinding.observable.value.WritableValue;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.plan.PlanProblem;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.StaticAddress;
import org.virtp2v.core.text.Messages;

/** The addresses that interfaces keep in a guest with Windows, as text for each interface. UI thread only. */
public final class StaticAddresses {
    private static final Messages TEXT = Messages.beside(StaticAddresses.class);

    private final List<StaticAddress> given;
    private final boolean windows;
    private final WritableValue<Map<String, List<StaticAddress>>> chosen = new WritableValue<>(Map.of(), Map.class);
    private final WritableValue<Set<String>> refused = new WritableValue<>(Set.of(), Set.class);

    StaticAddresses(List<StaticAddress> given, Machine machine) {
        this.given = given;
        windows = machine.disks().stream().anyMatch(disk -> disk.content().boot().windows());
    }

    /** Whether they mean something: virt-v2v ignores them in other guests. */
    public boolean areUseful() {
        return windows || !given.isEmpty();
    }

    /** The changed addresses, by interface. */
    public IObservableValue<Map<String, List<StaticAddress>>> changed() {
        return chosen;
    }

    /** The addresses of an interface, with blanks between them; empty: none. */
    public String of(String networkInterface) {
        List<StaticAddress> own = chosen.getValue().get(networkInterface);
        Stream<StaticAddress> addresses = own != null ? own.stream()
                : given.stream().filter(address -> address.interfaceName().equals(networkInterface));
        return addresses.map(StaticAddress::text).collect(Collectors.joining(" "));
    }

    /**
     * Gives an interface its addresses.
     *
     * @param typed
     *            as {@code p2v.ip} takes them, with blanks between several; empty: none
     * @return whether they can be read; otherwise nothing is changed
     */
    public boolean set(String networkInterface, String typed) {
        Set<String> bad = new TreeSet<>(refused.getValue());
        boolean taken = read(networkInterface, typed);
        if (taken ? bad.remove(networkInterface) : bad.add(networkInterface)) {
            refused.setValue(Set.copyOf(bad));
        }
        return taken;
    }

    private boolean read(String networkInterface, String typed) {
        try {
            List<StaticAddress> read = Arrays.stream(typed.strip().split("\\s+")).filter(word -> !word.isEmpty())
                    .map(word -> StaticAddress.parse(networkInterface, word)).toList();
            Map<String, List<StaticAddress>> now = new HashMap<>(chosen.getValue());
            now.put(networkInterface, read);
            chosen.setValue(Map.copyOf(now));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Reports interfaces whose addresses were last given in a way that cannot be read. */
    void judge(Consumer<PlanProblem> problems) {
        refused.getValue().stream().sorted()
                .forEach(name -> problems.accept(new PlanProblem(Key.INTERFACES, TEXT.get("badAddress", name))));
    }

    /** All of them: those that were given, where they were not changed. */
    List<StaticAddress> all() {
        Map<String, List<StaticAddress>> now = chosen.getValue();
        return Stream.concat(given.stream().filter(address -> !now.containsKey(address.interfaceName())),
                now.keySet().stream().sorted().flatMap(name -> now.get(name).stream())).toList();
    }
}
