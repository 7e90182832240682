package org.virtp2v.hardware.internal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.PartContent;
import org.virtp2v.core.source.PartContent.Unknown;

/** What NTFS has at parts of it: ntfscluster looks through all files for each of them. */
final class NtfsFiles {
    private static final String NAME = "ntfs";
    /** So many are asked about, because each may take long. */
    private static final int MOST_PARTS = 64;
    private static final Pattern CLUSTER_BYTES = Pattern.compile("(?m)^\\h*Cluster Size:\\h+(\\d{1,9})$");
    private static final Pattern END = Pattern.compile("(?m)^\\* (no inode|one inode|\\d+ inodes) found$");
    /** A record of a file that could not be read: whatever that file has was not found. */
    private static final Pattern UNREAD = Pattern.compile("(?m)^Error reading inode \\d+");
    /** What it found of a file, and as what: {@code Inode 64 /dir/file/$DATA}. A name has no line feed in it. */
    private static final Pattern FOUND = Pattern
            .compile("(?m)^Inode (\\d{1,18}) (/.*)/(?:\\$[A-Z_]+(?:\\([^/\\n]*\\))?)$");
    /** The records before this one are the file system's own, but for the root directory. */
    private static final long FIRST_OF_FILES = 24;
    private static final long ROOT = 5;

    private final ReadOnlyTools tools;
    private final String device;

    NtfsFiles(ReadOnlyTools tools, String device) {
        this.tools = tools;
        this.device = device;
    }

    /**
     * What is at each of the parts.
     *
     * @param parts
     *            from the beginning of the file system
     */
    List<PartContent> at(List<Extent> parts) throws InterruptedException {
        var size = CLUSTER_BYTES.matcher(tools.ntfsVolume(device));
        long clusterBytes = size.find() ? Long.parseLong(size.group(1)) : 0;
        List<PartContent> contents = new ArrayList<>();
        for (var part : parts) {
            if (clusterBytes == 0) {
                contents.add(PartContent.unknown(NAME, Unknown.NOT_TOLD));
            } else if (contents.size() == MOST_PARTS || tools.isOver()) {
                contents.add(PartContent.unknown(NAME, Unknown.NOT_ASKED));
            } else {
                contents.add(content(tools.ntfsClusters(device, part.offset() / clusterBytes,
                        (part.end() - 1) / clusterBytes)));
            }
        }
        return contents;
    }

    private static PartContent content(String answer) {
        if (!END.matcher(answer).find()) {
            return PartContent.unknown(NAME, Unknown.NOT_TOLD);
        }
        Set<String> files = new LinkedHashSet<>();
        boolean structures = false;
        var found = FOUND.matcher(answer);
        while (found.find()) {
            long record = Long.parseLong(found.group(1));
            var path = Text.line(found.group(2));
            if (record == ROOT) {
                files.add("/");
            } else if (record < FIRST_OF_FILES || path == null) {
                structures = true;
            } else {
                files.add(path);
            }
        }
        boolean whole = !UNREAD.matcher(answer).find();
        boolean nothing = files.isEmpty() && !structures;
        return nothing && !whole ? PartContent.unknown(NAME, Unknown.NOT_TOLD)
                : new PartContent(NAME, List.copyOf(files), structures, nothing, whole, null);
    }
}
