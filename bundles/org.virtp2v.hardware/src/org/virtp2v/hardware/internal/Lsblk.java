package org.virtp2v.hardware.internal;

import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import com.google.gson.JsonObject;

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

    /** One device by its columns, any of which may be missing; {@code above} are those that stand on it. */
    record Node(@Nullable String name, @Nullable String kname, @Nullable String type, @Nullable String tran,
            @Nullable String vendor, @Nullable String serial, @Nullable String wwn, @Nullable String pttype,
            @Nullable String parttype, @Nullable String partlabel, @Nullable String partflags,
            @Nullable String fstype, @Nullable String label, @Nullable String uuid, List<Node> above) {

        /** A device of which nothing else is known. */
        static Node of(String name, String type) {
            return new Node(name, name, type, null, null, null, null, null, null, null, null, null, null, null,
                    List.of());
        }

        /** The kernel's name, with slashes for its exclamation marks; null when there is none. */
        @Nullable
        String deviceName() {
            var kernelName = kname == null ? name : kname;
            return kernelName == null ? null : BlockDevices.displayName(kernelName);
        }
    }

    /** Parses its output; no devices when that is not possible. */
    static Lsblk parse(String json) {
        return new Lsblk(nodes(ToolJson.object(json), "blockdevices"));
    }

    private static List<Node> nodes(JsonObject parent, String name) {
        return ToolJson.objects(parent, name).stream().map(Lsblk::node).toList();
    }

    private static Node node(JsonObject node) {
        // Names are not for people only: device mapper itself writes them with escapes.
        Function<String, @Nullable String> name = column -> Text.line(ToolJson.text(node, column));
        Function<String, @Nullable String> column = title -> text(ToolJson.text(node, title));
        return new Node(name.apply("name"), name.apply("kname"), column.apply("type"), column.apply("tran"),
                column.apply("vendor"), column.apply("serial"), column.apply("wwn"), column.apply("pttype"),
                column.apply("parttype"), column.apply("partlabel"), column.apply("partflags"),
                column.apply("fstype"), column.apply("label"), column.apply("uuid"), nodes(node, "children"));
    }

    /** The serial number of a disk; null when it is not known. */
    @Nullable
    String serial(String disk) {
        for (Node node : roots) {
            String serial = node.serial();
            if (serial != null && disk.equals(node.deviceName())) {
                return serial;
            }
        }
        return null;
    }

    /** A column's text on one line; null when nothing is left. */
    private static @Nullable String text(@Nullable String text) {
        return Text.line(text == null ? null : Text.unescape(text));
    }
}
