package org.virtp2v.hardware.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
}
