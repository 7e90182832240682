package org.virtp2v.hardware.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.machine.DiskGroup;
import org.virtp2v.core.machine.DiskGroup.Kind;

/** Disks that belong together, told by their metadata. */
class GroupProbeTest {
    private static final String LSBLK = MachineFixture.LSBLK + "    {\"blockdevices\": [%s]}\n";

    @TempDir
    Path root;

    private List<DiskGroup> groups(String nodes, String more) throws InterruptedException {
        return MachineFixture.load("vm", root).with(LSBLK.formatted(nodes) + more).machine().diskGroups();
    }

    private static String disk(String name, String more) {
        return "{\"name\": \"" + name + "\", \"kname\": \"" + name + "\", \"type\": \"disk\", " + more + "}";
    }

    private static String two(String more) {
        return disk("vda", more) + "," + disk("vdb", more);
    }

    @Test
    void findsEveryGroupOfAServer() throws InterruptedException {
        assertThat(MachineFixture.load("dell-server", root).machine().diskGroups()).containsExactly(
                new DiskGroup(Kind.MD_RAID, "r710:0", List.of("sda", "sdb"), 0),
                new DiskGroup(Kind.MD_RAID, "r710:1", List.of("sda", "sdb"), 0),
                new DiskGroup(Kind.MD_RAID, "r710:5", List.of("sde", "sdf"), 1),
                new DiskGroup(Kind.LVM, "data", List.of("sdc", "sdd"), 0),
                new DiskGroup(Kind.LVM, "vg0", List.of("sda", "sdb"), 0),
                new DiskGroup(Kind.BTRFS, "archive", List.of("sdg", "sdh"), 0));
    }

    @Test
    void findsArraysByTheirUuidWithoutMdadm() throws InterruptedException {
        assertThat(groups(two("\"fstype\": \"linux_raid_member\", \"uuid\": \"a-b\", \"label\": \"h:home\""), ""))
                .containsExactly(new DiskGroup(Kind.MD_RAID, "h:home", List.of("vda", "vdb"), 0));
    }

    @Test
    void countsTheMissingDiskOfABtrfsFileSystem() throws InterruptedException {
        assertThat(groups(disk("vdb", "\"fstype\": \"btrfs\", \"uuid\": \"u1\""),
                "$ btrfs inspect-internal dump-super /dev/vdb\n    num_devices\t\t3\n"))
                .containsExactly(new DiskGroup(Kind.BTRFS, "u1", List.of("vdb"), 2));
    }

    /** As of a disk that was cloned: each is whole without the other. */
    @Test
    void takesCopiesOfABtrfsFileSystemForNoGroup() throws InterruptedException {
        assertThat(groups(two("\"fstype\": \"btrfs\", \"uuid\": \"u1\""),
                "$ btrfs inspect-internal dump-super /dev/vda\n    num_devices\t\t1\n")).isEmpty();
        assertThat(groups(two("\"fstype\": \"btrfs\", \"uuid\": \"u1\""),
                "$ btrfs inspect-internal dump-super /dev/vda\n    num_devices\t\t2\n"))
                .containsExactly(new DiskGroup(Kind.BTRFS, "u1", List.of("vda", "vdb"), 0));
    }

    /** A clone, or a second path to the same disk, is not the disk that is missing. */
    @Test
    void countsAMemberOnce() throws InterruptedException {
        String export = "    MD_UUID=a:b\n    MD_NAME=h:0\n    MD_DEVICES=2\n    MD_DEV_UUID=%s\n";
        String raid = two("\"fstype\": \"linux_raid_member\"");
        String mdadm = "$ mdadm --examine --export /dev/vda\n" + export.formatted("c")
                + "$ mdadm --examine --export /dev/vdb\n" + export;
        assertThat(groups(raid, mdadm.formatted("c")))
                .containsExactly(new DiskGroup(Kind.MD_RAID, "h:0", List.of("vda", "vdb"), 1));
        assertThat(groups(raid, mdadm.formatted("d")))
                .containsExactly(new DiskGroup(Kind.MD_RAID, "h:0", List.of("vda", "vdb"), 0));
        String superblock = "    dev_item.uuid\t\td\n    num_devices\t\t2\n";
        assertThat(groups(two("\"fstype\": \"btrfs\", \"uuid\": \"u1\""),
                "$ btrfs inspect-internal dump-super /dev/vda\n" + superblock
                        + "$ btrfs inspect-internal dump-super /dev/vdb\n" + superblock))
                .containsExactly(new DiskGroup(Kind.BTRFS, "u1", List.of("vda", "vdb"), 1));
    }

