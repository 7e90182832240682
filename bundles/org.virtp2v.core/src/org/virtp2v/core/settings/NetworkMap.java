package org.virtp2v.core.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * To which target network each interface is connected. The first entry that fits wins.
 *
 * @param entries
 *            the entries in order; empty: everything goes to {@value #DEFAULT_NETWORK}
 */
public record NetworkMap(List<Entry> entries) {

    /** libvirt's own network, to which everything goes that no entry fits. */
    public static final String DEFAULT_NETWORK = "default";

    /**
     * One entry.
     *
     * @param interfaceName
     *            the interface it is for; null: for every interface
     * @param network
     *            the target network
     */
    public record Entry(@Nullable String interfaceName, String network) {
        @Override
        public String toString() {
            return interfaceName == null ? network : interfaceName + ":" + network;
        }
    }

    public NetworkMap {
        entries = List.copyOf(entries);
    }

    /**
     * Reads {@code IF:NET,…,NET}.
     *
     * @throws IllegalArgumentException
     *             when an entry has an empty interface or network
     */
    static NetworkMap parse(List<String> texts) {
        List<Entry> entries = new ArrayList<>();
        for (String text : texts) {
            int colon = text.indexOf(':');
            String network = text.substring(colon + 1);
            if (network.isEmpty() || colon == 0) {
                throw new IllegalArgumentException(text);
            }
            entries.add(new Entry(colon < 0 ? null : text.substring(0, colon), network));
        }
        return new NetworkMap(entries);
    }

    /** The network for an interface. */
    public String networkOf(String interfaceName) {
        for (Entry entry : entries) {
            String only = entry.interfaceName;
            if (only == null || only.equals(interfaceName)) {
                return entry.network;
            }
        }
        return DEFAULT_NETWORK;
    }

    /** The entries as they are written, separated by spaces. */
    @Override
    public String toString() {
        return entries.stream().map(Entry::toString).collect(Collectors.joining(" "));
    }
}
