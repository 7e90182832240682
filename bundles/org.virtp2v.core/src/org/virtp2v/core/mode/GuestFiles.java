package org.virtp2v.core.mode;

import java.util.ArrayList;
import java.util.List;

/**
 * The files that virt-v2v makes for a guest in its {@link Storage.Directory} or {@link Storage.Pool}: those that must
 * not be there before, that are removed when a conversion fails, and that are looked at when it succeeds. Names without
 * a path.
 *
 * @param disks
 *            the files of the guest's disks, in their order; empty: they are not known, or the user's own
 * @param metadata
 *            the file that describes the guest and names its disks; empty: there is none
 */
public record GuestFiles(List<String> disks, String metadata) {
    /** No files, or none that are known. */
    public static final GuestFiles NONE = new GuestFiles(List.of(), "");

    /**
     * @throws IllegalArgumentException
     *             when something is not the name of a file: it could be removed somewhere else
     */
    public GuestFiles {
        disks = List.copyOf(disks);
        all(disks, metadata).stream().filter(name -> !name.matches("[^/\\p{Cc}]+") || name.matches("\\.\\.?"))
                .forEach(name -> {
                    throw new IllegalArgumentException("not a file name: " + name);
                });
    }

    /** All of them: the disks first, then the guest's description. */
    public List<String> all() {
        return all(disks, metadata);
    }

    private static List<String> all(List<String> disks, String metadata) {
        List<String> all = new ArrayList<>(disks);
        if (!metadata.isEmpty()) {
            all.add(metadata);
        }
        return all;
    }
}
