package org.virtp2v.core.server;

import java.util.List;

/**
 * The verification of a guest that virt-v2v has made.
 *
 * @param faults
 *            its faults; empty when none was found
 * @param unseen
 *            absolute names of files, or the name of libvirt's guest, that could not be looked at
 */
public record GuestCheck(List<Fault> faults, List<String> unseen) {

    public GuestCheck {
        faults = List.copyOf(faults);
        unseen = List.copyOf(unseen);
    }

    /** One thing that is wrong. */
    public sealed interface Fault {
    }

    /**
     * A file is not there.
     *
     * @param file
     *            its absolute name
     */
    public record Missing(String file) implements Fault {
    }

    /**
     * The file that describes the guest has nothing in it.
     *
     * @param file
     *            its absolute name
     */
    public record Empty(String file) implements Fault {
    }

    /**
     * A disk of the guest is smaller than that of the machine.
     *
     * @param file
     *            the absolute name of its file
     * @param bytes
     *            the size that the guest sees, in bytes; 0 also when it is no image of its format
     * @param needed
     *            the size of the machine's disk, in bytes
     */
    public record TooSmall(String file, long bytes, long needed) implements Fault {
    }

    /**
     * The guest is described without one of its disks.
     *
     * @param disk
     *            the disk's name, such as {@code web1-sda}
     * @param where
     *            the absolute name of the file that describes it, or libvirt's name of the guest
     */
    public record NotNamed(String disk, String where) implements Fault {
    }

    /**
     * libvirt does not have the guest.
     *
     * @param guest
     *            its name
     */
    public record NotDefined(String guest) implements Fault {
    }
}
