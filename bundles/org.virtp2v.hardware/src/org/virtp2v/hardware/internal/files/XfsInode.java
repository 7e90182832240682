package org.virtp2v.hardware.internal.files;

import java.nio.ByteBuffer;

/**
 * An inode of XFS.
 *
 * @param number
 *            within the file system
 * @param directory
 *            whether it is one of a directory
 * @param data
 *            what it has as its content
 * @param attributes
 *            what it has as its extended attributes
 */
record XfsInode(long number, boolean directory, XfsFork data, XfsFork attributes) {
    private static final short MAGIC = 0x494e;
    private static final int TYPE = 0xf000;
    private static final int DIRECTORY = 0x4000;
    private static final int HEAD_BYTES = 100;
    private static final int HEAD_BYTES_OF_VERSION_3 = 176;
    /** Its content is on another device. */
    private static final int REAL_TIME = 1;
    private static final int LARGE_COUNTS = 1 << 4;

    /**
     * Reads one.
     *
     * @throws UnreadableException
     *             when it is none
     */
    static XfsInode parse(XfsVolume volume, ByteBuffer bytes, long number) throws UnreadableException {
        int version = bytes.get(4);
        int head = version == 3 ? HEAD_BYTES_OF_VERSION_3 : HEAD_BYTES;
        int split = Byte.toUnsignedInt(bytes.get(82)) * 8;
        int room = volume.inodeBytes - head;
        if (bytes.getShort(0) != MAGIC || version < 1 || version > 3 || split > room) {
            throw new UnreadableException("inode " + number);
        }
        boolean large = version == 3 && (bytes.getLong(120) & LARGE_COUNTS) != 0;
        long dataExtents = large ? bytes.getLong(24) : Integer.toUnsignedLong(bytes.getInt(76));
        long attributeExtents = large ? Integer.toUnsignedLong(bytes.getInt(76))
                : Short.toUnsignedLong(bytes.getShort(80));
        boolean elsewhere = (bytes.getShort(90) & REAL_TIME) != 0;
        return new XfsInode(number, (bytes.getShort(2) & TYPE) == DIRECTORY,
                elsewhere ? XfsFork.NONE
                        : new XfsFork(bytes.get(5), dataExtents, bytes.slice(head, split == 0 ? room : split)),
                split == 0 ? XfsFork.NONE
                        : new XfsFork(bytes.get(83), attributeExtents, bytes.slice(head + split, room - split)));
    }
}
