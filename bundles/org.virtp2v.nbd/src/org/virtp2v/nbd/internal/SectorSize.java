package org.virtp2v.nbd.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.virtp2v.nbd.internal.device.DeviceKey;

/** The sector sizes of a disk, from sysfs. */
final class SectorSize {
    private static final Logger LOG = Logger.getLogger(SectorSize.class.getName());
    /** Of image files, and where sysfs does not tell. */
    private static final int USUAL = 512;
    private static final int MOST = 64 * 1024;

    private SectorSize() {
    }

    /** Bytes of a logical sector, a power of two from 512 to 65536. */
    static int of(Path disk) {
        return read(disk, "logical_block_size");
    }

    /** Bytes that the disk itself reads at least, a power of two from 512 to 65536; not less than a logical sector. */
    static int physical(Path disk) {
        return Math.max(of(disk), read(disk, "physical_block_size"));
    }

    private static int read(Path disk, String attribute) {
        try {
            Path directory = DeviceKey.directory(disk);
            if (directory == null) {
                return USUAL;
            }
            Path file = DeviceKey.whole(directory).resolve("queue").resolve(attribute);
            int bytes = Integer.parseInt(Files.readString(file).strip());
            return bytes >= USUAL && bytes <= MOST && Integer.bitCount(bytes) == 1 ? bytes : USUAL;
        } catch (IOException | NumberFormatException e) {
            LOG.log(Level.FINE, "sector size of " + disk, e);
            return USUAL;
        }
    }
}