    @Test
    void countsTheMissingDiskOfAVolumeGroup() throws InterruptedException {
        assertThat(groups(disk("vdb", "\"fstype\": \"LVM2_member\""), """
                $ pvs --readonly --reportformat json --config devices{use_devicesfile=0 hints="none"} \
                backup{backup=0 archive=0} --options pv_name,vg_name,vg_uuid,vg_missing_pv_count
                    {"report": [{"pv": [
                    {"pv_name":"[unknown]", "vg_name":"data", "vg_uuid":"V", "vg_missing_pv_count":"1"},
                    {"pv_name":"/dev/vdb", "vg_name":"data", "vg_uuid":"V", "vg_missing_pv_count":"1"},
                    {"pv_name":"/dev/vdb", "vg_name":"", "vg_uuid":"", "vg_missing_pv_count":""}]}]}
                """)).containsExactly(new DiskGroup(Kind.LVM, "data", List.of("vdb"), 1));
    }

    @Test
    void findsAPool() throws InterruptedException {
        assertThat(groups(two("\"fstype\": \"zfs_member\", \"label\": \"tank\", \"uuid\": \"1234567890\""), ""))
                .containsExactly(new DiskGroup(Kind.ZFS, "tank", List.of("vda", "vdb"), 0));
    }

    @Test
    void findsACacheAndWhatItCaches() throws InterruptedException {
        String set = "    cset.uuid\t\t0c0c-set\n";
        assertThat(groups(two("\"fstype\": \"bcache\""), "$ bcache-super-show /dev/vda\n" + set
                + "$ bcache-super-show /dev/vdb\n" + set))
                .containsExactly(new DiskGroup(Kind.BCACHE, "0c0c-set", List.of("vda", "vdb"), 0));
        String active = "\"fstype\": \"bcache\", \"children\": [{\"name\": \"bcache0\", \"type\": \"disk\"}]";
        assertThat(MachineFixture.load("vm", root).withoutCommand("bcache-super-show /dev/vda")
                .with(LSBLK.formatted(two(active))).machine().diskGroups())
                .containsExactly(new DiskGroup(Kind.BCACHE, "bcache0", List.of("vda", "vdb"), 0));
        // Neither its tool nor the kernel tells what it belongs to.
        assertThat(groups(disk("vdc", "\"fstype\": \"bcache\""), ""))
                .containsExactly(new DiskGroup(Kind.OTHER, "bcache", List.of("vdc"), 0));
    }

    @Test
    void findsDynamicDisks() throws InterruptedException {
        String partition = "\"children\": [{\"name\": \"%s1\", \"parttype\": \"0x42\"}]";
        assertThat(groups(two(partition).formatted("vda", "vdb"), ""))
                .containsExactly(new DiskGroup(Kind.LDM, "Windows", List.of("vda", "vdb"), 0));
    }

    @Test
    void findsPathsThatAreSetUp() throws InterruptedException {
        assertThat(groups(two("\"children\": [{\"name\": \"mpatha\", \"kname\": \"dm-0\", \"type\": \"mpath\"}]"), ""))
                .containsExactly(new DiskGroup(Kind.MULTIPATH, "mpatha", List.of("vda", "vdb"), 0));
    }

    @Test
    void findsPathsThatAreNotSetUp() throws InterruptedException {
        assertThat(groups(two("\"wwn\": \"0x600a\""), "sys/block/vda/serial: S1\nsys/block/vdb/serial: S1"))
                .containsExactly(new DiskGroup(Kind.MULTIPATH, "0x600a", List.of("vda", "vdb"), 0));
        assertThat(groups(two("\"wwn\": \"0x600a\""), "sys/block/vdb/serial: S2")).isEmpty();
    }

