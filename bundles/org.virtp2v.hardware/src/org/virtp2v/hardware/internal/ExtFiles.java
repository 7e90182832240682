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

import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.PartContent;
import org.virtp2v.core.source.PartContent.Unknown;

/**
 * What an ext2, ext3 or ext4 file system has at parts of it: debugfs first finds the inodes of the blocks, then the
 * paths of the inodes, and whether blocks without an inode are free. The first two look through all inodes and all
 * directories, so each is done once for all parts.
 */
final class ExtFiles {
    /** More blocks than this are not asked about: the arguments of a command have room for them. */
    private static final int MOST_BLOCKS = 1024;
    /** The inode of the root directory; the others below the first one of files are the file system's own. */
    private static final long ROOT = 2;
    private static final long FIRST_OF_FILES = 11;
    private static final Pattern BLOCK_BYTES = Pattern.compile("(?m)^Block size:\\s+(\\d{1,7})$");
    private static final Pattern UNREPLAYED = Pattern.compile("(?m)^Filesystem features:.*\\bneeds_recovery\\b");
    private static final Pattern OWNER = Pattern.compile("(?m)^(\\d{1,18})\\t(\\d{1,18})$");
    private static final Pattern LISTED = Pattern.compile("(?m)^Block\\tInode number$");
    /** A name may have line feeds of its own. */
    private static final Pattern PATH = Pattern.compile("(?ms)^(\\d{1,18})\\t(.*?)(?=\\n\\d{1,18}\\t|\\n?\\z)");
    private static final Pattern STATE = Pattern.compile("(?m)^Block (\\d{1,18}) (marked in use|not in use)$");

    private final ReadOnlyTools tools;
    private final String device;
    private final String fileSystem;
    /** By block; empty when it is not known who owns the block. */
    private final Map<Long, Long> inodes = new HashMap<>();
    private final Map<Long, String> paths = new HashMap<>();

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
        if (!askForOwners(blocks)) {
            return FileSystemFiles.unknown(parts, fileSystem, Unknown.NOT_TOLD);
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
        var answer = tools.extRequest(device, "icheck " + words(blocks));
        OWNER.matcher(answer).results()
                .forEach(line -> inodes.put(Long.valueOf(line.group(1)), Long.valueOf(line.group(2))));
        return LISTED.matcher(answer).find();
    }

    private void askForPaths() throws InterruptedException {
        var files = inodes.values().stream().filter(ExtFiles::isFile).collect(Collectors.toCollection(TreeSet::new));
        if (!files.isEmpty()) {
            PATH.matcher(tools.extRequest(device, "ncheck " + words(files))).results().forEach(line -> paths
                    .putIfAbsent(Long.valueOf(line.group(1)), "/" + line.group(2).replaceFirst("^/+", "")));
        }
    }

    private static String words(Set<Long> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    private static boolean isFile(long inode) {
        return inode >= FIRST_OF_FILES;
    }

    private PartContent content(Extent part, List<Long> blocks, long blockBytes) throws InterruptedException {
        if (blocks.isEmpty()) {
            return PartContent.unknown(fileSystem, Unknown.NOT_ASKED);
        }
        Set<String> files = new LinkedHashSet<>();
        boolean structures = false;
        var without = blocks.stream().filter(block -> !inodes.containsKey(block)).toList();
        for (long block : blocks) {
            var inode = inodes.get(block);
            if (inode != null && inode == ROOT) {
                files.add("/");
            } else if (inode != null && isFile(inode)) {
                files.add(path(inode));
            } else {
                structures |= inode != null;
            }
        }
        var used = used(without);
        structures |= used.containsValue(true);
        boolean free = used.containsValue(false);
        boolean complete = blocks.getLast() == lastBlock(part, blockBytes) && used.keySet().containsAll(without);
        return files.isEmpty() && !structures && !free ? PartContent.unknown(fileSystem, Unknown.NOT_TOLD)
                : new PartContent(fileSystem, List.copyOf(files), structures, free, complete, null);
    }

    /** Of a file without a path, as one that is deleted but open, the inode, as debugfs writes it. */
    private String path(long inode) {
        var path = Text.line(paths.get(inode));
        return path == null ? "<" + inode + ">" : path;
    }

    /** Whether blocks without an inode are in use, as far as that is known. */
    private Map<Long, Boolean> used(List<Long> blocks) throws InterruptedException {
        Map<Long, Boolean> used = new HashMap<>();
        if (!blocks.isEmpty()) {
            STATE.matcher(tools.extRequest(device,
                    "testb " + blocks.getFirst() + " " + (blocks.getLast() - blocks.getFirst() + 1))).results()
                    .forEach(line -> used.put(Long.valueOf(line.group(1)), line.group(2).equals("marked in use")));
            used.keySet().retainAll(blocks);
        }
        return used;
    }
}
