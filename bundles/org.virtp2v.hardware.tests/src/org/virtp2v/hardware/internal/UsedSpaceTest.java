package org.virtp2v.hardware.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.machine.Volume;

/** How much of a volume is in use, from what the tools print; {@link RealImagesTest} has the real ones. */
class UsedSpaceTest {
    private static final String LSBLK = MachineFixture.LSBLK
            + "    {\"blockdevices\": [{\"name\": \"vdb\", \"kname\": \"vdb\","
            + " \"type\": \"disk\", \"children\": [{\"name\": \"vdb1\", \"kname\": \"vdb1\", \"type\": \"part\","
            + " \"fstype\": \"%s\"}]}]}\n";
    private static final String DUMPE2FS = """
            $ dumpe2fs -h /dev/vdb1
                Filesystem volume name:   data
                Block count:              %s
                Reserved block count:     51200
                Overhead clusters:        36942
                Free blocks:              %s
                First block:              0
                Block size:               %s
                Reserved GDT blocks:      511
            """;

    @TempDir
    Path root;

    /** The only volume of a disk, with almost 20 GiB. */
    private Volume volume(String fileSystem, String output) throws InterruptedException {
        var machine = MachineFixture.load("vm", root).with(LSBLK.formatted(fileSystem) + output).machine();
        return machine.disks().get(1).content().volumes().getFirst();
    }

    private Long used(String fileSystem, String output) throws InterruptedException {
        return volume(fileSystem, output).usedBytes();
    }

    @ParameterizedTest
    @ValueSource(strings = { "ext2", "ext3", "ext4" })
    void countsTheBlocksThatAreNotFree(String fileSystem) throws InterruptedException {
        assertThat(used(fileSystem, DUMPE2FS.formatted(1024000, 24000, 4096))).isEqualTo(1000000L * 4096);
    }

    @Test
    void countsTheBlocksOfXfs() throws InterruptedException {
        assertThat(used("xfs", """
                $ xfs_db -r -c sb 0 -c print blocksize dblocks fdblocks /dev/vdb1
                    blocksize = 4096
                    dblocks = 81920
                    fdblocks = 65504
                """)).isEqualTo((81920L - 65504) * 4096);
    }

    @Test
    void countsTheClustersOfNtfs() throws InterruptedException {
        assertThat(used("ntfs", """
                $ ntfsinfo --mft /dev/vdb1
                    Volume Information\s
                    \tCluster Size: 4096
                    \tVolume Size in Clusters: 65535
                    MFT Information\s
                    \tAllocated clusters 7 (0.0%)
                    \tFree Clusters: 65094 (99.3%)
                """)).isEqualTo((65535L - 65094) * 4096);
    }

    @ParameterizedTest
    @CsvSource({ "147456,92274688,294912", "92000000,92274688,92274688", "900000000,92274688,92274688",
            "147456,99000000000," })
    void countsOnOneDeviceOfBtrfsTwoCopiesButNoMoreThanIsSetAside(long used, long allocated, Long expected)
            throws InterruptedException {
        assertThat(used("btrfs", """
                $ btrfs inspect-internal dump-super /dev/vdb1
                    total_bytes\t\t268435456
                    bytes_used\t\t%d
                    dev_item.total_bytes\t268435456
                    dev_item.bytes_used\t%d
                """.formatted(used, allocated))).isEqualTo(expected);
    }

    @Test
    void needsNothingOfSwapSpace() throws InterruptedException {
        assertThat(used("swap", "")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = { "ext4", "xfs", "ntfs", "btrfs", "vfat", "crypto_LUKS", "LVM2_member", "" })
    void doesNotKnowWithoutATool(String fileSystem) throws InterruptedException {
        assertThat(used(fileSystem, "")).isNull();
    }

    @ParameterizedTest
    @CsvSource({ "100,101,4096", "5242881,0,4096", "999999999999999999,0,999999999999999999", "100,50,0",
            "99999999999999999999,0,1" })
    void doesNotBelieveASuperblockThatCannotBe(String blocks, String free, String blockBytes)
            throws InterruptedException {
        assertThat(used("ext4", DUMPE2FS.formatted(blocks, free, blockBytes))).isNull();
    }

    @Test
    void tellsItBesideTheSize() throws InterruptedException {
        var volume = volume("ext4", DUMPE2FS.formatted(5242624, 0, 4096));

        assertThat(volume.sizeBytes()).isEqualTo(41940992L * 512);
        assertThat(volume.usedBytes()).isEqualTo(5242624L * 4096).isEqualTo(volume.sizeBytes());
    }
}
