package org.virtp2v.hardware.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.machine.Disk;

class RunningSystemTest {
    private static final String LSBLK = MachineFixture.LSBLK + "    {\"blockdevices\": [%s]}\n";

    @TempDir
    Path root;

    @Test
    void findsDiskOfAPlainPartition() throws InterruptedException {
        assertThat(runningDisks(MachineFixture.load("vm", root))).containsExactly("vda");
    }

    @Test
    void followsLvmAndLuksToTheDisk() throws InterruptedException {
        assertThat(runningDisks(MachineFixture.load("laptop", root))).containsExactly("nvme0n1");
    }

    @Test
    void followsOverlaySquashfsAndLoopToTheLiveMedium() throws InterruptedException {
        assertThat(runningDisks(MachineFixture.load("dell-server", root))).containsExactly("sdj");
    }

    @Test
    void followsTheBackingFileOfALoopDeviceToItsMount() throws InterruptedException {
        var fixture = MachineFixture.load("dell-server", root).with("""
                proc/self/mountinfo:
                    27 1 7:0 / / ro - squashfs /dev/loop0 ro
                    28 27 8:145 / /run/live/medium ro - vfat /dev/sdj1 ro
                    29 27 8:1 / /run/live/medium/live/file rw - vfat /dev/sda1 rw
                """);

        assertThat(runningDisks(fixture)).containsExactly("sdj");
    }

    @Test
    void namesEveryMemberOfARaidArray() throws InterruptedException {
        var fixture = MachineFixture.load("vm", root).with("""
                block virtual/block/md0 9:0 41906176
                sys/block/md0/slaves/vda1 -> ../../../../pci0000:00/0000:00:05.0/virtio2/block/vda/vda1
                sys/block/md0/slaves/vdb1 -> ../../../../pci0000:00/0000:00:06.0/virtio3/block/vdb/vdb1
                block virtual/block/md0/md0p1 259:0 41904128
                proc/self/mountinfo:
                    22 1 259:0 / / rw,relatime shared:1 - xfs /dev/md0p1 rw
                """);

        assertThat(runningDisks(fixture)).containsExactly("vda", "vdb");
    }

    @Test
    void findsMediumWhenInitramfsPathsHaveGone() throws InterruptedException {
        // An initramfs made the overlay and the loop device under paths of its own.
        var fixture = MachineFixture.load("dell-server", root).with("""
                sys/block/loop0/loop/backing_file: /medium/live/filesystem.squashfs (deleted)
                proc/self/mountinfo:
                    27 1 0:27 / / rw,noatime - overlay overlay rw,lowerdir=/rofs,upperdir=/cow/rw,workdir=/cow/work
                    28 27 8:145 / /media ro,noatime - iso9660 /dev/sdj1 ro
                """);

        assertThat(runningDisks(fixture)).containsExactly("sdj");
    }

    @Test
    void findsMediumUnderALoopDeviceOverADisk() throws InterruptedException {
        var fixture = MachineFixture.load("dell-server", root).with("""
                sys/block/loop0/loop/backing_file: /dev/sdj1
                proc/self/mountinfo:
                    27 1 7:0 / / ro - squashfs /dev/loop0 ro
                """);

        assertThat(runningDisks(fixture)).containsExactly("sdj");
    }

    @Test
    void findsPersistentLayerOnAnotherDisk() throws InterruptedException {
        var fixture = MachineFixture.load("dell-server", root).with("""
                proc/self/mountinfo:
                    27 1 0:27 / / rw - overlay overlay rw,lowerdir=/run/a\\134:b:/run/live/rofs,upperdir=/run/cow/up
                    28 27 8:145 / /run/live/medium ro - iso9660 /dev/sdj1 ro
                    29 27 7:0 / /run/live/rofs ro - squashfs /dev/loop0 ro
                    30 27 8:1 / /run/cow rw - ext4 /dev/sda1 rw
                    31 27 104:1 / /run/a:b rw - ext4 /dev/cciss/c0d0p1 rw
                """);

        assertThat(runningDisks(fixture)).containsExactly("sda", "cciss/c0d0", "sdj");
    }

