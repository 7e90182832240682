package org.virtp2v.hardware.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.PartContent;
import org.virtp2v.core.source.PartContent.Unknown;

/**
 * What an ext2, ext3 or ext4 file system has at parts of it: debugfs first finds the inodes of the blocks, then the
 * paths of the inodes, and whether blocks without an inode are free. The first two look through all inodes and all
 * directories, so each is done once for all parts. Blocks in use without an inode that are no structure either are of a
 * file whose list of blocks cannot be read: of one that has a block of its list among the parts, as far as is known.
 */
final class ExtFiles {
    /** More blocks than this are not asked about: the arguments of a command have room for them. */
    private static final int MOST_BLOCKS = 1024;
    /** So many inodes are asked for their lists of blocks. */
    private static final int MOST_LISTS = 64;
    /** The inode of the root directory; the others below the first one of files are the file system's own. */
    private static final long ROOT = 2;
    private static final long FIRST_OF_FILES = 11;
    private static final Pattern BLOCK_BYTES = Pattern.compile("(?m)^Block size:\\s+(\\d{1,7})$");
    private static final Pattern UNREPLAYED = Pattern.compile("(?m)^Filesystem features:.*\\bneeds_recovery\\b");
    private static final Pattern OWNER = Pattern.compile("(?m)^(\\d{1,18})\\t(\\d{1,18})$");
    private static final Pattern LISTED = Pattern.compile("(?m)^Block\\tInode number$");
    /** A name may have line feeds of its own. */
    private static final Pattern PATH = Pattern.compile("(?ms)^(\\d{1,18})\\t(.*?)(?=\\n\\d{1,18}\\t|\\n?\\z)");
    /** Blocks with the numbers of other blocks, in the list of what an inode has. */
    private static final Pattern LIST = Pattern.compile("\\((?:[DT]?IND|ETB\\d{1,2})\\):(\\d{1,18})");
    private static final Pattern STATE = Pattern.compile("(?m)^Block (\\d{1,18}) (marked in use|not in use)$");

    private final ReadOnlyTools tools;
    private final String device;
    private final String fileSystem;
    /** By block; empty when it is not known who owns the block. */
    private final Map<Long, Long> inodes = new HashMap<>();
    private final Map<Long, String> paths = new HashMap<>();
    private ExtLayout layout = ExtLayout.parse("", "");
    /** The inodes whose list of blocks is hit; null: not looked for. */
    private @Nullable Set<Long> halfRead;

    ExtFiles(ReadOnlyTools tools, String device, String fileSystem) {
        this.tools = tools;
        this.device = device;
        this.fileSystem = fileSystem;
    }

