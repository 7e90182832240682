package org.virtp2v.hardware.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.source.PartContent;
import org.virtp2v.core.source.PartContent.Unknown;

/** Which files are at parts of LVM's physical volumes. */
@Timeout(120)
class LostFilesOnLvmTest extends LostFilesFixture {
    private static final int EXTENT = 1 << 20;

    /** A physical volume with swap space, a volume of two pieces around it, a file system, and free space. */
    private void physicalVolume(String device, String group) throws Exception {
        List<String> options = lvmOptions(device);
        lvm(options, "pvcreate", "--dataalignment", "1m", device);
        lvm(options, "vgcreate", "--physicalextentsize", EXTENT + "b", group, device);
        for (String volume : List.of("data 2", "swap 4")) {
            lvm(options, "lvcreate", "--activate", "n", "--zero", "n", "--wipesignatures", "n", "--name",
                    volume.split(" ")[0], "--extents", volume.split(" ")[1], group);
        }
        lvm(options, "lvextend", "--extents", "+2", group + "/data");
        lvm(options, "lvcreate", "--activate", "n", "--zero", "n", "--wipesignatures", "n", "--name", "root",
                "--extents", "32", group);
    }

    private static List<String> lvmOptions(String device) {
        return List.of("--driverloaded", "n", "--config",
                "backup{backup=0 archive=0} devices{use_devicesfile=0 hints=\"none\" filter=[\"a|^" + device
                        + "$|\",\"r|.*|\"]}");
    }

    private void lvm(List<String> options, String command, String... arguments) throws InterruptedException {
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(options);
        line.addAll(List.of(arguments));
        tool(line.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = { "ext4", "btrfs" })
    void namesTheFilesOfALogicalVolumeThatIsNotActive(String type) throws Exception {
        Path system = Files.move(type.equals("ext4") ? ext(type) : other(type, 32, "--mixed"), dir.resolve("system"));
        long messages = offset(system, 300_000);
        Path image = image(44);
        String device = tool("losetup", "--find", "--show", image.toString()).strip();
        // One that somebody had for reading only may still be so.
        tool("blockdev", "--setrw", device);
        try {
            physicalVolume(device, "p2v" + ProcessHandle.current().pid());
            long root = 9L * EXTENT;
            tool("dd", "if=" + system, "of=" + device, "bs=1M", "seek=9", "status=none");
            Path swap = dir.resolve("swap");
            tool("truncate", "--size=4M", swap.toString());
            tool("mkswap", swap.toString());
            tool("dd", "if=" + swap, "of=" + device, "bs=1M", "seek=3", "status=none");

            var contents = find(Path.of(device), part(root + messages, 512, null), part(512, 512, null),
                    part(4L * EXTENT, 512, null), part(EXTENT, 512, null), part(7L * EXTENT, 512, null),
                    part(root + messages + 1024, 512, null), part(42L * EXTENT, 512, null),
                    part(root - 512, 1024, null));

            assertThat(contents).containsExactly(
                    new PartContent(type, List.of("/var/log/messages"), false, false, true, null),
                    new PartContent("LVM2_member", List.of(), true, false, true, null),
                    PartContent.unknown("swap", Unknown.NOT_SUPPORTED),
                    PartContent.unknown("LVM2_member", Unknown.NOT_SUPPORTED),
                    PartContent.unknown("LVM2_member", Unknown.NOT_SUPPORTED),
                    new PartContent(type, List.of("/var/log/messages"), false, false, true, null),
                    new PartContent("LVM2_member", List.of(), false, true, true, null),
                    PartContent.unknown("LVM2_member", Unknown.NOT_SUPPORTED));
        } finally {
            tool("losetup", "--detach", device);
        }
    }

    /** Its first chunk looks like the file system of a thin volume, whose other chunks are anywhere in the pool. */
    @Test
    void namesNoFilesOfAThinPool() throws Exception {
        Path system = Files.move(ext("ext4"), dir.resolve("system"));
        long messages = offset(system, 300_000);
        String device = tool("losetup", "--find", "--show", image(44).toString()).strip();
        tool("blockdev", "--setrw", device);
        try {
            String group = "p2v" + ProcessHandle.current().pid();
            physicalVolume(device, group);
            List<String> options = lvmOptions(device);
            Path metadata = dir.resolve("metadata");
            lvm(options, "vgcfgbackup", "--file", metadata.toString(), group);
            Files.writeString(metadata, Files.readString(metadata)
                    .replaceAll("(?s)(swap|root) \\{(.*?), \"VISIBLE\"", "$1 {$2")
                    .replace("swap {", "pool_tmeta {").replace("root {", "pool_tdata {")
                    .replaceFirst("logical_volumes \\{", """
                            logical_volumes { pool { id = "abcdef-abcd-abcd-abcd-abcd-abcd-abcdef"
                              status = ["READ", "WRITE", "VISIBLE"] creation_host = "x" creation_time = 1
                              segment_count = 1 segment1 { start_extent = 0 extent_count = 32 type = "thin-pool"
                                metadata = "pool_tmeta" pool = "pool_tdata" transaction_id = 0 chunk_size = 128
                                discards = "passdown" zero_new_blocks = 1 } }
                            """));
            lvm(options, "vgcfgrestore", "--force", "--file", metadata.toString(), group);
            tool("dd", "if=" + system, "of=" + device, "bs=1M", "seek=9", "status=none");

            assertThat(find(Path.of(device), part(9L * EXTENT + messages, 512, null)))
                    .containsExactly(PartContent.unknown("LVM2_member", Unknown.NOT_SUPPORTED));
        } finally {
            tool("losetup", "--detach", device);
        }
    }
}
