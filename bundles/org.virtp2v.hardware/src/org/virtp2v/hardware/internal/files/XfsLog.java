package org.virtp2v.hardware.internal.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;

/** The log of XFS, of which only its end is looked at. */
final class XfsLog {
    private static final int SECTOR_BYTES = 512;
    private static final int MAGIC = 0xfeedbabe;
    /** A record has so many sectors at most. */
    private static final int MOST_SECTORS = (256 << 10) / SECTOR_BYTES + 8;
    /** What the headers of a record describe each. */
    private static final int BYTES_OF_HEADER = 32 << 10;
    private static final int UNMOUNTED = 0x20;

    private final XfsVolume volume;
    private final long offset;
    private final long sectors;

    private XfsLog(XfsVolume volume) throws UnreadableException {
        this.volume = volume;
        this.offset = volume.offset(volume.logBlock);
        this.sectors = volume.logBlocks * volume.blockBytes / SECTOR_BYTES;
    }

    /**
     * Whether it may have changes that are not in the file system yet: its last record is not the one that unmounting
     * writes. False when it is on another device, or the time is over.
     */
    static boolean hasChanges(XfsVolume volume) throws IOException {
        if (volume.logBlock == 0 || volume.logBlocks == 0) {
            return false;
        }
        try {
            var log = new XfsLog(volume);
            return !log.isUnmounted(log.end());
        } catch (UnreadableException e) {
            return true;
        } catch (InterruptedIOException e) {
            return false;
        }
    }

    private ByteBuffer sector(long number) throws IOException {
        return volume.read(offset + Math.floorMod(number, sectors) * SECTOR_BYTES, SECTOR_BYTES);
    }

    /** Each sector begins with how often the log has been gone through, or its header has that. */
    private int cycle(long number) throws IOException {
        var sector = sector(number);
        return sector.getInt(0) == MAGIC ? sector.getInt(4) : sector.getInt(0);
    }

    /** The sector behind the last record. */
    private long end() throws IOException {
        int cycle = cycle(0);
        long from = 0;
        long to = sectors;
        while (to - from > 1) {
            long middle = (from + to) >>> 1;
            if (cycle(middle) == cycle) {
                from = middle;
            } else {
                to = middle;
            }
        }
        return to;
    }

    private boolean isUnmounted(long end) throws IOException {
        for (long number = end - 1; number >= end - MOST_SECTORS; number--) {
            var header = sector(number);
            if (header.getInt(0) == MAGIC) {
                long headers = Math.max(1, header.getInt(320) / BYTES_OF_HEADER);
                long length = (Integer.toUnsignedLong(header.getInt(12)) + SECTOR_BYTES - 1) / SECTOR_BYTES;
                return header.getInt(40) == 1 && number + headers + length == end
                        && (sector(number + headers).get(9) & UNMOUNTED) != 0;
            }
        }
        return false;
    }
}
