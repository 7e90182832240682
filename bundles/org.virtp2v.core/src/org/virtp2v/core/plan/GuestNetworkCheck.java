package org.virtp2v.core.plan;

import java.util.List;

import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.NamedKey;
import org.virtp2v.core.settings.StaticAddress;
import org.virtp2v.core.settings.VirtV2vSettings;

/**
 * Checks the addresses and bridges of interfaces. virt-v2v knows an interface by its hardware address only, so the
 * guest must get the interface, with its address.
 */
final class GuestNetworkCheck {
    private final List<GuestInterface> interfaces;
    private final Notes problems;

    GuestNetworkCheck(List<GuestInterface> interfaces, Notes problems) {
        this.interfaces = interfaces;
        this.problems = problems;
    }

    void check(VirtV2vSettings settings) {
        settings.addresses().stream().map(StaticAddress::interfaceName).distinct()
                .forEach(name -> check(name, NamedKey.ADDRESS.of(name)));
        settings.bridges().keySet().forEach(name -> check(name, NamedKey.BRIDGE.of(name)));
    }

    private void check(String name, String key) {
        GuestInterface card = interfaces.stream().filter(i -> i.name().equals(name)).findFirst().orElse(null);
        if (card == null) {
            problems.add(Key.INTERFACES, "network.notChosen", key, name);
        } else if (card.macAddress() == null) {
            problems.add(Key.INTERFACES, "network.noAddress", key, name);
        }
    }
}
