package org.virtp2v.core.server;

import java.net.IDN;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one way to write a host's name or address, whatever people write. It is used for connecting, for showing, and for
 * looking up what is known of the host: two spellings of one host must never be two hosts, or a key that contradicts
 * known_hosts is accepted. Nothing here asks a name server.
 */
public final class HostName {
    /** RFC 1035, section 2.3.4; underscores and inner hyphens as they are used. */
    private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");
    private static final int MAX_LENGTH = 253;
    /** A name whose last part is a number is meant as an IPv4 address: no top-level domain is one. */
    private static final Pattern NUMBER_LAST = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,9}");
    /** RFC 4007, section 11; RFC 6874 writes the percent sign as {@code %25}. */
    private static final Pattern IPV6 = Pattern.compile("([0-9a-f:.]+)(?:%(?:25(?=[A-Za-z]))?([A-Za-z0-9_.@:-]+))?",
            Pattern.CASE_INSENSITIVE);
    /** What the two standards for international names, of 2003 and 2008, turn into different names. */
    private static final Pattern AMBIGUOUS = Pattern.compile("[\u00df\u1e9e\u03c2\u200c\u200d]");
    private static final Pattern NOT_ASCII = Pattern.compile("[^\\x00-\\x7f]");

    private HostName() {
    }

    /**
     * The normal form. Names are in lower case and without the dot at the end, international ones in their ASCII form
     * (RFC 3490). IPv4 addresses have four decimal parts; IPv6 addresses are without brackets and as RFC 5952 writes
     * them, with a zone only where it means something.
     *
     * @throws IllegalArgumentException
     *             when it is no name or address of a host, or one that programs understand in different ways
     */
    public static String normal(String text) {
        String host = text.strip();
        if (host.length() > 2 * MAX_LENGTH) {
            throw new IllegalArgumentException("too long"); // before others take time for it
        }
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        return host.indexOf(':') >= 0 ? ipv6(host) : name(host);
    }

    private static String name(String text) {
        if (AMBIGUOUS.matcher(text).find()) {
            throw new IllegalArgumentException("ambiguous: " + text);
        }
        String ascii = NOT_ASCII.matcher(text).find() ? IDN.toASCII(text, IDN.ALLOW_UNASSIGNED) : text;
        String name = ascii.toLowerCase(Locale.ROOT);
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        if (NUMBER_LAST.matcher(name).matches()) {
            return ipv4(name);
        }
        for (String label : name.split("\\.", -1)) {
            if (!LABEL.matcher(label).matches()) {
                throw new IllegalArgumentException("no host name: " + text);
            }
        }
        if (name.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("too long: " + text);
        }
        return name;
    }

    /** As inet_aton(3): {@code 127.1} is {@code 127.0.0.1}. Octal and hexadecimal are not the same to all programs. */
    private static String ipv4(String text) {
        String[] parts = text.split("\\.", -1);
        long address = 0;
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            long limit = last ? 1L << 8 * (4 - i) : 1 << 8;
            long part = parts.length <= 4 && NUMBER.matcher(parts[i]).matches() ? Long.parseLong(parts[i]) : limit;
            if (part >= limit) {
                throw new IllegalArgumentException("no IPv4 address: " + text);
            }
            address |= last ? part : part << 8 * (3 - i);
        }
        return (address >> 24) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255);
    }

    private static String ipv6(String text) {
        Matcher parts = IPV6.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("no IPv6 address: " + text);
        }
        try {
            InetAddress address = InetAddress.getByName(parts.group(1)); // with a colon it is never looked up
            if (address instanceof Inet4Address) {
                return address.getHostAddress(); // RFC 4291, section 2.5.5.2
            }
            boolean zone = parts.group(2) != null && address.isLinkLocalAddress();
            return shorten(address.getAddress()) + (zone ? "%" + parts.group(2) : "");
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** RFC 5952, section 4: the first longest run of at least two zero fields becomes {@code ::}. */
    private static String shorten(byte[] address) {
        int[] fields = new int[8];
        int run = 0;
        int longest = 1;
        int begin = -1;
        for (int i = 0; i < fields.length; i++) {
            fields[i] = (address[2 * i] & 255) << 8 | address[2 * i + 1] & 255;
            run = fields[i] == 0 ? run + 1 : 0;
            if (run > longest) {
                longest = run;
                begin = i - run + 1;
            }
        }
        return begin < 0 ? join(fields, 0, 8) : join(fields, 0, begin) + "::" + join(fields, begin + longest, 8);
    }

    private static String join(int[] fields, int from, int to) {
        var joined = new StringJoiner(":");
        for (int i = from; i < to; i++) {
            joined.add(Integer.toHexString(fields[i]));
        }
        return joined.toString();
    }
}
