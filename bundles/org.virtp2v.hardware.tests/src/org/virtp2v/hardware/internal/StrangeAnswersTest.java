package org.virtp2v.hardware.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.source.UnreadablePart;
import org.virtp2v.core.testing.Fuzz;
import org.virtp2v.hardware.internal.BlockDevices.Device;

/** What the tools say of file systems that are broken stops neither the search for lost files nor the estimates. */
@Timeout(120)
class StrangeAnswersTest {
    private static final List<String> WORDS = List.of("\t", "Block ", " marked in use", " not in use", "Inode 5 /",
            "/$DATA", "Error reading inode 7", "999999999999999999", "9223372036854775807", "\"pvseg\"", "[", "]", "{",
            "}", "null", "0\t0\n");
    private static final long SIZE = 1L << 30;

    /** By how the command begins. */
    private static final Map<String, String> EXT = Map.of("blkid", "TYPE=ext4\nUUID=1-2\nLABEL=a\\ b\n", "dumpe2fs",
            """
                    Filesystem features:      has_journal ext_attr needs_recovery extent 64bit
                    Block count:              32768
                    Free blocks:              27000
                    Block size:               1024
                    """, "icheck", """
                    Block\tInode number
                    8\t2
                    9\t8
                    10\t12
                    11\t<block not found>
                    12\t13
                    """, "ncheck", """
                    Inode\tPathname
                    12\t//var/log/messages
                    13\t//a
                    b
                    """, "testb", """
                    Block 11 marked in use
                    Block 12 not in use
                    """);
    private static final Map<String, String> NTFS = Map.of("blkid", "TYPE=ntfs\n", "ntfsinfo", """
            Volume Information
            \tCluster Size: 4096
            \tVolume Size in Clusters: 16383
            \tFree Clusters: 15000 (91.6%)
            """, "ntfscluster", """
            Searching for cluster range 2-3
            Inode 64 /dir/a file/$DATA
            Inode 5 /./$INDEX_ALLOCATION($I30)
            Inode 0 /$MFT/$DATA
            * 3 inodes found
            """);
    private static final Map<String, String> LVM = Map.of("blkid", "TYPE=LVM2_member\n", "blkid offset", "TYPE=ext4\n",
            "dumpe2fs", "Block size: 1024\n", "icheck", "Block\tInode number\n8\t12\n", "ncheck", "12\t/a\n", "pvs",
            """
                    {"report": [{"pvseg": [
                      {"pv_name":"/dev/disk", "segtype":"linear", "seg_count":"1", "lv_role":"public", "pe_start":"1048576",
                       "vg_extent_size":"4194304", "pvseg_start":"0", "pvseg_size":"100"},
                      {"pv_name":"/dev/disk", "segtype":"free", "seg_count":"0", "pe_start":"1048576",
                       "vg_extent_size":"4194304", "pvseg_start":"100", "pvseg_size":"90"}]}]}
                    """);
    private static final Map<String, String> OTHERS = Map.of("xfs_db",
            "blocksize = 4096\ndblocks = 8192\nfdblocks = 7000\n", "btrfs",
            "bytes_used\t\t131072\ndev_item.bytes_used\t25165824\nnum_devices\t1\n");

    private static CommandRunner tools(Map<String, String> answers, UnaryOperator<String> damage) {
        return (limit, success, command) -> Optional.ofNullable(answers.get(key(List.of(command))))
                .map(damage).map(answer -> answer.getBytes(StandardCharsets.UTF_8));
    }

    private static String key(List<String> command) {
        if (command.contains("--offset")) {
            return "blkid offset";
        }
        String request = command.contains("-R") ? command.get(command.indexOf("-R") + 1) : command.getFirst();
        return request.split(" ")[0];
    }

    private static int find(CommandRunner runner, List<UnreadablePart> parts) throws InterruptedException {
        var disk = new SourceDisk("disk", Path.of("/dev/disk"), SIZE, "sda");
        return new LinuxFileFinder(new SystemFiles(Path.of("/")), runner).find(disk, parts, Duration.ofMinutes(1))
                .size();
    }

    private static List<UnreadablePart> parts(Random random) {
        var parts = new LinkedHashMap<Extent, UnreadablePart>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            long offset = 512L * random.nextInt(random.nextBoolean() ? 64 : (int) (SIZE / 512 - 1));
            long length = 512L * (1 + random.nextInt(random.nextBoolean() ? 8 : (int) ((SIZE - offset) / 512)));
            var extent = new Extent(offset, Math.min(length, SIZE - offset));
            parts.put(extent, new UnreadablePart(extent, null));
        }
        return new ArrayList<>(parts.values());
    }

    @ParameterizedTest
    @ValueSource(strings = { "ext", "ntfs", "lvm" })
    void looksForFilesWhateverTheToolsSay(String kind) {
        var answers = answers(kind);
        Fuzz.rounds(2000, random -> {
            var parts = parts(random);
            int share = 1 + random.nextInt(4);
            assertThat(find(tools(answers,
                    answer -> random.nextInt(share) == 0 ? Fuzz.damaged(answer, WORDS, random) : answer), parts))
                    .isEqualTo(parts.size());
        });
    }

    private static Map<String, String> answers(String kind) {
        return switch (kind) {
            case "ext" -> EXT;
            case "ntfs" -> NTFS;
            default -> LVM;
        };
    }

    @ParameterizedTest
    @ValueSource(strings = { "ext4", "ntfs", "xfs", "btrfs" })
    void believesNoUseThatTheVolumeHasNoRoomFor(String fileSystem) {
        Fuzz.rounds(2000, random -> {
            var answers = new LinkedHashMap<>(OTHERS);
            answers.putAll(fileSystem.equals("ntfs") ? NTFS : EXT);
            var volume = new Device("disk", "disk", "part", null, null, null, null, null, null, false, fileSystem,
                    null, null, Set.of(), Set.of());
            Long used = new UsedSpace(new ReadOnlyTools(
                    tools(answers, answer -> Fuzz.damaged(answer, WORDS, random)))).bytes(volume, SIZE);
            assertThat(used == null || used >= 0 && used <= SIZE).as(used + " bytes").isTrue();
        });
    }

    @Test
    void readsLongAnswersAtOnce() {
        for (var part : List.of("1\t2\n", "8\tx", "1\t/a\n2\t", "\n", "Inode 5 /", "/$A", "/$A(", ")", "Block 11 ", "a",
                "Inode 64 /$DATA(", "\t", "key (1 ROOT_BACKREF 5)\n", "key (ROOT_TREE_DIR DIR_ITEM 1\n")) {
            for (var kind : List.of("ext", "ntfs", "lvm")) {
                var answers = new LinkedHashMap<>(answers(kind));
                answers.replaceAll((tool, answer) -> tool.startsWith("blkid") ? answer : answer + Fuzz.large(part));
                Fuzz.soon(() -> {
                    try {
                        find(tools(answers, answer -> answer),
                                List.of(new UnreadablePart(new Extent(8192, 4096), null)));
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
            }
            Fuzz.soon(() -> Subvolumes.parse(Fuzz.large(part)));
        }
    }
}
