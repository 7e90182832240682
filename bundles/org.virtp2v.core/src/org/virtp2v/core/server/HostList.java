package org.virtp2v.core.server;

import java.util.ArrayList;
import java.util.List;

/**
 * One conversion server, or several of which one is taken: their names or addresses with commas between them. What is
 * in no host name cannot be mistaken for a part of one.
 */
public final class HostList {
    private HostList() {
    }

    /**
     * The normal form: each host in that of {@link HostName}, with a comma and no blank between two.
     *
     * @throws IllegalArgumentException
     *             when one of them is no name or address of a host, or there twice
     */
    public static String normal(String text) {
        return String.join(",", hosts(text));
    }

    /**
     * The hosts, at least one, in their order and in normal form.
     *
     * @throws IllegalArgumentException
     *             when one of them is no name or address of a host, or there twice
     */
    public static List<String> hosts(String text) {
        List<String> hosts = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String host = HostName.normal(part);
            if (hosts.contains(host)) {
                throw new IllegalArgumentException("twice: " + host);
            }
            hosts.add(host);
        }
        return List.copyOf(hosts);
    }
}
