package org.virtp2v.ui.internal.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.eclipse.core.databinding.observable.value.WritableValue;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.settings.StaticAddress;

/** The addresses that interfaces keep in a guest with Windows, as text for each interface. UI thread only. */
public final class StaticAddresses {
    private final List<StaticAddress> given;
    private final boolean windows;
    private final WritableValue<Map<String, List<StaticAddress>>> chosen = new WritableValue<>(Map.of(), Map.class);

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

    /** All of them: those that were given, where they were not changed. */
    List<StaticAddress> all() {
        Map<String, List<StaticAddress>> now = chosen.getValue();
        return Stream.concat(given.stream().filter(address -> !now.containsKey(address.interfaceName())),
                now.keySet().stream().sorted().flatMap(name -> now.get(name).stream())).toList();
    }
}