    @Test
    void findsEveryDiskOfABtrfsRoot() throws InterruptedException {
        var fixture = MachineFixture.load("vm", root).with("""
                sys/fs/btrfs/8a2b7f0e-0000-4000-8000-000000000001/devices/vda1 -> ../../../../devices/x
                sys/fs/btrfs/8a2b7f0e-0000-4000-8000-000000000001/devices/vdb1 -> ../../../../devices/y
                proc/self/mountinfo:
                    22 1 0:30 /@rootfs / rw,relatime shared:1 - btrfs /dev/vda1 rw,subvolid=256,subvol=/@rootfs
                """);

        assertThat(runningDisks(fixture)).containsExactly("vda", "vdb");
    }

    @Test
    void findsBtrfsOnAVolumeByItsMapperName() throws InterruptedException {
        var fixture = MachineFixture.load("laptop", root).with("""
                proc/self/mountinfo:
                    22 1 0:30 /root / rw - btrfs /dev/mapper/fedora-root rw
                """);

        assertThat(runningDisks(fixture)).containsExactly("nvme0n1");
    }

    @Test
    void findsBtrfsOnAVolumeByItsLink() throws InterruptedException {
        var fixture = MachineFixture.load("laptop", root).with("""
                dev/dm-1/
                dev/fedora/root -> ../dm-1
                proc/self/mountinfo:
                    22 1 0:30 /root / rw - btrfs /dev/fedora/root rw
                """);

        assertThat(runningDisks(fixture)).containsExactly("nvme0n1");
    }

    @Test
    void findsEveryDiskOfABtrfsRootAlsoWhereTheKernelDoesNotListThem() throws InterruptedException {
        var fixture = MachineFixture.load("vm", root).with("""
                proc/self/mountinfo:
                    22 1 0:30 /@rootfs / rw,relatime shared:1 - btrfs /dev/vda1 rw,subvolid=256,subvol=/@rootfs
                """);

        assertThat(runningDisks(fixture.with(lsblk("btrfs", "pool", "pool")))).containsExactly("vda", "vdb");
        assertThat(runningDisks(fixture.with(lsblk("btrfs", "pool", "other")))).containsExactly("vda");
    }

    @ParameterizedTest
    @ValueSource(strings = { "rpool", "rpool/ROOT/debian", "rpool/ROOT/debian@installed", "rpool@installed" })
    void findsEveryDiskOfAZfsRoot(String dataSet) throws InterruptedException {
        var fixture = MachineFixture.load("vm", root).with("""
                proc/self/mountinfo:
                    22 1 0:25 / / rw,relatime shared:1 - zfs %s rw,xattr,posixacl
                """.formatted(dataSet));

        assertThat(runningDisks(fixture.with(lsblk("zfs_member", "rpool", "rpool")))).containsExactly("vda", "vdb");
        assertThat(runningDisks(fixture.with(lsblk("zfs_member", "tank", "rpool")))).containsExactly("vdb");
    }

    @Test
    void findsAZfsPoolThatDoesNotTellItsName() throws InterruptedException {
        var fixture = MachineFixture.load("vm", root).with("""
                proc/self/mountinfo:
                    22 1 0:25 / / rw,relatime shared:1 - zfs rpool/ROOT/debian rw,xattr,posixacl
                $ blkid --probe --output export /dev/vda1
                    TYPE=zfs_member
                """);

        assertThat(runningDisks(fixture)).containsExactly("vda");
    }

    @Test
    void findsAZfsPoolInsideLuks() throws InterruptedException {
        var fixture = MachineFixture.load("laptop", root).with("""
                proc/self/mountinfo:
                    22 1 0:25 / / rw,relatime shared:1 - zfs rpool/ROOT/debian rw,xattr,posixacl
                """ + LSBLK.formatted("{\"name\": \"luks\", \"kname\": \"dm-0\", \"type\": \"crypt\","
                + " \"fstype\": \"zfs_member\", \"label\": \"rpool\"}"));

        assertThat(runningDisks(fixture)).containsExactly("nvme0n1");
    }

