package org.virtp2v.ui.internal.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.eclipse.core.databinding.observable.value.WritableValue;
import org.virtp2v.core.plan.PlanProblem;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.NetworkMap;
import org.virtp2v.core.text.Messages;

/** To which target network each interface is connected, and which networks are known by name. UI thread only. */
public final class Networks {
    private static final Messages TEXT = Messages.beside(Networks.class);

    private final NetworkMap given;
    private final WritableValue<Map<String, String>> chosen = new WritableValue<>(Map.of(), Map.class);
    private final WritableValue<Set<String>> refused = new WritableValue<>(Set.of(), Set.class);
    private final IObservableValue<List<String>> offered;

    /**
     * @param offered
     *            the networks that the conversion server has for the chosen target
     */
    Networks(NetworkMap given, IObservableValue<List<String>> offered) {
        this.given = given;
        this.offered = offered;
    }

    /** The changed networks, by interface. */
    public IObservableValue<Map<String, String>> chosen() {
        return chosen;
    }

    /** The network of an interface. */
    public String of(String networkInterface) {
        String own = chosen.getValue().get(networkInterface);
        return own != null ? own : given.networkOf(networkInterface);
    }

    /**
     * Connects an interface.
     *
     * @return whether that can be the name of a network: not empty, and without the separators of the entries of {@code
     *         p2v.network}
     */
    public boolean connect(String networkInterface, String network) {
        String name = network.strip();
        Set<String> bad = new TreeSet<>(refused.getValue());
        boolean changed = isName(name) ? bad.remove(networkInterface) : bad.add(networkInterface);
        if (changed) {
            refused.setValue(Set.copyOf(bad));
        }
        if (!isName(name)) {
            return false;
        }
        Map<String, String> now = new HashMap<>(chosen.getValue());
        now.put(networkInterface, name);
        chosen.setValue(Map.copyOf(now));
        return true;
    }

    /** The networks that the server offers; those of a list that is shown change with them. */
    public IObservableValue<List<String>> offered() {
        return offered;
    }

    /** Reports interfaces whose network was last given a name that cannot be one. */
    void judge(Consumer<PlanProblem> problems) {
        refused.getValue().stream().sorted()
                .forEach(name -> problems.accept(new PlanProblem(Key.NETWORK_MAP, TEXT.get("badNetwork", name))));
    }

    private static boolean isName(String name) {
        return !name.isEmpty() && name.chars().noneMatch(c -> c == ',' || c == '"' || Character.isISOControl(c));
    }

    /**
     * The networks to choose from: libvirt's own, those of the settings, those in use, those of the server.
     */
    public List<String> known() {
        List<String> known = new ArrayList<>(List.of(NetworkMap.DEFAULT_NETWORK));
        given.entries().forEach(entry -> known.add(entry.network()));
        chosen.getValue().values().stream().sorted().forEach(known::add);
        offered.getValue().stream().filter(Networks::isName).forEach(known::add);
        return known.stream().distinct().toList();
    }

    /**
     * The whole as a map: as given, as long as it means the same.
     *
     * @param interfaces
     *            names of all interfaces
     */
    NetworkMap map(List<String> interfaces) {
        if (interfaces.stream().allMatch(name -> of(name).equals(given.networkOf(name)))) {
            return given;
        }
        Set<String> all = interfaces.stream().map(this::of).collect(Collectors.toSet());
        if (all.size() == 1) {
            String network = all.iterator().next();
            return new NetworkMap(network.equals(NetworkMap.DEFAULT_NETWORK) ? List.of()
                    : List.of(new NetworkMap.Entry(null, network)));
        }
        return new NetworkMap(interfaces.stream().filter(name -> !of(name).equals(NetworkMap.DEFAULT_NETWORK))
                .map(name -> new NetworkMap.Entry(name, of(name))).toList());
    }
}
