package org.virtp2v.hardware.internal;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks up names of vendors in the PCI id list. It reads the list once, line by line, and only as far as needed: the
 * list is more than a megabyte and a live system has little memory.
 */
final class PciIds {
    private static final List<String> LISTS = List.of("/usr/share/hwdata/pci.ids", "/usr/share/misc/pci.ids");

    private PciIds() {
    }

    /**
     * The names of vendors.
     *
     * @param ids
     *            vendor ids, four lower-case hexadecimal digits each
     * @return id to name, without the ids that are in no list
     */
    static Map<String, String> vendors(SystemFiles files, Set<String> ids) {
        var names = new HashMap<String, String>();
        for (var list : LISTS) {
            var missing = new HashSet<>(ids);
            missing.removeAll(names.keySet());
            if (!missing.isEmpty() && files.exists(list)) {
                find(files, list, missing, names);
            }
        }
        return names;
    }

    /** A vendor's line is its id, two spaces, and its name; lines of devices start with a tab, of classes with C. */
    private static void find(SystemFiles files, String list, Set<String> missing, Map<String, String> names) {
        try (var lines = files.lines(list)) {
            for (var line = lines.readLine(); line != null && !missing.isEmpty(); line = lines.readLine()) {
                if (line.length() > 6 && line.startsWith("  ", 4) && missing.remove(line.substring(0, 4))) {
                    var name = Text.line(line.substring(6));
                    if (name != null) {
                        names.put(line.substring(0, 4), name);
                    }
                }
            }
        } catch (IOException e) {
            // The names until here are still right, and a vendor's name is for people only.
            return;
        }
    }
}
