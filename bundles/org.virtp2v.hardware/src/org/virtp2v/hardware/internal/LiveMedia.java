package org.virtp2v.hardware.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.settings.KernelCommandLine;
import org.virtp2v.hardware.internal.BlockDevices.Device;

/**
 * Media that live systems start from, known by their labels and by what the kernel command line says: nothing of them
 * may be mounted, because the system was copied to memory, or came over the network while a stick was left in.
 */
final class LiveMedia {
    /** Of virt-p2v's image, however it was written to its medium. */
    private static final Pattern LABEL = Pattern.compile("virt[-_]?p2v", Pattern.CASE_INSENSITIVE);
    /** Of the image of a disc made for virt-p2v, also by the C program's tools. */
    private static final Pattern DISC_LABEL = Pattern.compile("(?:virt[-_]?p2v|livecd-p2v).*",
            Pattern.CASE_INSENSITIVE);
    private static final String SITE_DATA_LABEL = "P2VDATA";
    private static final String SITE_DATA_DEVICES = "/run/virt-p2v/own-devices/";
    /** See dracut.cmdline(7), live-boot(7), casper(7) and mkinitcpio-archiso. */
    private static final Pattern PARAMETERS = Pattern
            .compile("root|live-media|archisolabel|archisodevice|misolabel|inst\\.stage2");
    private static final Pattern VALUE = Pattern
            .compile("(?:live:|hd:)?(?:(CDLABEL|LABEL|UUID)=|/dev/disk/by-(label|uuid)/)?(.+)");
    private static final Pattern ESCAPE = Pattern.compile("\\\\x([0-9a-fA-F]{2})");

    private LiveMedia() {
    }

    /** The devices that carry such a medium. */
    static List<Device> devices(SystemFiles files, BlockDevices blockDevices) {
        var named = named(files.text("/proc/cmdline"));
        return blockDevices.all().stream().filter(device -> isMedium(device, named) || isSiteData(files, device))
                .toList();
    }

    private static boolean isMedium(Device device, List<String> named) {
        boolean disc = "iso9660".equals(device.fileSystem()) && matches(DISC_LABEL, device.label());
        return disc || matches(LABEL, device.label()) || matches(LABEL, device.partitionLabel())
                || named.contains(device.label()) || named.contains(device.uuid()) || named.contains(device.path());
    }

    /**
     * Whether the settings and keys of a site come from there. The label alone does not tell: a disk that is to be
     * converted may have a partition with it. So the image's script leaves a file for the one that it has believed.
     */
    private static boolean isSiteData(SystemFiles files, Device device) {
        return SITE_DATA_LABEL.equals(device.label())
                && files.exists(SITE_DATA_DEVICES + BlockDevices.kernelName(device.name()));
    }

    private static boolean matches(Pattern pattern, @Nullable String label) {
        return label != null && pattern.matcher(label).matches();
    }

    /** Labels, UUIDs and paths of media that the kernel command line names. */
    private static List<String> named(@Nullable String line) {
        var named = new ArrayList<String>();
        for (var entry : KernelCommandLine.parse(line == null ? "" : line).entries()) {
            var text = Objects.requireNonNullElse(entry.value(), "");
            var value = VALUE.matcher(text);
            boolean live = PARAMETERS.matcher(entry.key()).matches()
                    && (!entry.key().equals("root") || text.startsWith("live:"));
            if (live && value.matches()) {
                named.add(ESCAPE.matcher(value.group(3)).replaceAll(found -> Matcher
                        .quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 16)))));
            }
        }
        return named;
    }
}
