package org.virtp2v.hardware.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The mounted file systems, from {@code /proc/self/mountinfo} (proc_pid_mountinfo(5)). It knows paths and devices by
 * name only and never looks at a file system.
 */
final class MountTable {
    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");
    private static final Pattern LAYER = Pattern.compile("(?:lowerdir\\+?|datadir\\+|upperdir)=(.*)");

    private final List<Mount> mounts;

    private MountTable(List<Mount> mounts) {
        this.mounts = mounts;
    }

    /**
     * One mount.
     *
     * @param device
     *            device number, {@code major:minor}; the major number is 0 where no block device is behind it
     * @param point
     *            where it is mounted
     * @param type
     *            file system type
     * @param source
     *            its source: a device node, or a word that depends on the type
     * @param layers
     *            for an overlay, the directories it is made of
     */
    record Mount(String device, String point, String type, String source, List<String> layers) {
        boolean anonymous() {
            return device.startsWith("0:");
        }

        boolean contains(String path) {
            return path.equals(point) || path.startsWith(point.equals("/") ? point : point + "/");
        }
    }

    /** Reads the table; lines that are not understood are left out. */
    static MountTable parse(String mountinfo) {
        var mounts = new ArrayList<Mount>();
        for (var line : mountinfo.lines().toList()) {
            int separator = line.indexOf(" - ");
            if (separator < 0) {
                continue;
            }
            var mount = line.substring(0, separator).split(" ");
            var fileSystem = line.substring(separator + 3).split(" ", 3);
            if (mount.length >= 6 && fileSystem.length >= 2) {
                var options = fileSystem.length == 3 ? fileSystem[2] : "";
                var type = fileSystem[0];
                mounts.add(new Mount(mount[2], unescape(mount[4]), type, unescape(fileSystem[1]),
                        type.equals("overlay") ? layers(options) : List.of()));
            }
        }
        return new MountTable(List.copyOf(mounts));
    }

    /** All mounts, the upper ones after those they hide. */
    List<Mount> all() {
        return mounts;
    }

    /** The mount that an absolute path lies in; null when the table has not even a root. */
    @Nullable
    Mount containing(String path) {
        Mount best = null;
        for (var mount : mounts) {
            if (mount.contains(path) && (best == null || mount.point.length() >= best.point.length())) {
                best = mount;
            }
        }
        return best;
    }

    private static List<String> layers(String options) {
        return Stream.of(options.split(","))
                .map(LAYER::matcher)
                .filter(matcher -> matcher.matches())
                .flatMap(matcher -> Stream.of(unescape(matcher.group(1)).split("(?<!\\\\):")))
                .map(path -> path.replace("\\:", ":"))
                .filter(path -> path.startsWith("/"))
                .toList();
    }

    /** A field of it, or of fstab(5), without escapes. */
    static String unescape(String field) {
        return OCTAL.matcher(field).replaceAll(match -> {
            char c = (char) Integer.parseInt(match.group(1), 8);
            return c == '\\' || c == '$' ? "\\" + c : String.valueOf(c);
        });
    }
}
