package org.virtp2v.core.settings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.HostName;

/**
 * An address that an interface has in the guest, see virt-v2v(1), {@code --mac}. No name is ever looked up.
 *
 * @param interfaceName
 *            the physical interface
 * @param address
 *            an IPv4 or IPv6 address
 * @param gateway
 *            the gateway, of the same family; null: none
 * @param prefixLength
 *            length of the network's prefix in bits; null: not given
 * @param nameServers
 *            addresses of name servers
 */
public record StaticAddress(String interfaceName, String address, @Nullable String gateway,
        @Nullable Integer prefixLength, List<String> nameServers) {
    private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile("(" + BYTE + "[.]){3}" + BYTE);
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    public StaticAddress {
        nameServers = List.copyOf(nameServers);
    }

    /**
     * Reads {@code ADDRESS[,GATEWAY[,PREFIX[,DNS…]]]}.
     *
     * @throws IllegalArgumentException
     *             when a part is wrong
     */
    public static StaticAddress parse(String interfaceName, String text) {
        List<String> parts = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        String address = ip(parts.getFirst());
        String gateway = parts.size() < 2 || parts.get(1).isEmpty() ? null : ip(parts.get(1));
        if (gateway != null && isIpv4(gateway) != isIpv4(address)) {
            throw new IllegalArgumentException("two families: " + text);
        }
        Integer prefix = parts.size() < 3 ? null : prefix(parts.get(2), isIpv4(address) ? IPV4_BITS : IPV6_BITS);
        List<String> servers = parts.stream().skip(3).map(StaticAddress::ip).toList();
        return new StaticAddress(interfaceName, address, gateway, prefix, servers);
    }

    private static String ip(String text) {
        if (!isIpv4(text)) {
            if (!IPV6.matcher(text).matches()) {
                throw new IllegalArgumentException("no address: " + text);
            }
            HostName.normal(text);
        }
        return text;
    }

    private static boolean isIpv4(String text) {
        return IPV4.matcher(text).matches();
    }

    private static int prefix(String text, int most) {
        if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > most) {
            throw new IllegalArgumentException("no length of a prefix: " + text);
        }
        return Integer.parseInt(text);
    }

    /** The address as it is read, and as virt-v2v takes it. */
    public String text() {
        List<String> parts = new ArrayList<>(List.of(address));
        if (gateway != null || prefixLength != null) {
            parts.add(gateway == null ? "" : gateway);
        }
        if (prefixLength != null) {
            parts.add(prefixLength.toString());
        }
        parts.addAll(nameServers);
        return String.join(",", parts);
    }
}
