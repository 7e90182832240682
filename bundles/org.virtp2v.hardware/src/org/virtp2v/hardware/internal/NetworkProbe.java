package org.virtp2v.hardware.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.NetworkInterface;

/**
 * Finds the network interfaces, by the names that Linux gives to Ethernet and wireless hardware. It never brings an
 * interface up.
 */
final class NetworkProbe {
    private static final Pattern NAME = Pattern.compile("(?:em|en|eth|wl).*");
    private static final Pattern MAC_ADDRESS = Pattern.compile("[0-9a-f]{2}(?::[0-9a-f]{2}){5}");
    private static final String NO_ADDRESS = "00:00:00:00:00:00";
    private static final Pattern PCI_VENDOR = Pattern.compile("0x([0-9a-f]{4})");

    private final SystemFiles files;

    NetworkProbe(SystemFiles files) {
        this.files = files;
    }

    /** The interfaces, sorted by name. */
    List<NetworkInterface> interfaces() {
        var names = files.names("/sys/class/net").stream().filter(name -> NAME.matcher(name).matches()).toList();
        var vendorIds = new HashMap<String, String>();
        for (var name : names) {
            var vendor = PCI_VENDOR.matcher(lowerCase("/sys/class/net/" + name + "/device/vendor"));
            if (vendor.matches()) {
                vendorIds.put(name, vendor.group(1));
            }
        }
        Map<String, String> vendors = PciIds.vendors(files, Set.copyOf(vendorIds.values()));
        return names.stream()
                .map(name -> new NetworkInterface(name, macAddress(name),
                        vendors.get(vendorIds.getOrDefault(name, "")), driver(name)))
                .toList();
    }

    private @Nullable String macAddress(String name) {
        var address = lowerCase("/sys/class/net/" + name + "/address");
        return MAC_ADDRESS.matcher(address).matches() && !address.equals(NO_ADDRESS) ? address : null;
    }

    private @Nullable String driver(String name) {
        var module = files.target("/sys/class/net/" + name + "/device/driver");
        return module == null ? null : module.substring(module.lastIndexOf('/') + 1);
    }

    private String lowerCase(String path) {
        var text = files.text(path);
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }
}
