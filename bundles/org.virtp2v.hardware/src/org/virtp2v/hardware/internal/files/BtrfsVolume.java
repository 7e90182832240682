package org.virtp2v.hardware.internal.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * A Btrfs file system on one or several devices: its superblock, and the nodes of its trees. Everything in them is
 * little-endian.
 */
final class BtrfsVolume {
    /** Where superblocks are on each device that is large enough. */
    static final List<Long> SUPERBLOCKS = List.of(1L << 16, 1L << 26, 1L << 38);
    static final int SUPERBLOCK_BYTES = 4096;
    private static final long MAGIC = 0x4d5f53665248425fL;
    private static final int ID = 32;
    private static final int ID_BYTES = 16;
    private static final int CRC32C = 0;
    private static final int SYSTEM_CHUNKS = 811;
    private static final int MOST_SYSTEM_CHUNK_BYTES = 2048;
    /** Several extent trees, and data whose place a tree of its own tells. */
    private static final long UNKNOWN_FEATURES = 0x2000 | 0x4000;
    private static final int MOST_LEVELS = 8;
    private static final int ROOT_ITEM_BYTES = 239;
    private static final int NODES_KEPT = 64;
    private static final int TREES_KEPT = 1024;
    private static final float FULL = 0.75f;

    private final BtrfsChunks chunks;
    private final BtrfsTree roots;
    private final VolumeReader device;
    private final Map<Long, VolumeReader> devices = new HashMap<>();
    private final ByteBuffer superblock;
    private final int nodeBytes;
    /** By address, the one that was used last at the end. */
    private final Map<Long, BtrfsNode> nodes = new LinkedHashMap<>(NODES_KEPT, FULL, true);
    /** By number, the one that was used last at the end. */
    private final Map<Long, Optional<BtrfsTree>> trees = new LinkedHashMap<>(NODES_KEPT, FULL, true);

    /**
     * Reads the superblock, and where addresses are.
     *
     * @param device
     *            that is asked about
     * @param others
     *            that may have other devices of the file system
     * @throws UnreadableException
     *             when it is not one of Btrfs, or of one that is not known
     */
    BtrfsVolume(VolumeReader device, List<VolumeReader> others) throws IOException {
        this.device = device;
        superblock = superblock(device);
        nodeBytes = superblock.getInt(148);
        int systemBytes = superblock.getInt(160);
        boolean sensible = Integer.bitCount(nodeBytes) == 1 && nodeBytes >= 4096 && nodeBytes <= 65536
                && systemBytes >= 0 && systemBytes <= MOST_SYSTEM_CHUNK_BYTES
                && (superblock.getLong(188) & UNKNOWN_FEATURES) == 0;
        if (!sensible) {
            throw new UnreadableException("superblock");
        }
        devices.put(deviceNumber(superblock), device);
        for (var other : others) {
            add(other);
        }
        chunks = new BtrfsChunks(deviceNumber(superblock));
        chunks.readSystem(superblock.slice(SYSTEM_CHUNKS, systemBytes).order(ByteOrder.LITTLE_ENDIAN));
        chunks.read(new BtrfsTree(this, superblock.getLong(88), superblock.get(199)));
        roots = new BtrfsTree(this, superblock.getLong(80), superblock.get(198));
    }

    private static ByteBuffer superblock(VolumeReader device) throws IOException {
        var bytes = device.read(SUPERBLOCKS.getFirst(), SUPERBLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.getLong(64) != MAGIC) {
            throw new UnreadableException("superblock");
        }
        return bytes;
    }

    private static long deviceNumber(ByteBuffer superblock) {
        return superblock.getLong(201);
    }

    private void add(VolumeReader other) throws IOException {
        try {
            var its = superblock(other);
            if (its.slice(ID, ID_BYTES).equals(superblock.slice(ID, ID_BYTES))) {
                devices.putIfAbsent(deviceNumber(its), other);
            }
        } catch (UnreadableException e) {
            // What only that device has is not known then.
        }
    }

    /** Where addresses are. */
    BtrfsChunks chunks() {
        return chunks;
    }

    /** The tree with the roots of the others. */
    BtrfsTree roots() {
        return roots;
    }

    /** The size of a node in bytes. */
    int nodeBytes() {
        return nodeBytes;
    }

    /** Whether there are changes that are in a log only. */
    boolean hasLog() {
        return superblock.getLong(96) != 0;
    }

    /** A tree by its number; empty when there is none. */
    Optional<BtrfsTree> tree(long number) throws IOException {
        var known = trees.get(number);
        if (known != null) {
            return known;
        }
        var item = roots.first(BtrfsKey.first(number, BtrfsKey.ROOT_ITEM), BtrfsKey.last(number, BtrfsKey.ROOT_ITEM));
        Optional<BtrfsTree> tree = Optional.empty();
        if (item.isPresent()) {
            item.get().need(ROOT_ITEM_BYTES);
            var bytes = item.get().bytes();
            tree = Optional.of(new BtrfsTree(this, bytes.getLong(176), bytes.get(238)));
        }
        remember(trees, number, tree, TREES_KEPT);
        return tree;
    }

    /** Forgets what was not used for longest: a file system that is broken may name any number of things. */
    private static <V> void remember(Map<Long, V> known, long key, V value, int most) {
        known.put(key, value);
        if (known.size() > most) {
            known.remove(known.keySet().iterator().next());
        }
    }

    /**
     * Reads a node of a tree, from whichever of its copies is well.
     *
     * @param address
     *            within the file system
     * @throws UnreadableException
     *             when no copy is
     */
    BtrfsNode node(long address, int level) throws IOException {
        device.checkTime();
        var node = nodes.get(address);
        if (node == null) {
            node = read(address);
            if (node != null) {
                remember(nodes, address, node, NODES_KEPT);
            }
        }
        if (node == null || level >= MOST_LEVELS || node.level() != level) {
            throw new UnreadableException("node " + address);
        }
        return node;
    }

    private @Nullable BtrfsNode read(long address) throws IOException {
        for (var place : chunks.places(address)) {
            var reader = devices.get(place.device());
            try {
                var node = reader == null ? null
                        : BtrfsNode.parse(reader.read(place.offset(), nodeBytes), address,
                                superblock.getShort(196) == CRC32C);
                if (node != null) {
                    return node;
                }
            } catch (UnreadableException e) {
                // The next copy.
            }
        }
        return null;
    }
}
