package org.virtp2v.hardware.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.virtp2v.hardware.internal.BlockDevices.Device;

/**
 * Where the systems that are installed on this machine mount its devices, from their tables, see fstab(5). Names of the
 * kernel are believed: they are mostly the same here.
 */
final class MountPoints {
    private final SystemFiles files;
    private final List<Entry> entries = new ArrayList<>();

    /** A line of a table: the device as it names it, and an absolute path. */
    private record Entry(String source, String point) {
    }

    /**
     * @param tables
     *            the text of each table
     */
    MountPoints(SystemFiles files, List<String> tables) {
        this.files = files;
        for (var line : tables.stream().flatMap(String::lines).map(String::strip).toList()) {
            var fields = line.split("\\s+");
            // Swap space is mounted nowhere.
            if (!line.startsWith("#") && fields.length > 2 && fields[1].startsWith("/")) {
                entries.add(new Entry(MountTable.unescape(fields[0]), MountTable.unescape(fields[1])));
            }
        }
    }

    /** Where one of the devices is mounted, each place once; without what is for no terminal. */
    List<String> of(Collection<Device> devices) {
        return entries.stream().filter(entry -> devices.stream().anyMatch(device -> isOf(entry.source, device)))
                .flatMap(entry -> Stream.ofNullable(Text.line(entry.point))).distinct().toList();
    }

    private boolean isOf(String source, Device device) {
        int equals = source.indexOf('=');
        var value = source.substring(equals + 1).replace("\"", "");
        return switch (equals < 0 ? "" : source.substring(0, equals)) {
            case "UUID" -> value.equalsIgnoreCase(device.uuid());
            case "LABEL" -> value.equals(device.label());
            case "PARTLABEL" -> value.equals(device.partitionLabel());
            case "PARTUUID" ->
                device.path().equals(files.target("/dev/disk/by-partuuid/" + value.toLowerCase(Locale.ROOT)));
            default -> source.equals(device.path()) || source.equals("/dev/mapper/" + device.mappedName())
                    || source.startsWith("/dev/") && device.path().equals(files.target(source));
        };
    }
}
