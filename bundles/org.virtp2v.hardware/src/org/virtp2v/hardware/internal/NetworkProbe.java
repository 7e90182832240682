package org.virtp2v.hardware.internal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.NetworkInterface;
import org.virtp2v.core.machine.NetworkInterface.Kind;

/**
 * Finds the network ports by what they are, not by their names: those with hardware behind them. Bonds, VLANs, bridges
 * and other interfaces that the running system made up are none. It never brings one up.
 */
final class NetworkProbe {
    private static final String NET = "/sys/class/net/";
    private static final String PCI = "/sys/bus/pci/devices/";
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Pattern MAC_ADDRESS = Pattern.compile("[0-9a-f]{2}(?::[0-9a-f]{2}){5}");
    private static final Pattern PERMANENT = Pattern.compile("(?m)^Permanent address: (\\S+)$");
    private static final Set<String> NO_LINK = Set.of("down", "lowerlayerdown", "notpresent");
    private static final String NO_ADDRESS = "00:00:00:00:00:00";
    private static final Pattern PCI_VENDOR = Pattern.compile("0x([0-9a-f]{4})");
    /** Of a switch in the card, a port that belongs to a virtual function. */
    private static final Pattern REPRESENTOR = Pattern.compile("(?:c\\d+)?pf\\d+(?:vf|sf)\\d+");
    /**
     * Drivers of network links over USB without network hardware of their own; a few real adapters use the first too.
     */
    private static final Set<String> USB_LINKS = Set.of("cdc_ether", "cdc_ncm", "cdc_eem", "cdc_subset",
            "rndis_host");
    private static final Pattern SERVICE_PROCESSOR = Pattern.compile(
            "(?i).*(?:idrac|\\bilo\\b|\\bimm\\b|\\bxcc\\b|xclarity|\\bbmc\\b|openbmc|irmc|american megatrends|insyde"
                    + "|aspeed|virtual (?:ethernet|nic|network)|ethernet gadget|rndis).*");
    private static final int LOCALLY_ADMINISTERED = 0x02;
    /** Of {@code linux/if_arp.h}. */
    private static final int TYPE_ETHERNET = 1;
    private static final int TYPE_INFINIBAND = 32;
    private static final Pattern FLAGS = Pattern.compile("0x([0-9a-f]{1,8})");
    /** {@code IFF_UP}. */
    private static final int UP = 1;

    private final SystemFiles files;
    private final CommandRunner runner;

    NetworkProbe(SystemFiles files, CommandRunner runner) {
        this.files = files;
        this.runner = runner;
    }

    /** One port, while the names of makers are looked up. */
    private record Port(String name, @Nullable String address, String vendorId, @Nullable String driver, Kind kind) {
    }

    /** The ports, in natural order of their names. */
    List<NetworkInterface> interfaces() throws InterruptedException {
        var ports = new ArrayList<Port>();
        for (var name : files.names(NET).stream().sorted(NaturalOrder.NAMES).toList()) {
            var port = isPhysical(name) ? port(name) : null;
            if (port != null) {
                ports.add(port);
            }
        }
        var ids = new HashSet<String>();
        ports.forEach(port -> ids.add(port.vendorId));
        Map<String, String> vendors = PciIds.vendors(files, ids);
        return ports.stream().map(port -> new NetworkInterface(port.name, port.address, vendors.get(port.vendorId),
                port.driver, port.kind)).toList();
    }

    /**
     * Whether there are ports and none has a link. Only ports that are up tell whether they have one (RFC 2863's
     * operational states, in the kernel's Documentation/networking/operstates.rst).
     */
    static boolean isUnplugged(SystemFiles files) {
        var states = files.names(NET).stream().filter(name -> files.exists(NET + name + "/device"))
                .map(name -> Objects.requireNonNullElse(files.line(NET + name + "/operstate"), "unknown")).toList();
        return !states.isEmpty() && states.stream().allMatch(NO_LINK::contains);
    }

    /** The addresses of the interfaces that are up, whatever gave them to these; in lower case. */
    static Set<String> presentAddresses(SystemFiles files) {
        var addresses = new TreeSet<String>();
        for (var name : files.names(NET)) {
            var address = address(Objects.requireNonNullElse(files.line(NET + name + "/address"), "")
                    .toLowerCase(Locale.ROOT));
            if (address != null && isUp(files.line(NET + name + "/flags"))) {
                addresses.add(address);
            }
        }
        return addresses;
    }

