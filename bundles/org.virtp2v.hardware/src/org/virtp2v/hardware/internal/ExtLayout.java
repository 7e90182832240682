package org.virtp2v.hardware.internal;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** Where an ext2, ext3 or ext4 file system has the structures that belong to no inode, as dumpe2fs tells. */
final class ExtLayout {
    private static final Pattern TABLE_BLOCKS = Pattern.compile("(?m)^Inode blocks per group:\\s+(\\d{1,9})$");
    /** Number, first block, superblock, descriptors, both bitmaps and the inode table of a group; -1: there is none. */
    private static final Pattern GROUP = Pattern.compile("(?m)^\\d+:\\d+:(-1|\\d{1,15}):(?:-1|(\\d{1,15})-(\\d{1,15}))"
            + ":(\\d{1,15})".repeat(3) + "$");

    /** The last blocks of runs by their first ones. */
    private final TreeMap<Long, Long> runs = new TreeMap<>();

    private ExtLayout() {
    }

    /**
     * The layout that dumpe2fs tells; nothing is known of it where it tells nothing.
     *
     * @param superblock
     *            what it prints with {@code -h}
     * @param groups
     *            what it prints with {@code -g}
     */
    static ExtLayout parse(String superblock, String groups) {
        var layout = new ExtLayout();
        var size = TABLE_BLOCKS.matcher(superblock);
        long tableBlocks = size.find() ? Long.parseLong(size.group(1)) : 0;
        GROUP.matcher(groups).results().forEach(group -> {
            layout.add(group.group(1), group.group(1));
            layout.add(group.group(2), group.group(3));
            layout.add(group.group(4), group.group(4));
            layout.add(group.group(5), group.group(5));
            long table = Long.parseLong(group.group(6));
            layout.runs.put(table, table + tableBlocks - 1);
        });
        return layout;
    }

    private void add(@Nullable String first, @Nullable String last) {
        if (first != null && last != null && !first.equals("-1")) {
            runs.put(Long.valueOf(first), Long.valueOf(last));
        }
    }

    boolean isKnown() {
        return !runs.isEmpty();
    }

    /** Whether a block is one of these structures. */
    boolean has(long block) {
        Map.Entry<Long, Long> run = runs.floorEntry(block);
        return run != null && block <= run.getValue();
    }
}
