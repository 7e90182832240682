package org.virtp2v.core.mode;

/** The kind of place that a guest goes to, and so the meaning of {@code -os}. */
public sealed interface Storage {
    /**
     * A directory of the conversion server, which {@code -os} names.
     *
     * @param usual
     *            the directory when none is given
     */
    record Directory(String usual) implements Storage {
        /** Where files go when nothing else is said; the C program's default. */
        public static final String DEFAULT = "/var/tmp";
    }

    /**
     * A storage pool of libvirt, which {@code -os} names, at the connection that {@code -oc} names.
     *
     * @param usual
     *            the pool when none is given
     */
    record Pool(String usual) implements Storage {
        /** libvirt's own, and virt-v2v's default. */
        public static final String DEFAULT = "default";
    }

    /** None: nothing is kept of the guest. */
    record None() implements Storage {
    }

    /** Not known to this program: a management system has it, or the output mode is not known. */
    record Elsewhere() implements Storage {
    }
}