    /** Flags as in {@code linux/if.h}; an interface that does not tell them may be up. */
    private static boolean isUp(@Nullable String flags) {
        var number = FLAGS.matcher(flags == null ? "" : flags);
        return !number.matches() || (Long.parseLong(number.group(1), 16) & UP) != 0;
    }

    /** Network cards on PCI that this system has no driver for, with the maker where it is known. */
    List<String> withoutDriver() {
        var ids = new HashSet<String>();
        var found = files.names(PCI).stream()
                .filter(address -> lowerCase(PCI + address + "/class").startsWith("0x02")
                        && !files.exists(PCI + address + "/driver") && !files.exists(PCI + address + "/physfn"))
                .toList();
        found.forEach(address -> ids.add(vendorId(PCI + address + "/vendor")));
        Map<String, String> vendors = PciIds.vendors(files, ids);
        return found.stream().map(address -> {
            var vendor = vendors.get(vendorId(PCI + address + "/vendor"));
            return vendor == null ? address : vendor + ", " + address;
        }).toList();
    }

    private boolean isPhysical(String name) {
        var device = NET + name + "/device";
        var real = files.target(NET + name);
        return files.exists(device) && real != null && !real.contains("/devices/virtual/")
        // A virtual function, or what stands for one in the card's switch, is a port of some guest.
                && !files.exists(device + "/physfn")
                && !REPRESENTOR.matcher(lowerCase(NET + name + "/phys_port_name")).matches();
    }

    /** Null when it is neither Ethernet nor InfiniBand: a mobile phone network, a CAN bus. */
    private @Nullable Port port(String name) throws InterruptedException {
        var directory = NET + name;
        int type = files.exists(directory + "/type") ? files.count(directory + "/type") : TYPE_ETHERNET;
        boolean mobile = lowerCase(directory + "/uevent").contains("devtype=wwan");
        if (mobile || type != TYPE_ETHERNET && type != TYPE_INFINIBAND) {
            return null;
        }
        var module = files.target(directory + "/device/driver");
        var driver = module == null ? null : module.substring(module.lastIndexOf('/') + 1);
        var address = macAddress(name);
        Kind kind = Kind.ETHERNET;
        if (type == TYPE_INFINIBAND) {
            kind = Kind.INFINIBAND;
        } else if (files.exists(directory + "/wireless") || files.exists(directory + "/phy80211")) {
            kind = Kind.WIRELESS;
        } else if (driver != null && USB_LINKS.contains(driver) && isServiceProcessor(directory, driver, address)) {
            kind = Kind.SERVICE_PROCESSOR;
        }
        return new Port(name, address, vendorId(directory + "/device/vendor"), driver, kind);
    }

    /** Such a link has an address that its maker made up, the same on all machines, or says what it is. */
    private boolean isServiceProcessor(String directory, String driver, @Nullable String address) {
        boolean madeUp = address == null || (Integer.parseInt(address.substring(0, 2), 16) & LOCALLY_ADMINISTERED) != 0;
        // The interface is below the USB device, which has the texts.
        var texts = files.line(directory + "/device/../manufacturer") + " "
                + files.line(directory + "/device/../product") + " " + files.line(directory + "/device/interface");
        return madeUp || driver.equals("rndis_host") || SERVICE_PROCESSOR.matcher(texts).matches();
    }

    /** The address that the port was made with. A bond or a team gives its ports another one while it lasts. */
    private @Nullable String macAddress(String name) throws InterruptedException {
        var ofBond = address(lowerCase(NET + name + "/bonding_slave/perm_hwaddr"));
        if (ofBond != null) {
            return ofBond;
        }
        if (files.count(NET + name + "/addr_assign_type") != 0) {
            var told = runner.run(LIMIT, "ethtool", "-P", name)
                    .map(output -> new String(output, StandardCharsets.UTF_8)).orElse("");
            Matcher permanent = PERMANENT.matcher(told);
            var address = permanent.find() ? address(permanent.group(1).toLowerCase(Locale.ROOT)) : null;
            if (address != null) {
                return address;
            }
        }
        return address(lowerCase(NET + name + "/address"));
    }

    private static @Nullable String address(String text) {
        return MAC_ADDRESS.matcher(text).matches() && !text.equals(NO_ADDRESS) ? text : null;
    }

    /** Four digits; empty when there is none. */
    private String vendorId(String path) {
        var vendor = PCI_VENDOR.matcher(lowerCase(path));
        return vendor.matches() ? vendor.group(1) : "";
    }

    private String lowerCase(String path) {
        var text = files.text(path);
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }
}
