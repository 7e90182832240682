package org.virtp2v.hardware.internal;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The output of {@code lsblk --json}: the block devices as trees, a device with several parents below each of them. It
 * is run once for a look at the machine. Immutable.
 *
 * @param roots
 *            the devices that stand on no other one; none when lsblk is missing, too old for JSON, or not understood
 */
record Lsblk(List<Node> roots) {
    /** The columns that are asked for: the parts of a {@link Node}. */
    static final String COLUMNS = "NAME,KNAME,TYPE,TRAN,VENDOR,SERIAL,WWN,PTTYPE,PARTTYPE,PARTLABEL,PARTFLAGS,FSTYPE,"
            + "LABEL,UUID";

    /** One device, as its columns are printed; any of them may be missing. */
    record Node(@Nullable String name, @Nullable String kname, @Nullable String type, @Nullable String tran,
            @Nullable String vendor, @Nullable String serial, @Nullable String wwn, @Nullable String pttype,
            @Nullable String parttype, @Nullable String partlabel, @Nullable String partflags,
            @Nullable String fstype, @Nullable String label, @Nullable String uuid, @Nullable List<Node> children) {

        /** A device of which nothing else is known. */
        static Node of(String name, String type) {
            return new Node(name, name, type, null, null, null, null, null, null, null, null, null, null, null, null);
        }

        /** The kernel's name, with slashes for its exclamation marks; null when there is none. */
        @Nullable String deviceName() {
            var kernelName = text(kname) == null ? text(name) : text(kname);
            return kernelName == null ? null : BlockDevices.displayName(kernelName);
        }

        /** Those that stand on it. */
        List<Node> above() {
            return ToolJson.present(children);
        }
    }

    /** The outermost object. */
    private record Output(@Nullable List<Node> blockdevices) {
    }

    /** Parses its output; no devices when that is not possible. */
    static Lsblk parse(String json) {
        return new Lsblk(ToolJson.read(json, Output.class).map(output -> ToolJson.present(output.blockdevices))
                .orElse(List.of()));
    }

    /** The serial number of a disk; null when it is not known. */
    @Nullable String serial(String disk) {
        for (Node node : roots) {
            String serial = text(node.serial());
            if (serial != null && disk.equals(node.deviceName())) {
                return serial;
            }
        }
        return null;
    }

    /** A text without the blanks around it; null when nothing is left. */
    static @Nullable String text(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