    @Test
    void leavesOutWhatIsWholeOnOneDisk() throws InterruptedException {
        assertThat(MachineFixture.load("laptop", root).machine().diskGroups()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "nvidia_raid_member, nvidia", "via_raid_member, via", "silicon_medley_raid_member, silicon_medley",
            "promise_fasttrack_raid_member, promise_fasttrack", "lsi_mega_raid_member, lsi_mega",
            "hpt45x_raid_member, hpt45x", "jmicron_raid_member, jmicron", "adaptec_raid_member, adaptec",
            "isw_raid_member, isw", "ddf_raid_member, ddf" })
    void findsEveryKindOfFirmwareRaidAlsoWhenItTellsNothing(String content, String name) throws InterruptedException {
        assertThat(groups(two("\"fstype\": \"" + content + "\""), ""))
                .containsExactly(new DiskGroup(Kind.BIOS_RAID, name, List.of("vda", "vdb"), 0));
        assertThat(groups(disk("vdb", "\"fstype\": \"" + content + "\""), ""))
                .containsExactly(new DiskGroup(Kind.BIOS_RAID, name, List.of("vdb"), 0));
    }

    @ParameterizedTest
    @ValueSource(strings = { "VMFS_volume_member", "LVM1_member", "zfs_member", "stratis", "bcachefs", "drbd",
            "ceph_bluestore", "a_new_member", "xfs_external_log" })
    void takesWhateverIsAMemberOfSomethingForAGroup(String content) throws InterruptedException {
        assertThat(groups(disk("vdb", "\"fstype\": \"" + content + "\""), ""))
                .containsExactly(new DiskGroup(Kind.OTHER, content, List.of("vdb"), 0));
    }

    @ParameterizedTest
    @ValueSource(strings = { "ext4", "crypto_LUKS", "mpath_member", "ntfs", "swap", "" })
    void takesNothingElseForAGroup(String content) throws InterruptedException {
        assertThat(groups(two("\"fstype\": \"" + content + "\""), "")).isEmpty();
    }

    @Test
    void findsStorageSpaces() throws InterruptedException {
        String partition = "\"children\": [{\"name\": \"%s1\", \"parttype\": \"E75CAF8F-F680-4CEE-AFA3-B001E56EFC2D\"}]";
        assertThat(groups(two(partition).formatted("vda", "vdb"), ""))
                .containsExactly(new DiskGroup(Kind.STORAGE_SPACES, "Windows", List.of("vda", "vdb"), 0));
        assertThat(groups(disk("vda", partition).formatted("vda"), ""))
                .containsExactly(new DiskGroup(Kind.STORAGE_SPACES, "Windows", List.of("vda"), 0));
    }

    @Test
    void goesByActiveVolumesWhereLvmIsNotInstalled() throws InterruptedException {
        String member = "\"fstype\": \"LVM2_member\"";
        assertThat(groups(two(member), ""))
                .containsExactly(new DiskGroup(Kind.OTHER, "LVM2_member", List.of("vda", "vdb"), 0));
        assertThat(groups(
                two(member + ", \"children\": [{\"name\": \"vg-root\", \"kname\": \"dm-0\", \"type\": \"lvm\"}]"),
                "")).containsExactly(new DiskGroup(Kind.LVM, "vg-root", List.of("vda", "vdb"), 0));
        assertThat(groups(disk("vdb", member
                + ", \"children\": [{\"name\": \"vg-root\", \"kname\": \"dm-0\", \"type\": \"lvm\"}]"), "")).isEmpty();
    }

    @Test
    void takesThePathThatCanBeRead() throws InterruptedException {
        String sector = "$hex dd if=/dev/%s bs=512 count=1 status=none\n    " + "00".repeat(512) + "\n";
        String active = two("\"children\": [{\"name\": \"mpatha\", \"kname\": \"dm-0\", \"type\": \"mpath\"}]");
        String apart = two("\"wwn\": \"0x600a\"");
        String serials = "sys/block/vda/serial: S1\nsys/block/vdb/serial: S1\n";

        assertThat(groups(active, sector.formatted("vdb"))).containsExactly(
                new DiskGroup(Kind.MULTIPATH, "mpatha", List.of("vdb", "vda"), 0));
        assertThat(groups(apart, serials + sector.formatted("vdb"))).containsExactly(
                new DiskGroup(Kind.MULTIPATH, "0x600a", List.of("vdb", "vda"), 0));
        assertThat(groups(apart, serials + sector.formatted("vda"))).containsExactly(
                new DiskGroup(Kind.MULTIPATH, "0x600a", List.of("vda", "vdb"), 0));
    }
}
