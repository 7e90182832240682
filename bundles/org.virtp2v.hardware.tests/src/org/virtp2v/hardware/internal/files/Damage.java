package org.virtp2v.hardware.internal.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Damages the structures of a file system in an image: numbers become others of the widest range, or those of another
 * place, so that trees have circles. What reads them has to end soon, whatever it finds.
 */
final class Damage {
    /** For one search; it is far longer than one takes that is not lost. */
    private static final Duration LIMIT = Duration.ofSeconds(1);
    /** A machine may be busy; without an end, a search takes minutes or for ever. */
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private static final byte[] EMPTY = new byte[(int) Image.MIB];

    private final Image image;
    private final int nodeBytes;
    private final Random random;
    /** What was there before, by place. */
    private final Map<Long, byte[]> before = new TreeMap<>();

    /** Seals a structure that was changed, as with a checksum. */
    @FunctionalInterface
    interface Seal {
        void seal(byte[] structure);
    }

    /** Looks for something. */
    @FunctionalInterface
    interface Search {
        List<FoundFiles> find(TimeLimit limit) throws IOException;
    }

    /**
     * @param nodeBytes
     *            the size of a structure
     */
    Damage(Image image, int nodeBytes, Random random) {
        this.image = image;
        this.nodeBytes = nodeBytes;
        this.random = random;
    }

    /** Where something is in an image that is none of these contents, in sectors. */
    static List<Long> structures(Image image, byte[]... contents) throws IOException {
        Set<ByteBuffer> known = new HashSet<>(Set.of(ByteBuffer.allocate(Image.SECTOR)));
        for (byte[] content : contents) {
            for (int at = 0; at < content.length; at += Image.SECTOR) {
                known.add(ByteBuffer.allocate(Image.SECTOR).put(content, at,
                        Math.min(Image.SECTOR, content.length - at)).rewind());
            }
        }
        List<Long> found = new ArrayList<>();
        long size = image.file().toFile().length();
        for (long at = 0; at < size; at += Image.MIB) {
            byte[] piece = image.read(at, (int) Math.min(Image.MIB, size - at));
            if (Arrays.equals(piece, EMPTY)) {
                continue;
            }
            for (int sector = 0; sector < piece.length; sector += Image.SECTOR) {
                if (!known.contains(ByteBuffer.wrap(piece, sector, Image.SECTOR))) {
                    found.add(at + sector);
                }
            }
        }
        return found;
    }

    /** Changes one to four of these structures, looks, and puts everything back. */
    void around(List<Long> structures, Seal seal, Search search) throws IOException {
        long begun = System.nanoTime();
        try {
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                change(structures, seal);
            }
            assertThat(search.find(new TimeLimit(LIMIT))).isNotEmpty();
        } catch (UnreadableException | InterruptedIOException e) {
            assertThat(e).hasMessageMatching("\\S.*");
        } finally {
            for (var part : before.entrySet()) {
                image.write(part.getKey(), part.getValue());
            }
            before.clear();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LONGEST);
    }

    private void change(List<Long> structures, Seal seal) throws IOException {
        long place = structures.get(random.nextInt(structures.size()));
        byte[] bytes = image.read(place, nodeBytes);
        before.putIfAbsent(place, bytes.clone());
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            int width = 1 << random.nextInt(4);
            // What matters most is at the beginning.
            int at = random.nextInt(random.nextBoolean() ? Math.min(bytes.length, 256) : bytes.length) / width * width;
            byte[] number = number(structures);
            System.arraycopy(number, Long.BYTES - width, bytes, at, width);
        }
        seal.seal(bytes);
        image.write(place, bytes);
    }

    private byte[] number(List<Long> structures) throws IOException {
        long place = structures.get(random.nextInt(structures.size()));
        long number = switch (random.nextInt(9)) {
            case 0 -> 0;
            case 1 -> -1;
            case 2 -> 1L << random.nextInt(64);
            case 3 -> (1L << random.nextInt(64)) - 1;
            case 4 -> -1L << random.nextInt(64);
            case 5 -> random.nextLong();
            case 6 -> random.nextInt(256) * 0x0101010101010101L;
            default -> {
                yield ByteBuffer.wrap(image.read(place + random.nextInt(nodeBytes / Long.BYTES) * Long.BYTES,
                        Long.BYTES)).getLong();
            }
        };
        return ByteBuffer.allocate(Long.BYTES).order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN
                : ByteOrder.LITTLE_ENDIAN).putLong(number).array();
    }
}
