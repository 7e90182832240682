package org.virtp2v.core.server;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The state of the conversion server, as its user sees it. Everything may be unknown: a file system may hang, a
 * directory may be closed to the user, a program may be missing.
 *
 * @param temporary
 *            {@code /tmp}, where the remote directory is made
 * @param overlays
 *            where virt-v2v keeps its temporary copies of changed blocks: {@code $VIRT_V2V_TMPDIR}, else libguestfs's
 *            {@code $LIBGUESTFS_CACHEDIR}, {@code $TMPDIR} or {@code /var/tmp}
 * @param storage
 *            the directory or storage pool that the guest is written to
 * @param existingFiles
 *            those of the files asked for that exist; null: unknown
 * @param missingTools
 *            those of the tools asked for that are in no directory of the path; null: unknown
 * @param libvirtGuest
 *            whether libvirt has the guest already; null: unknown
 * @param clockAhead
 *            how much the server's clock is ahead of this machine's; negative when behind; null: unknown
 * @param python
 *            version of the Python that can run the relay; empty: there is none; null: unknown
 * @param guestfs
 *            what libguestfs has there
 */
public record ServerFacts(Place temporary, Place overlays, Place storage, @Nullable List<String> existingFiles,
        @Nullable List<String> missingTools, @Nullable Boolean libvirtGuest, @Nullable Duration clockAhead,
        @Nullable String python, GuestfsFacts guestfs) {

    public ServerFacts {
        existingFiles = existingFiles == null ? null : List.copyOf(existingFiles);
        missingTools = missingTools == null ? null : List.copyOf(missingTools);
    }

    /** Facts without those about libguestfs. */
    public ServerFacts(Place temporary, Place overlays, Place storage, @Nullable List<String> existingFiles,
            @Nullable List<String> missingTools, @Nullable Boolean libvirtGuest, @Nullable Duration clockAhead,
            @Nullable String python) {
        this(temporary, overlays, storage, existingFiles, missingTools, libvirtGuest, clockAhead, python,
                GuestfsFacts.UNKNOWN);
    }

    /** The same with other facts about libguestfs. */
    public ServerFacts with(GuestfsFacts other) {
        return new ServerFacts(temporary, overlays, storage, existingFiles, missingTools, libvirtGuest, clockAhead,
                python, other);
    }

    /**
     * Somewhere that files are written to.
     *
     * @param name
     *            the path, or the name of the pool
     * @param state
     *            its known properties
     * @param freeBytes
     *            how much fits in, in bytes; null: unknown
     */
    public record Place(String name, State state, @Nullable Long freeBytes) {
        /** A place of which nothing is known. */
        public static Place unknown(String name) {
            return new Place(name, State.UNKNOWN, null);
        }
    }

    /** The known properties of a place. */
    public enum State {
        /** Nothing. */
        UNKNOWN,
        /** It is not there. */
        MISSING,
        /** There is something else than a directory. */
        NOT_A_DIRECTORY,
        /** The user cannot get as far as there. */
        UNREACHABLE,
        /** The user cannot write there. */
        NOT_WRITABLE,
        /** A storage pool that is not started. */
        INACTIVE,
        /** The user can write there. */
        WRITABLE
    }
}
