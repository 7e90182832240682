package org.virtp2v.ssh.internal.hostkey;

import java.net.IDN;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.virtp2v.core.server.HostName;

/**
 * How known_hosts files may write a host. ssh writes there what its user typed, so what is plainly the same host is
 * found under each of its names; a hashed name can only be tried.
 */
final class HostSpellings {
    private static final int STANDARD_PORT = 22;
    private static final Pattern WITH_PORT = Pattern.compile("\\[(.*)\\](?::([0-9]+))?");
    private static final Pattern IPV4 = Pattern.compile("[0-9.]+");

    private HostSpellings() {
    }

    /**
     * All of them, for a host in its normal form. With another port than SSH's own each is {@code [host]:port}, as
     * sshd(8) says.
     */
    static Set<String> of(String host, int port) {
        Set<String> names = new LinkedHashSet<>();
        names.add(host);
        if (host.indexOf(':') >= 0) {
            addIpv6(host, names);
        } else if (IPV4.matcher(host).matches()) {
            names.add("::ffff:" + host);
        } else {
            names.add(IDN.toUnicode(host));
            names.addAll(names.stream().map(name -> name + ".").toList());
        }
        if (port == STANDARD_PORT) {
            return names;
        }
        Set<String> withPort = new LinkedHashSet<>();
        names.forEach(name -> withPort.add("[" + name + "]:" + port));
        return withPort;
    }

    /** A pattern of a line, so that the normal form of a host matches it if one of its spellings is there. */
    static String ofPattern(String pattern) {
        Matcher bracketed = WITH_PORT.matcher(pattern);
        boolean hasBrackets = bracketed.matches();
        String host = normal(hasBrackets ? bracketed.group(1) : pattern);
        String port = hasBrackets ? bracketed.group(2) : null;
        return port == null || port.equals("22") ? host : "[" + host + "]:" + port;
    }

    private static String normal(String host) {
        try {
            return HostName.normal(host);
        } catch (IllegalArgumentException e) {
            return host.toLowerCase(Locale.ROOT); // it has wildcards, or is nobody's name
        }
    }

    /** Without its zone, with the zone's name and its number, and without abbreviation. */
    private static void addIpv6(String host, Set<String> names) {
        int percent = host.indexOf('%');
        String address = percent < 0 ? host : host.substring(0, percent);
        try {
            String whole = InetAddress.getByName(address).getHostAddress();
            names.add(address);
            names.add(whole);
            if (percent >= 0) {
                String zone = host.substring(percent + 1);
                NetworkInterface found = zone.matches("[0-9]{1,9}")
                        ? NetworkInterface.getByIndex(Integer.parseInt(zone)) : NetworkInterface.getByName(zone);
                if (found != null) {
                    names.add(address + "%" + found.getName());
                    names.add(address + "%" + found.getIndex());
                }
            }
        } catch (UnknownHostException | SocketException e) {
            names.add(address);
        }
    }
}
