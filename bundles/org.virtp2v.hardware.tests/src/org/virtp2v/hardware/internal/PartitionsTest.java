package org.virtp2v.hardware.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.machine.DiskGroup;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.Volume;
import org.virtp2v.core.machine.VolumeUse.Role;

/** Where partitions lie, what needs them, and what they belong to. */
class PartitionsTest {
    private static final String DISK = "pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0/block/sda";
    private static final long MIB = 1 << 20;

    /** An old server: a boot partition, a root, swap and data in an extended partition, a volume group of two parts. */
    private static final String SERVER = disk(1, 2, 3, 4, 5, 6, 7, 8)
            + "sys/block/sda/sda1/start: 2048\nsys/block/sda/sda2/start: 1050624\nsys/block/sda/sda3/start: 0\n"
            + "dev/sda6:     \ndev/disk/by-partuuid/0001-06 -> ../../sda6\n"
            + MachineFixture.LSBLK + """
                        {"blockdevices": [{"name": "sda", "kname": "sda", "type": "disk", "pttype": "dos", "children": [
                        {"name": "sda1", "type": "part", "parttype": "0x83", "fstype": "ext4", "uuid": "b-1"},
                        {"name": "sda2", "type": "part", "parttype": "0x83", "fstype": "ext4", "uuid": "r-1"},
                        {"name": "sda3", "type": "part", "parttype": "0x5"},
                        {"name": "sda4", "type": "part", "parttype": "0x8e", "fstype": "LVM2_member", "uuid": "v-1"},
                        {"name": "sda5", "type": "part", "parttype": "0x82", "fstype": "swap", "uuid": "s-1"},
                        {"name": "sda6", "type": "part", "parttype": "0x83", "fstype": "xfs", "uuid": "h-1",
                         "label": "my data"},
                        {"name": "sda7", "type": "part", "parttype": "0x83", "fstype": "swsuspend", "uuid": "s-2"},
                        {"name": "sda8", "type": "part", "parttype": "0x8e", "fstype": "LVM2_member", "uuid": "v-2"}]}]}
                    $ pvs --readonly --reportformat json --config devices{use_devicesfile=0 hints="none"} \
                    backup{backup=0 archive=0} --options pv_name,vg_name,vg_uuid,vg_missing_pv_count
                        {"report": [{"pv": [
                        {"pv_name":"/dev/sda4", "vg_name":"data", "vg_uuid":"V", "vg_missing_pv_count":"0"},
                        {"pv_name":"/dev/sda8", "vg_name":"data", "vg_uuid":"V", "vg_missing_pv_count":"0"}]}]}
                    $ debugfs -R cat /etc/redhat-release /dev/sda2
                        CentOS release 6.10 (Final)
                    $ debugfs -R ls -p / /dev/sda1
                        /2/040755/0/0/.//
                        /11/040700/0/0/lost+found//
                        /12/100755/0/0/vmlinuz-2.6.32-754.el6.x86_64/4315504/
                        /13/040755/0/0/grub//
                    $ debugfs -R cat /etc/fstab /dev/sda2
                        # <device> <mount point> <type>
                        UUID=b-1 /boot ext4 defaults 1 2
                        UUID=r-1\t/\text4 defaults 1 1
                        %s xfs defaults 1 2
                        UUID=s-1 swap swap defaults 0 0
                        /dev/sda4
                    """;

    @TempDir
    Path root;

    private static String disk(int... partitions) {
        var text = new StringBuilder("block " + DISK + " 8:0 41943040\n");
        for (int number : partitions) {
            text.append("block " + DISK + "/sda" + number + " 8:" + number + " 1048576\n");
        }
        return text.toString();
    }

    private List<Volume> volumes(String dataLine) throws InterruptedException {
        Machine machine = MachineFixture.empty(root).with(SERVER.formatted(dataLine)).machine();
        return machine.disks().getFirst().content().volumes();
    }

    private List<Volume> volumes() throws InterruptedException {
        return volumes("UUID=h-1 /home");
    }

    @Test
    void tellsWherePartitionsLie() throws InterruptedException {
        assertThat(volumes()).extracting(Volume::name, Volume::offsetBytes, Volume::sizeBytes)
                .startsWith(tuple("sda1", MIB, 512 * MIB), tuple("sda2", 513 * MIB, 512 * MIB))
                .contains(tuple("sda3", null, 512 * MIB), tuple("sda4", null, 512 * MIB));
    }

    @Test
    void tellsWhatAMachineNeedsThemFor() throws InterruptedException {
        assertThat(volumes()).filteredOn(v -> v.use().role() != Role.OTHER)
                .extracting(Volume::name, v -> v.use().role(), Volume::hint)
                .containsExactly(tuple("sda1", Role.BOOT, "Linux boot"),
                        tuple("sda2", Role.SYSTEM, "CentOS release 6.10 (Final)"));
        assertThat(volumes()).filteredOn(Volume::isExtended).extracting(Volume::name).containsExactly("sda3");
    }

    @Test
    void takesNoHibernatedSystemForSwap() throws InterruptedException {
        assertThat(volumes()).filteredOn(Volume::isSwap).extracting(Volume::name).containsExactly("sda5");
    }

    @ParameterizedTest
    @CsvSource({ "UUID=h-1,/home", "UUID=\"h-1\",/home", "LABEL=my\\040data,/srv/a\\040b", "PARTUUID=0001-06,/home",
            "/dev/sda6,/home", "/dev/disk/by-partuuid/0001-06,/home" })
    void tellsWhereTheSystemMountsThem(String source, String point) throws InterruptedException {
        assertThat(volumes(source + " " + point)).extracting(Volume::name, v -> v.use().mountPoints()).contains(
                tuple("sda1", List.of("/boot")), tuple("sda2", List.of("/")), tuple("sda4", List.of()),
                tuple("sda5", List.of()), tuple("sda6", List.of(point.replace("\\040", " "))));
    }

    @Test
    void tellsWhatBelongsTogetherOnOneDisk() throws InterruptedException {
        var group = new DiskGroup(DiskGroup.Kind.LVM, "data", List.of("sda"), 0);

        assertThat(volumes()).filteredOn(v -> v.use().groups().equals(List.of(group))).extracting(Volume::name)
                .containsExactly("sda4", "sda8");
        assertThat(volumes()).filteredOn(v -> !v.use().groups().isEmpty()).hasSize(2);
    }

    @Test
    void tellsWhatBelongsTogetherThroughWhatStandsOnIt() throws InterruptedException {
        var disks = MachineFixture.load("dell-server", root).machine().disks();
        var groups = disks.stream().filter(d -> d.name().equals("sda")).findFirst().orElseThrow().content().volumes()
                .stream().map(v -> v.use().groups().stream().map(DiskGroup::name).toList()).toList();

        assertThat(groups).containsExactly(List.of("r710:0"), List.of("r710:1", "vg0"));
    }
}
