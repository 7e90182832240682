package org.virtp2v.core.plan;

import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.source.SourceDisk;

/**
 * Whose disks a plan copies: by what a machine and its disks are known again after a restart.
 *
 * @param uuid
 *            the machine's UUID in lower case; null when unknown
 * @param name
 *            its host name; empty when unknown
 * @param disks
 *            of the plan's disks, in their order
 */
public record Origin(@Nullable String uuid, String name, List<DiskIdentity> disks) {
    /**
     * What a disk tells of itself.
     *
     * @param serial
     *            its serial number; null when unknown
     * @param wwn
     *            its world wide name; null when it has none
     * @param model
     *            its model, for people; null when unknown
     */
    public record DiskIdentity(@Nullable String serial, @Nullable String wwn, @Nullable String model) {
        /** Of an image, and of a disk that tells nothing. */
        public static final DiskIdentity UNKNOWN = new DiskIdentity(null, null, null);

        static DiskIdentity of(Disk disk) {
            return new DiskIdentity(disk.serial(), disk.hardware().wwn(), disk.model());
        }

        /** Whether it tells nothing by which it could be known. */
        boolean isUnknown() {
            return serial == null && wwn == null;
        }

        /** Whether both tell something, and the same; null: one of them tells nothing that the other does. */
        @Nullable
        Boolean isSame(DiskIdentity other) {
            Boolean sameSerial = isSame(serial, other.serial);
            Boolean sameName = isSame(wwn, other.wwn);
            return sameSerial == null ? sameName
                    : Boolean.valueOf(sameSerial && !Boolean.FALSE.equals(sameName));
        }

        private static @Nullable Boolean isSame(@Nullable String one, @Nullable String another) {
            return one == null || another == null ? null : Boolean.valueOf(one.equals(another));
        }
    }

    public Origin {
        disks = List.copyOf(disks);
    }

    static Origin of(Machine machine, List<SourceDisk> disks) {
        return new Origin(machine.identity().uuid(), machine.hostName(),
                disks.stream().map(disk -> identity(machine, disk.path())).toList());
    }

    private static DiskIdentity identity(Machine machine, Path path) {
        return machine.disks().stream().filter(disk -> disk.device().equals(path)).findFirst()
                .map(DiskIdentity::of).orElse(DiskIdentity.UNKNOWN);
    }

    /** Whether the two may be one machine: not when both tell a UUID, and another one. */
    boolean mayBe(@Nullable String otherUuid) {
        String own = uuid;
        return own == null || otherUuid == null || own.equals(otherUuid);
    }
}
