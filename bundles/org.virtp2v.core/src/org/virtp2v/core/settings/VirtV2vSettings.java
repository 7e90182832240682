package org.virtp2v.core.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.Secret;

/**
 * What virt-v2v is told of the guest besides the output; see virt-v2v(1).
 *
 * @param root
 *            {@code --root}: {@code first}, {@code single} or a device; null: {@code first}
 * @param addresses
 *            {@code --mac …:ip:…}: static addresses, in the order they were given
 * @param bridges
 *            {@code --mac …:bridge:…}: bridges by the names of the interfaces
 * @param variables
 *            environment variables by their names, all of {@link ToolVariables}
 * @param options
 *            further options, in the order they were given
 */
public record VirtV2vSettings(@Nullable String root, List<StaticAddress> addresses, Map<String, String> bridges,
        Map<String, Secret> variables, List<ToolOption> options) {
    /** Nothing given. */
    public static final VirtV2vSettings NONE = new VirtV2vSettings(null, List.of(), Map.of(), Map.of(), List.of());

    public VirtV2vSettings {
        addresses = List.copyOf(addresses);
        bridges = Collections.unmodifiableMap(new LinkedHashMap<>(bridges));
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
        options = List.copyOf(options);
    }

    /** The same with another operating system. */
    public VirtV2vSettings withRoot(@Nullable String root) {
        return new VirtV2vSettings(root, addresses, bridges, variables, options);
    }

    /** The same with one more address. */
    public VirtV2vSettings withAddress(StaticAddress address) {
        return new VirtV2vSettings(root, Stream.concat(addresses.stream(), Stream.of(address)).toList(), bridges,
                variables, options);
    }

    /** The same with other addresses. */
    public VirtV2vSettings withAddresses(List<StaticAddress> addresses) {
        return new VirtV2vSettings(root, addresses, bridges, variables, options);
    }

    /** The same with the bridge of an interface. */
    public VirtV2vSettings withBridge(String interfaceName, String bridge) {
        Map<String, String> all = new LinkedHashMap<>(bridges);
        all.put(interfaceName, bridge);
        return new VirtV2vSettings(root, addresses, all, variables, options);
    }

    /** The same with the value of a variable. */
    public VirtV2vSettings withVariable(String name, Secret value) {
        Map<String, Secret> all = new LinkedHashMap<>(variables);
        all.put(name, value);
        return new VirtV2vSettings(root, addresses, bridges, all, options);
    }

    /** The same with other further options. */
    public VirtV2vSettings withOptions(List<ToolOption> options) {
        return new VirtV2vSettings(root, addresses, bridges, variables, options);
    }
}