    /**
     * What is at each of the parts.
     *
     * @param parts
     *            from the beginning of the file system
     */
    List<PartContent> at(List<Extent> parts) throws InterruptedException {
        var superblock = tools.extSuperblock(device);
        var size = BLOCK_BYTES.matcher(superblock);
        long blockBytes = size.find() ? Long.parseLong(size.group(1)) : 0;
        if (blockBytes == 0) {
            return FileSystemFiles.unknown(parts, fileSystem, Unknown.NOT_TOLD);
        }
        Set<Long> blocks = new TreeSet<>();
        List<List<Long>> blocksOf = new ArrayList<>();
        for (var part : parts) {
            var its = blocks(part, blockBytes, MOST_BLOCKS - blocks.size());
            blocks.addAll(its);
            blocksOf.add(its);
        }
        layout = ExtLayout.parse(superblock, tools.extGroups(device));
        if (!askForOwners(blocks)) {
            return blocksOf.stream().map(its -> structures(its, blocks.size() < MOST_BLOCKS)).toList();
        }
        askForPaths();
        boolean stale = UNREPLAYED.matcher(superblock).find();
        List<PartContent> contents = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            var content = content(parts.get(i), blocksOf.get(i), blockBytes);
            contents.add(stale ? content.asStale() : content);
        }
        return contents;
    }

    private static List<Long> blocks(Extent part, long blockBytes, int most) {
        List<Long> blocks = new ArrayList<>();
        for (long block = part.offset() / blockBytes; block <= lastBlock(part, blockBytes)
                && blocks.size() < most; block++) {
            blocks.add(block);
        }
        return blocks;
    }

    private static long lastBlock(Extent part, long blockBytes) {
        return (part.end() - 1) / blockBytes;
    }

    private boolean askForOwners(Set<Long> blocks) throws InterruptedException {
        var answer = tools.extRequest(device, false, "icheck " + words(blocks));
        OWNER.matcher(answer).results()
                .forEach(line -> inodes.put(Long.valueOf(line.group(1)), Long.valueOf(line.group(2))));
        return LISTED.matcher(answer).find();
    }

    private void askForPaths() throws InterruptedException {
        var files = inodes.values().stream().filter(ExtFiles::isFile).collect(Collectors.toCollection(TreeSet::new));
        if (!files.isEmpty()) {
            PATH.matcher(tools.extRequest(device, false, "ncheck " + words(files))).results().forEach(line -> paths
                    .putIfAbsent(Long.valueOf(line.group(1)), "/" + line.group(2).replaceFirst("^/+", "")));
        }
    }

    private static String words(Set<Long> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    private static boolean isFile(long inode) {
        return inode >= FIRST_OF_FILES;
    }

    /** Without the files, which a broken table of inodes keeps from being found. */
    private PartContent structures(List<Long> blocks, boolean all) {
        return blocks.stream().anyMatch(layout::has)
                ? new PartContent(fileSystem, List.of(), true, false, all && blocks.stream().allMatch(layout::has),
                        null)
                : PartContent.unknown(fileSystem, blocks.isEmpty() ? Unknown.NOT_ASKED : Unknown.NOT_TOLD);
    }

    private PartContent content(Extent part, List<Long> blocks, long blockBytes) throws InterruptedException {
        if (blocks.isEmpty()) {
            return PartContent.unknown(fileSystem, Unknown.NOT_ASKED);
        }
        Set<String> files = new LinkedHashSet<>();
        boolean structures = false;
        List<Long> without = new ArrayList<>();
        for (long block : blocks) {
            var inode = inodes.get(block);
            if (inode != null && isNamed(inode)) {
                files.add(path(inode));
            } else if (inode != null || layout.has(block)) {
                structures = true;
            } else {
                without.add(block);
            }
        }
        var used = used(without);
        boolean free = used.containsValue(false);
        boolean complete = blocks.getLast() == lastBlock(part, blockBytes) && used.keySet().containsAll(without);
        List<String> possible = List.of();
        if (used.containsValue(true)) {
            var owners = halfRead().stream().filter(ExtFiles::isNamed).map(this::path).toList();
            possible = owners.stream().filter(path -> !files.contains(path)).toList();
            structures |= owners.isEmpty() && !layout.isKnown();
            complete &= !owners.isEmpty() || !layout.isKnown();
        }
        return files.isEmpty() && possible.isEmpty() && !structures && !free
                ? PartContent.unknown(fileSystem, Unknown.NOT_TOLD)
                : new PartContent(fileSystem, List.copyOf(files), possible, structures, free, complete, false, null);
    }

    private static boolean isNamed(long inode) {
        return inode == ROOT || isFile(inode);
    }

    /** The inodes that have a block of their list of blocks among those that cannot be read. */
    private Set<Long> halfRead() throws InterruptedException {
        var known = halfRead;
        if (known == null) {
            known = new TreeSet<>();
            for (long inode : inodes.values().stream().distinct().sorted().limit(MOST_LISTS).toList()) {
                boolean hit = LIST.matcher(tools.extRequest(device, false, "stat <" + inode + ">")).results()
                        .anyMatch(block -> inodes.containsKey(Long.valueOf(block.group(1))));
                if (hit) {
                    known.add(inode);
                }
            }
            halfRead = known;
        }
        return known;
    }

    /** Of a file without a path, as one that is deleted but open, the inode, as debugfs writes it. */
    private String path(long inode) {
        if (inode == ROOT) {
            return "/";
        }
        var path = Text.line(paths.get(inode));
        return path == null ? "<" + inode + ">" : path;
    }

    /** Whether blocks without an inode are in use, as far as that is known. */
    private Map<Long, Boolean> used(List<Long> blocks) throws InterruptedException {
        Map<Long, Boolean> used = new HashMap<>();
        if (!blocks.isEmpty()) {
            STATE.matcher(tools.extRequest(device, true,
                    "testb " + blocks.getFirst() + " " + (blocks.getLast() - blocks.getFirst() + 1))).results()
                    .forEach(line -> used.put(Long.valueOf(line.group(1)), line.group(2).equals("marked in use")));
            used.keySet().retainAll(blocks);
        }
        return used;
    }
}
