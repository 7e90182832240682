package org.virtp2v.hardware.internal.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;

/**
 * An XFS file system of version 4 or 5: its superblock, and where its allocation groups, blocks and inodes are. The
 * format is described in "XFS Algorithms &amp; Data Structures"; all numbers are big-endian.
 */
final class XfsVolume {
    private static final int MAGIC = 0x58465342;
    private static final int SUPERBLOCK_BYTES = 512;
    private static final int DIRECTORY_VERSION_2 = 0x2000;
    private static final int REVERSE_MAP = 0x2;
    private static final int FEATURES2_FILE_TYPE = 0x200;
    private static final int INCOMPAT_FILE_TYPE = 0x1;
    /** So many that no computation with bytes overflows; the kernel allows no more bytes than this blocks. */
    private static final long MOST_BLOCKS = 1L << 45;
    private static final int HEADER_SECTOR_OF_SPACE = 1;
    private static final int HEADER_SECTOR_OF_INODES = 2;

    final int blockBytes;
    final int directoryBytes;
    final int inodeBytes;
    final long groupBlocks;
    final long groups;
    final long blocks;
    final long root;
    /** Whether structures have checksums, and longer headers for them. */
    final boolean checksums;
    /** Whether it records for each block who owns it. */
    final boolean reverseMap;
    /** Whether the entries of a directory say what kind of file each is. */
    final boolean fileTypes;

    /** The first block of the log, its group in the upper bits; 0 when it is on another device. */
    final long logBlock;
    final long logBlocks;

    private final VolumeReader reader;
    private final int sectorBytes;
    private final int groupBits;
    private final int inodeBits;
    private final long bitmapInode;
    private final long summaryInode;

    /**
     * Reads the superblock.
     *
     * @throws UnreadableException
     *             when it is not one of XFS, or of one that is not known
     */
    XfsVolume(VolumeReader reader) throws IOException {
        this.reader = reader;
        var sb = reader.read(0, SUPERBLOCK_BYTES);
        blockBytes = sb.getInt(4);
        blocks = sb.getLong(8);
        logBlock = sb.getLong(48);
        root = sb.getLong(56);
        bitmapInode = sb.getLong(64);
        summaryInode = sb.getLong(72);
        groupBlocks = Integer.toUnsignedLong(sb.getInt(84));
        groups = Integer.toUnsignedLong(sb.getInt(88));
        logBlocks = Integer.toUnsignedLong(sb.getInt(96));
        int version = Short.toUnsignedInt(sb.getShort(100));
        sectorBytes = Short.toUnsignedInt(sb.getShort(102));
        inodeBytes = Short.toUnsignedInt(sb.getShort(104));
        inodeBits = sb.get(123);
        groupBits = sb.get(124);
        checksums = (version & 0xf) == 5;
        int directoryBits = sb.get(192);
        reverseMap = checksums && (sb.getInt(212) & REVERSE_MAP) != 0;
        fileTypes = checksums ? (sb.getInt(216) & INCOMPAT_FILE_TYPE) != 0
                : (sb.getInt(200) & FEATURES2_FILE_TYPE) != 0;
        boolean sensible = sb.getInt(0) == MAGIC && isPowerOfTwo(blockBytes, 512, 65536)
                && isPowerOfTwo(sectorBytes, 512, 32768) && isPowerOfTwo(inodeBytes, 256, 2048)
                && inodeBytes <= blockBytes && inodeBits >= 0 && 1L << inodeBits == blockBytes / inodeBytes
                && groupBits >= 0
                && groupBits < 32 && groupBlocks > 0 && groupBlocks <= 1L << groupBits && groups > 0
                && blocks > (groups - 1) * groupBlocks && blocks <= groups * groupBlocks && blocks <= MOST_BLOCKS
                && directoryBits >= 0 && directoryBits < 8 && blockBytes << directoryBits <= 65536
                && (checksums || (version & 0xf) == 4 && (version & DIRECTORY_VERSION_2) != 0);
        if (!sensible) {
            throw new UnreadableException("superblock");
        }
        directoryBytes = blockBytes << directoryBits;
    }

    private static boolean isPowerOfTwo(int number, int least, int most) {
        return Integer.bitCount(number) == 1 && number >= least && number <= most;
    }

    /** The first byte of an allocation group, from the beginning of the volume. */
    long groupOffset(long group) {
        return group * groupBlocks * blockBytes;
    }

    /** The first byte of a block of a group. */
    long offset(long group, long block) throws UnreadableException {
        if (group < 0 || group >= groups || block < 0 || block >= groupBlocks) {
            throw new UnreadableException("block " + block + " of group " + group);
        }
        return groupOffset(group) + block * blockBytes;
    }

    /** The first byte of a block, whose number has the group in its upper bits. */
    long offset(long block) throws UnreadableException {
        return offset(block >>> groupBits, block & ((1L << groupBits) - 1));
    }

    /** The first byte of an inode of a group. */
    long inodeOffset(long group, long inode) throws UnreadableException {
        return offset(group, inode >>> inodeBits) + (inode & ((1L << inodeBits) - 1)) * inodeBytes;
    }

    /** The number within the file system of an inode of a group. */
    long inodeNumber(long group, long inode) {
        return group << (groupBits + inodeBits) | inode;
    }

    XfsInode inode(long number) throws IOException {
        int bits = groupBits + inodeBits;
        long group = number >>> bits;
        return XfsInode.parse(this, reader.read(inodeOffset(group, number & ((1L << bits) - 1)), inodeBytes), number);
    }

    /** Whether an inode is the file system's own. */
    boolean isInternal(long inode) {
        return inode == bitmapInode || inode == summaryInode;
    }

    /**
     * There may be billions of groups, by a superblock that is broken.
     *
     * @throws InterruptedIOException
     *             when the time is over
     */
    void checkTime() throws InterruptedIOException {
        reader.checkTime();
    }

    ByteBuffer read(long offset, int bytes) throws IOException {
        return reader.read(offset, bytes);
    }

    ByteBuffer block(long offset) throws IOException {
        return reader.read(offset, blockBytes);
    }

    /** The header of a group about its free space and owners, AGF. */
    ByteBuffer spaceHeader(long group) throws IOException {
        return header(group, HEADER_SECTOR_OF_SPACE, 0x58414746);
    }

    /** The header of a group about its inodes, AGI. */
    ByteBuffer inodesHeader(long group) throws IOException {
        return header(group, HEADER_SECTOR_OF_INODES, 0x58414749);
    }

    private ByteBuffer header(long group, int sector, int magic) throws IOException {
        var header = reader.read(offset(group, 0) + (long) sector * sectorBytes, sectorBytes);
        if (header.getInt(0) != magic) {
            throw new UnreadableException("header of group " + group);
        }
        return header;
    }
}
