package org.virtp2v.hardware.internal.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;

import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.ExtentSet;
import org.virtp2v.hardware.internal.files.Findings.Rest;

/**
 * What Btrfs has at parts of one of its devices: chunks tell which addresses are there, the extent tree which files
 * have them, and the trees of the subvolumes how these are called.
 */
public final class BtrfsFiles {
    /** The file system leaves the beginning of a device to boot loaders. */
    private static final long RESERVED_BYTES = 1 << 20;

    private final BtrfsVolume volume;
    private final BtrfsOwners owners;
    private final Findings<BtrfsFile> findings;
    /** Whether a file may have been missed. */
    private boolean whole = true;

    private BtrfsFiles(VolumeReader device, List<VolumeReader> others, List<Extent> parts) throws IOException {
        this.volume = new BtrfsVolume(device, others);
        this.owners = new BtrfsOwners(volume);
        this.findings = new Findings<>(parts);
    }

    /**
     * What is at each of the parts, in their order.
     *
     * @param device
     *            one of the devices of the file system
     * @param others
     *            that may have other devices of it
     * @param parts
     *            from the beginning of the device
     * @throws IOException
     *             when nothing can be found out
     */
    public static List<FoundFiles> find(VolumeReader device, List<VolumeReader> others, List<Extent> parts)
            throws IOException {
        return new BtrfsFiles(device, others, parts).find();
    }

    private List<FoundFiles> find() throws IOException {
        findings.structures(0, RESERVED_BYTES);
        for (long superblock : BtrfsVolume.SUPERBLOCKS) {
            findings.structures(superblock, BtrfsVolume.SUPERBLOCK_BYTES);
        }
        try {
            for (var part : findings.asked()) {
                volume.chunks().walk(part.offset(), part.end(), new Stretches());
            }
        } catch (InterruptedIOException e) {
            whole = false;
        }
        var paths = new BtrfsPaths(volume);
        boolean named = paths.search(findings.files());
        return findings.results(paths::path, Rest.UNKNOWN, whole && owners.isWhole() && named, volume.hasLog());
    }

    /** Takes what the parts of the device are, and finds out who has them. */
    private final class Stretches implements BtrfsChunks.Visitor {
        @Override
        public void none(long offset, long length) {
            free(Math.max(offset, RESERVED_BYTES), offset + length);
        }

        @Override
        public void chunk(long offset, long address, long length) throws IOException {
            if (address < 0) {
                findings.structures(offset, length);
                return;
            }
            var stretch = new Stretch(offset, address, length);
            try {
                owners.walk(address, address + length, stretch);
                stretch.rest();
            } catch (UnreadableException e) {
                whole = false;
            }
        }
    }

    /** There are superblocks in chunks, too, where nothing is stored. */
    private void free(long from, long end) {
        long at = from;
        for (long superblock : BtrfsVolume.SUPERBLOCKS) {
            if (superblock < end && superblock + BtrfsVolume.SUPERBLOCK_BYTES > at) {
                freeOf(at, superblock);
                at = superblock + BtrfsVolume.SUPERBLOCK_BYTES;
            }
        }
        freeOf(at, end);
    }

    private void freeOf(long from, long end) {
        if (from < end) {
            findings.free(from, end - from);
        }
    }

    /** Addresses that are one after the other on the device. */
    private final class Stretch implements BtrfsOwners.Visitor {
        private final long begin;
        private final long end;
        /** From an address to its place on the device. */
        private final long shift;
        private final ExtentSet owned = new ExtentSet();

        Stretch(long offset, long address, long length) {
            begin = address;
            end = address + length;
            shift = offset - address;
        }

        @Override
        public void file(long address, long length, BtrfsFile file) {
            if (file.isOfUser()) {
                own(address, length).ifPresent(its -> findings.file(its.offset() + shift, its.length(), file));
            } else {
                structures(address, length);
            }
        }

        @Override
        public void structures(long address, long length) {
            own(address, length).ifPresent(its -> findings.structures(its.offset() + shift, its.length()));
        }

        @Override
        public void unknown(long address, long length) {
            own(address, length);
        }

        /** The part of it that is in this stretch. */
        private Optional<Extent> own(long address, long length) {
            long from = Math.max(begin, address);
            long to = Math.min(end, address + length);
            if (from >= to) {
                return Optional.empty();
            }
            var part = new Extent(from, to - from);
            owned.add(part);
            return Optional.of(part);
        }

        /** What nobody has is free. */
        void rest() {
            long at = begin;
            for (var part : owned.toList()) {
                free(at + shift, part.offset() + shift);
                at = part.end();
            }
            free(at + shift, end + shift);
        }
    }
}
