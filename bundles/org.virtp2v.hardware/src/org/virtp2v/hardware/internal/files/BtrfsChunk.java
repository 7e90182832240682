package org.virtp2v.hardware.internal.files;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.virtp2v.hardware.internal.files.BtrfsChunks.Place;

/**
 * A chunk of the addresses of a Btrfs file system, which is on one or several devices: in columns, one row after the
 * other, with copies or checksums of them.
 *
 * @param address
 *            its first byte within the file system
 * @param length
 *            how many bytes of addresses it has
 * @param cell
 *            bytes of a column in a row
 * @param columns
 *            that have data in each row
 * @param copies
 *            of each column, on stripes beside each other
 * @param rotates
 *            whether the columns go one stripe further with each row, because there are checksums beside them
 * @param stripes
 *            where it is on devices
 */
record BtrfsChunk(long address, long length, long cell, int columns, int copies, boolean rotates,
        List<Place> stripes) {
    private static final int HEAD_BYTES = 48;
    private static final int STRIPE_BYTES = 32;
    private static final long RAID0 = 0x8;
    private static final long RAID10 = 0x40;
    private static final long RAID5 = 0x80;
    private static final long RAID6 = 0x100;

    BtrfsChunk {
        stripes = List.copyOf(stripes);
    }

    /**
     * Reads one.
     *
     * @throws UnreadableException
     *             when it is none
     */
    static BtrfsChunk parse(BtrfsItem item) throws UnreadableException {
        item.need(HEAD_BYTES);
        var bytes = item.bytes();
        long length = bytes.getLong(0);
        long cell = bytes.getLong(16);
        long type = bytes.getLong(24);
        int count = Short.toUnsignedInt(bytes.getShort(44));
        item.need(HEAD_BYTES + count * STRIPE_BYTES);
        List<Place> stripes = new ArrayList<>();
        for (int at = HEAD_BYTES; stripes.size() < count; at += STRIPE_BYTES) {
            stripes.add(new Place(bytes.getLong(at), bytes.getLong(at + 8)));
        }
        int parity = (type & RAID5) != 0 ? 1 : (type & RAID6) != 0 ? 2 : 0;
        int copies = parity > 0 || (type & RAID0) != 0 ? 1
                : (type & RAID10) != 0 ? Short.toUnsignedInt(bytes.getShort(46)) : count;
        int columns = copies == 0 ? 0 : (count - parity) / copies;
        long address = item.key().offset();
        if (columns < 1 || address < 0 || length < 1 || length > Long.MAX_VALUE - address || cell < 1
                || cell > Integer.MAX_VALUE || stripes.stream().anyMatch(s -> s.offset() < 0)) {
            throw new UnreadableException("chunk " + address);
        }
        return new BtrfsChunk(address, length, cell, columns, copies, parity > 0, stripes);
    }

    /** The length of the item that it was read from. */
    int itemBytes() {
        return HEAD_BYTES + stripes.size() * STRIPE_BYTES;
    }

    /** How many bytes it has on each of its stripes. */
    long stripeLength() {
        return length / columns;
    }

    /** All copies of an address; none when it is not in this chunk. */
    List<Place> places(long wanted) {
        long at = wanted - address;
        if (at < 0 || at >= length) {
            return List.of();
        }
        long row = at / cell / columns;
        int column = (int) (at / cell % columns);
        int first = rotates ? (int) ((column + row) % stripes.size()) : column * copies;
        return IntStream.range(first, Math.min(first + copies, stripes.size())).mapToObj(stripes::get)
                .map(stripe -> new Place(stripe.device(), stripe.offset() + row * cell + at % cell)).toList();
    }

    /** The address of a place on one of its stripes; -1: there is a checksum. */
    long address(int stripe, long at) {
        long row = at / cell;
        long column = rotates ? Math.floorMod(stripe - row, stripes.size()) : stripe / copies;
        return column < columns ? address + (row * columns + column) * cell + at % cell : -1;
    }

    /** How many bytes from a place on a stripe on have addresses one after the other. */
    long stretch(long at) {
        return columns == 1 && !rotates ? stripeLength() - at : Math.min(stripeLength() - at, cell - at % cell);
    }
}
