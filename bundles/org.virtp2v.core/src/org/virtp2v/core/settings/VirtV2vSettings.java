package org.virtp2v.core.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What virt-v2v is told of the guest besides the output; see virt-v2v(1).
 *
 * @param root
 *            {@code --root}: {@code first}, {@code single} or a device; null: {@code first}
 * @param addresses
 *            {@code --mac …:ip:…}: static addresses, in the order they were given
 * @param bridges
 *            {@code --mac …:bridge:…}: bridges by the names of the interfaces
 */
public record VirtV2vSettings(@Nullable String root, List<StaticAddress> addresses, Map<String, String> bridges) {
    /** Nothing given. */
    public static final VirtV2vSettings NONE = new VirtV2vSettings(null, List.of(), Map.of());

    public VirtV2vSettings {
        addresses = List.copyOf(addresses);
        bridges = Collections.unmodifiableMap(new LinkedHashMap<>(bridges));
    }

    /** The same with another operating system. */
    public VirtV2vSettings withRoot(@Nullable String root) {
        return new VirtV2vSettings(root, addresses, bridges);
    }

    /** The same with one more address. */
    public VirtV2vSettings withAddress(StaticAddress address) {
        return new VirtV2vSettings(root, Stream.concat(addresses.stream(), Stream.of(address)).toList(), bridges);
    }

    /** The same with the bridge of an interface. */
    public VirtV2vSettings withBridge(String interfaceName, String bridge) {
        Map<String, String> all = new LinkedHashMap<>(bridges);
        all.put(interfaceName, bridge);
        return new VirtV2vSettings(root, addresses, all);
    }
}
