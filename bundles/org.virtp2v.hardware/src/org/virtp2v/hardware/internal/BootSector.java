package org.virtp2v.hardware.internal;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The first 512 bytes of a disk: the code that BIOS runs, and the four entries of the MBR's partition table.
 *
 * @param bytes
 *            what was read; fewer or none when it cannot be read
 */
record BootSector(byte[] bytes) {
    static final int SIZE = 512;
    /** Behind it are the disk's signature and the table. */
    private static final int CODE_END = 440;
    private static final int TABLE = 446;
    private static final int ENTRY_SIZE = 16;
    private static final int ENTRIES = 4;
    private static final byte ACTIVE = (byte) 0x80;
    /** Loaders that need no active partition. */
    private static final Pattern LOADERS = Pattern.compile("GRUB|LILO|LINUX", Pattern.CASE_INSENSITIVE);

    /** Whether the disk could be read at all. */
    boolean isRead() {
        return bytes.length >= SIZE;
    }

    /** Whether BIOS would run code from here. */
    boolean hasCode() {
        boolean marked = isRead() && bytes[SIZE - 2] == 0x55 && bytes[SIZE - 1] == (byte) 0xAA;
        for (int i = 0; marked && i < CODE_END; i++) {
            if (bytes[i] != 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether the code finds something to go on with: an active partition, or what the code itself knows. */
    boolean boots() {
        boolean active = false;
        for (int i = 0; isRead() && i < ENTRIES; i++) {
            active |= bytes[TABLE + i * ENTRY_SIZE] == ACTIVE;
        }
        return hasCode() && (active
                || LOADERS.matcher(new String(bytes, 0, CODE_END, StandardCharsets.ISO_8859_1)).find());
    }
}
