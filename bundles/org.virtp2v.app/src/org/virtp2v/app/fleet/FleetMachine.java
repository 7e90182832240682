package org.virtp2v.app.fleet;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.settings.Settings;

/**
 * A machine of the list.
 *
 * @param line
 *            its line in the list
 * @param name
 *            the guest's name
 * @param mac
 *            hardware address of the port it boots from, in lower case with hyphens; null: not given
 * @param uuid
 *            the UUID of its board, in lower case; null: not given
 * @param sizeBytes
 *            how much there is to copy of all its disks; null: not given
 * @param lines
 *            its settings, as they stand in its file
 * @param settings
 *            the same
 * @param secret
 *            whether others than the user must not see some of them
 */
record FleetMachine(int line, String name, @Nullable String mac, @Nullable String uuid, @Nullable Long sizeBytes,
        List<String> lines, Settings settings, boolean secret) {

    FleetMachine {
        lines = List.copyOf(lines);
    }

    /** By which it finds its settings: its hardware address, else its UUID. */
    String id() {
        return mac != null ? mac : String.valueOf(uuid);
    }
}
