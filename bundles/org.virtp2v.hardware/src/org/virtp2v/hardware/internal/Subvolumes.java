package org.virtp2v.hardware.internal;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The subvolumes of a Btrfs file system, from its root tree as {@code btrfs inspect-internal dump-tree} prints it.
 *
 * @param top
 *            the names of those that lie in the top level
 * @param otherDefault
 *            whether another one than the top level is mounted where none is named
 */
record Subvolumes(Set<String> top, boolean otherDefault) {
    /** Object 5 is the top level, FS_TREE. */
    private static final Pattern IN_TOP_LEVEL = Pattern
            .compile("key \\(\\d+ ROOT_BACKREF (?:5|FS_TREE)\\)[^\n]*\n\\s*root backref [^\n]{0,200} name ([^\n]+)");
    private static final Pattern DEFAULT = Pattern.compile("key \\(ROOT_TREE_DIR DIR_ITEM [^\n]*\n"
            + "\\s*location key \\((\\w+) ROOT_ITEM [^\n]*\n[^\n]*\n\\s*name: default\n");
    private static final Set<String> TOP_LEVEL = Set.of("FS_TREE", "5");

    /** Reads what the tool prints. Nothing is known of an empty text. */
    static Subvolumes parse(String tree) {
        var chosen = DEFAULT.matcher(tree);
        return new Subvolumes(IN_TOP_LEVEL.matcher(tree).results().map(found -> found.group(1))
                .collect(Collectors.toSet()), chosen.find() && !TOP_LEVEL.contains(chosen.group(1)));
    }
}
