package org.virtp2v.core.mode;

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * An output mode of virt-v2v ({@code -o}), see virt-v2v(1) and virt-v2v-output-local(1). To add a mode, add it to the
 * list here, and an output target with its fields.
 *
 * @param names
 *            all names that virt-v2v takes, the one that users of this program know first. Every version takes them
 *            all, but {@code --machine-readable} lists only one: {@code disk} since 2.8, {@code ovirt} and
 *            {@code ovirt-upload} since 2.10
 * @param storage
 *            where its guests go
 * @param metadataEnd
 *            the end of the name, after the guest's, of the file that describes the guest; empty: there is none
 * @param tools
 *            names of programs that virt-v2v runs for this mode only
 */
public record OutputMode(List<String> names, Storage storage, String metadataEnd, List<String> tools) {
    private static final Storage DIRECTORY = new Storage.Directory(Storage.Directory.DEFAULT);
    private static final Storage ELSEWHERE = new Storage.Elsewhere();
    private static final List<OutputMode> KNOWN = List.of(
            new OutputMode(List.of("local", "disk"), DIRECTORY, ".xml", List.of()),
            new OutputMode(List.of("libvirt"), new Storage.Pool(Storage.Pool.DEFAULT), "", List.of()),
            new OutputMode(List.of("qemu"), DIRECTORY, ".sh", List.of()),
            new OutputMode(List.of("kubevirt"), DIRECTORY, ".yaml", List.of()),
            new OutputMode(List.of("openstack", "osp", "rhosp"), ELSEWHERE, "", List.of("openstack")),
            new OutputMode(List.of("glance"), ELSEWHERE, "", List.of("glance")),
            new OutputMode(List.of("rhv-upload", "rhv_upload", "ovirt-upload", "ovirt_upload"), ELSEWHERE, "",
                    List.of("python3")),
            new OutputMode(List.of("rhv", "rhev", "ovirt"), ELSEWHERE, "", List.of()),
            new OutputMode(List.of("null"), new Storage.None(), "", List.of()));
    /** An {@code -oo} option of {@code -o kubevirt}, once for each disk; since virt-v2v 2.10. */
    private static final String NAMED_DISK = "disk=";

    public OutputMode {
        names = List.copyOf(names);
        tools = List.copyOf(tools);
    }

    /** The mode of a name; of one that is not known a mode of which nothing is known. */
    public static OutputMode of(String name) {
        return KNOWN.stream().filter(mode -> mode.names.contains(name)).findFirst()
                .orElseGet(() -> new OutputMode(List.of(name), ELSEWHERE, "", List.of()));
    }

    /** Whether two names mean the same mode. */
    public static boolean same(String name, String other) {
        return of(name).equals(of(other));
    }

    /** Its first name. */
    public String name() {
        return names.getFirst();
    }

    /** Whether it is among those that virt-v2v lists, by whichever name. */
    public boolean isIn(Collection<String> listed) {
        return names.stream().anyMatch(listed::contains);
    }

    /** The directory of the conversion server that guests go to when none is given; null: they go elsewhere. */
    public @Nullable String defaultDirectory() {
        return storage instanceof Storage.Directory directory ? directory.usual() : null;
    }

    /**
     * The files that virt-v2v makes.
     *
     * @param guest
     *            the guest's name
     * @param disks
     *            virt-v2v's names of the disks
     * @param options
     *            virt-v2v's further options, among them the values of {@code -oo}
     */
    public GuestFiles files(String guest, List<String> disks, Collection<String> options) {
        return switch (storage) {
            // A disk that the user names is the user's own.
            case Storage.Directory d -> new GuestFiles(
                    options.stream().anyMatch(option -> option.startsWith(NAMED_DISK)) ? List.of() : disks,
                    metadataEnd.isEmpty() ? "" : guest + metadataEnd);
            case Storage.Pool p -> new GuestFiles(disks, "");
            case Storage.None n -> GuestFiles.NONE;
            case Storage.Elsewhere e -> GuestFiles.NONE;
        };
    }
}
