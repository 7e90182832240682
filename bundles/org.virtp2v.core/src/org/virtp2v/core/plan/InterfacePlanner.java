package org.virtp2v.core.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.NetworkInterface;
import org.virtp2v.core.machine.NetworkInterface.Kind;
import org.virtp2v.core.settings.DeviceSettings;
import org.virtp2v.core.settings.Key;

/** Makes the guest's network interfaces, and says what it does not get of the machine's. */
final class InterfacePlanner {
    private final Machine machine;
    private final DeviceSettings settings;
    private final boolean thisMachine;
    private final Notes warnings;

    /**
     * @param thisMachine
     *            whether the guest is this machine, and no image
     */
    InterfacePlanner(Machine machine, DeviceSettings settings, boolean thisMachine, Notes warnings) {
        this.machine = machine;
        this.settings = settings;
        this.thisMachine = thisMachine;
        this.warnings = warnings;
    }

    List<GuestInterface> plan() {
        Map<String, NetworkInterface> known = new HashMap<>();
        machine.interfaces().forEach(i -> known.put(i.name(), i));
        List<String> wanted = Objects.requireNonNullElse(settings.interfaces(), List.of());
        List<GuestInterface> interfaces = new ArrayList<>();
        for (String name : wanted) {
            NetworkInterface found = known.get(name);
            if (found == null) {
                warnings.add(Key.INTERFACES, "unknownInterface", name);
            } else if (found.kind() == Kind.SERVICE_PROCESSOR) {
                warnings.add(Key.INTERFACES, "serviceProcessor", name);
            }
            interfaces.add(new GuestInterface(name, found == null ? null : found.macAddress(),
                    settings.networkMap().networkOf(name), model(found)));
        }
        sameAddresses(interfaces);
        if (thisMachine) {
            withoutEqual(wanted);
        }
        return interfaces;
    }

    private @Nullable String model(@Nullable NetworkInterface found) {
        return found != null && thisMachine ? SourceHardware.networkModel(found.driver()) : null;
    }

    /** Two cards with one address in one network do not reach anybody reliably. */
    private void sameAddresses(List<GuestInterface> interfaces) {
        Map<String, String> first = new HashMap<>();
        for (GuestInterface card : interfaces) {
            String address = card.macAddress();
            if (address != null) {
                String other = first.putIfAbsent(address, card.name());
                if (other != null) {
                    warnings.add(Key.INTERFACES, "sameAddress", other, card.name(), address);
                }
            }
        }
    }

    /** Network cards that a guest cannot have as they are. */
    private void withoutEqual(List<String> wanted) {
        for (NetworkInterface port : machine.interfaces()) {
            if (port.kind() == Kind.INFINIBAND) {
                warnings.add(Key.INTERFACES, wanted.contains(port.name()) ? "infiniBandChosen" : "infiniBand",
                        port.name());
            }
        }
        for (String card : machine.cardsWithoutDriver()) {
            warnings.add(Key.INTERFACES, "cardWithoutDriver", card);
        }
    }
}
