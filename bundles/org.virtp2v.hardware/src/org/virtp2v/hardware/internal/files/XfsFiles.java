package org.virtp2v.hardware.internal.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.List;

import org.virtp2v.core.source.Extent;
import org.virtp2v.hardware.internal.files.Findings.Rest;

/**
 * What XFS has at parts of it. Where the file system records who owns its blocks (the reverse map, from 2023 on by
 * itself), that is looked up. Else all inodes are looked through for their extents. The names are in the directories,
 * of which all are looked through until those that are wanted have been found.
 */
public final class XfsFiles {
    private final XfsVolume volume;
    private final Findings<Long> findings;
    /** Whether a file may have been missed. */
    private boolean whole = true;

    private XfsFiles(VolumeReader reader, List<Extent> parts) throws IOException {
        this.volume = new XfsVolume(reader);
        this.findings = new Findings<>(parts);
    }

    /**
     * What is at each of the parts, in their order.
     *
     * @param reader
     *            of the volume
     * @param parts
     *            from the beginning of the volume
     * @throws IOException
     *             when nothing can be found out
     */
    public static List<FoundFiles> find(VolumeReader reader, List<Extent> parts) throws IOException {
        return new XfsFiles(reader, parts).find();
    }

    private List<FoundFiles> find() throws IOException {
        long end = volume.blocks * volume.blockBytes;
        findings.free(end, Long.MAX_VALUE - end);
        Rest rest;
        try {
            rest = volume.reverseMap && owners() ? Rest.FREE : lookThroughInodes();
        } catch (InterruptedIOException e) {
            rest = Rest.UNKNOWN;
            whole = false;
        }
        var paths = new XfsPaths(volume, findings.files());
        boolean named = paths.search();
        return findings.results(paths::path, rest, whole && named, XfsLog.hasChanges(volume));
    }

    private boolean isHit(long group, long first, long last) {
        return findings.isHit(volume.groupOffset(group) + first * volume.blockBytes,
                (last - first + 1) * volume.blockBytes);
    }

    /** Looks the owners up; whether that was possible for all parts. */
    private boolean owners() throws IOException {
        boolean all = true;
        for (long group = 0; group < volume.groups; group++) {
            volume.checkTime();
            if (isHit(group, 0, volume.groupBlocks - 1)) {
                all &= owners(group);
            }
        }
        return all;
    }

    private boolean owners(long group) throws IOException {
        try {
            var header = volume.spaceHeader(group);
            return XfsTree.OWNERS.walk(volume, group, header.getInt(24), header.getInt(36),
                    (first, last) -> isHit(group, first, last), record -> owner(group, record));
        } catch (UnreadableException e) {
            return false;
        }
    }

    /** First block, count, and owner: an inode, or a negative number of what the file system has for itself. */
    private void owner(long group, ByteBuffer entry) {
        long offset = volume.groupOffset(group) + Integer.toUnsignedLong(entry.getInt(0)) * volume.blockBytes;
        long length = Integer.toUnsignedLong(entry.getInt(4)) * volume.blockBytes;
        found(offset, length, entry.getLong(8));
    }

    private void found(long offset, long length, long owner) {
        if (owner < 0 || volume.isInternal(owner)) {
            findings.structures(offset, length);
        } else {
            findings.file(offset, length, owner);
        }
    }

    /** Looks through all inodes; what is neither theirs nor free is the file system's own. */
    private Rest lookThroughInodes() throws IOException {
        boolean allFree = true;
        for (long group = 0; group < volume.groups; group++) {
            volume.checkTime();
            if (isHit(group, 0, volume.groupBlocks - 1)) {
                allFree &= free(group);
            }
        }
        boolean allInodes = new XfsInodes(volume, this::visit).walk();
        whole &= allInodes;
        return allFree && whole ? Rest.STRUCTURES : Rest.UNKNOWN;
    }

    private boolean free(long group) throws IOException {
        try {
            var header = volume.spaceHeader(group);
            return XfsTree.FREE_SPACE.walk(volume, group, header.getInt(16), header.getInt(28),
                    (first, last) -> isHit(group, first, last),
                    record -> findings.free(
                            volume.groupOffset(group) + Integer.toUnsignedLong(record.getInt(0)) * volume.blockBytes,
                            Integer.toUnsignedLong(record.getInt(4)) * volume.blockBytes));
        } catch (UnreadableException e) {
            return false;
        }
    }

    private boolean visit(XfsInode inode) throws IOException {
        var visitor = new XfsFork.Visitor() {
            @Override
            public void extent(long first, long offset, long blocks) {
                found(offset, blocks * volume.blockBytes, inode.number());
            }

            @Override
            public void treeBlock(long offset) {
                found(offset, volume.blockBytes, inode.number());
            }
        };
        whole &= inode.data().walk(volume, visitor);
        whole &= inode.attributes().walk(volume, visitor);
        return true;
    }
}