    @Test
    void findsALiveMediumOnZfs() throws InterruptedException {
        var fixture = MachineFixture.load("vm", root).with("""
                proc/self/mountinfo:
                    22 1 0:27 / / rw - overlay overlay rw,lowerdir=/rofs,upperdir=/cow/rw,workdir=/cow/work
                    23 22 0:28 / /rofs ro - zfs live/image ro
                """);

        assertThat(runningDisks(fixture.with(lsblk("zfs_member", "tank", "live")))).containsExactly("vdb");
    }

    @Test
    void takesEveryPoolForThatOfAZfsVolume() throws InterruptedException {
        var fixture = MachineFixture.load("vm", root).with("""
                block virtual/block/zd0 230:0 2048
                proc/self/mountinfo:
                    22 1 230:0 / / rw,relatime shared:1 - ext4 /dev/zd0 rw
                """);

        assertThat(runningDisks(fixture.with(lsblk("zfs_member", "rpool", "tank")))).containsExactly("vda", "vdb");
    }

    @Test
    void doesNotBlameAPoolThatIsOnlyMounted() throws InterruptedException {
        var fixture = MachineFixture.load("vm", root).with("""
                proc/self/mountinfo:
                    22 1 252:1 / / rw,relatime shared:1 - xfs /dev/vda1 rw
                    23 22 0:28 / /srv rw - zfs tank rw
                """);

        assertThat(runningDisks(fixture.with("""
                $ blkid --probe --output export /dev/vdb1
                    TYPE=zfs_member
                    LABEL=tank
                """))).containsExactly("vda");
    }

    @Test
    void takesTheUpperOfTwoRoots() throws InterruptedException {
        var fixture = MachineFixture.load("vm", root).with("""
                proc/self/mountinfo:
                    1 1 252:1 / / rw - ext4 /dev/vda1 rw
                    22 1 252:17 / / rw - ext4 /dev/vdb1 rw
                """);

        assertThat(runningDisks(fixture)).containsExactly("vdb");
    }

    @Test
    void survivesACircle() throws InterruptedException {
        var fixture = MachineFixture.load("vm", root).with("""
                block virtual/block/loop0 7:0 2048
                sys/block/loop0/loop/backing_file: /images/root.img
                block virtual/block/dm-0 253:0 2048
                sys/block/dm-0/slaves/dm-1 -> ../../dm-1
                sys/block/dm-0/slaves/loop0 -> ../../loop0
                block virtual/block/dm-1 253:1 2048
                sys/block/dm-1/slaves/dm-0 -> ../../dm-0
                proc/self/mountinfo:
                    22 1 253:0 / / rw - ext4 /dev/mapper/x rw
                """);

        assertThat(runningDisks(fixture)).isEmpty();
    }

    @Test
    void doesNotBlameDisksThatAreOnlyMounted() throws InterruptedException {
        assertThat(runningDisks(MachineFixture.load("laptop", root))).doesNotContain("sda");
    }

    @Test
    void findsNothingInAContainerWithoutItsDisks() throws InterruptedException {
        var fixture = MachineFixture.load("vm", root).with("""
                proc/self/mountinfo:
                    22 1 0:99 / / rw - overlay overlay rw,lowerdir=/var/lib/l/A:/var/lib/l/B,upperdir=/var/lib/u
                    23 22 9:9 / /etc/hosts rw - ext4 /dev/gone rw
                    nonsense
                    24 22
                """);

        assertThat(runningDisks(fixture)).isEmpty();
    }

    /** The partitions of the two disks of a virtual machine, with one content each; its label is its UUID. */
    private static String lsblk(String content, String label, String otherLabel) {
        return LSBLK.formatted(partition("vda1", content, label) + "," + partition("vdb1", content, otherLabel));
    }

    private static String partition(String name, String content, String label) {
        return """
                {"name": "%1$s", "kname": "%1$s", "type": "part", "fstype": "%2$s", "label": "%3$s", "uuid": "%3$s"}\
                """.formatted(name, content, label);
    }

    private static List<String> runningDisks(MachineFixture fixture) throws InterruptedException {
        return fixture.machine().disks().stream().filter(Disk::runningSystem).map(Disk::name).toList();
    }
}
