package org.virtp2v.hardware.internal.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where the addresses of a Btrfs file system are on its devices. */
final class BtrfsChunks {
    /** The object of all chunks in their tree. */
    private static final long OBJECT = 256;

    private final long device;
    /** By the first address. */
    private final TreeMap<Long, BtrfsChunk> chunks = new TreeMap<>();
    /** What is on the device that is asked about, by the first byte. */
    private final TreeMap<Long, Stripe> stripes = new TreeMap<>();

    /** A copy of an address, or the place of a part of a chunk. */
    record Place(long device, long offset) {
    }

    private record Stripe(long offset, BtrfsChunk chunk, int index) {
    }

    /** Is told what a stretch of the device is. */
    interface Visitor {
        /**
         * A part of a chunk.
         *
         * @param offset
         *            its first byte on the device
         * @param address
         *            its first byte within the file system; negative: these are checksums over others
         * @param length
         *            in bytes
         */
        void chunk(long offset, long address, long length) throws IOException;

        /** Space that is not in a chunk. */
        void none(long offset, long length);
    }

    /**
     * @param device
     *            the number of the device that is asked about
     */
    BtrfsChunks(long device) {
        this.device = device;
    }

    /** Reads those that the superblock has, which are needed to read the others: keys with items behind them. */
    void readSystem(ByteBuffer bytes) throws UnreadableException {
        int at = 0;
        while (at + BtrfsKey.BYTES < bytes.limit()) {
            var key = BtrfsKey.read(bytes, at);
            at += BtrfsKey.BYTES;
            var chunk = BtrfsChunk.parse(new BtrfsItem(key, bytes.slice(at, bytes.limit() - at).order(bytes.order())));
            add(chunk);
            at += chunk.itemBytes();
        }
    }

    /** Reads all. */
    void read(BtrfsTree tree) throws IOException {
        tree.range(BtrfsKey.first(OBJECT, BtrfsKey.CHUNK_ITEM), BtrfsKey.last(OBJECT, BtrfsKey.CHUNK_ITEM), item -> {
            add(BtrfsChunk.parse(item));
            return true;
        });
    }

    private void add(BtrfsChunk chunk) {
        chunks.put(chunk.address(), chunk);
        for (int i = 0; i < chunk.stripes().size(); i++) {
            var place = chunk.stripes().get(i);
            if (place.device() == device) {
                stripes.put(place.offset(), new Stripe(place.offset(), chunk, i));
            }
        }
    }

    /** All copies of an address. */
    List<Place> places(long address) {
        Map.Entry<Long, BtrfsChunk> entry = chunks.floorEntry(address);
        return entry == null ? List.of() : entry.getValue().places(address);
    }

    /** Tells what a part of the device is, stretch by stretch. */
    void walk(long offset, long end, Visitor visitor) throws IOException {
        long at = offset;
        while (at < end) {
            var entry = stripes.floorEntry(at);
            var stripe = entry == null ? null : entry.getValue();
            long inStripe = stripe == null ? 0 : at - stripe.offset;
            long length;
            if (stripe == null || inStripe >= stripe.chunk.stripeLength()) {
                var next = stripes.higherKey(at);
                length = Math.min(end, next == null ? end : next) - at;
                visitor.none(at, length);
            } else {
                length = Math.min(end - at, stripe.chunk.stretch(inStripe));
                visitor.chunk(at, stripe.chunk.address(stripe.index, inStripe), length);
            }
            at += length;
        }
    }
}
