package org.virtp2v.hardware.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.machine.DiskContent;
import org.virtp2v.core.machine.SystemRoot;
import org.virtp2v.core.machine.Volume;
import org.virtp2v.core.machine.VolumeUse.Role;

/** The operating systems that virt-v2v can be told to convert. */
class SystemRootsTest {
    /**
     * An XFS root on LVM, as Red Hat's installer makes it, with a snapshot that LVM has made, and an ext4 without a
     * system.
     */
    private static final String LVM = """
            block pci0000:00/0000:00:1f.2/ata1/block/sda 8:0 41943040
            block pci0000:00/0000:00:1f.2/ata1/block/sda/sda1 8:1 1048576
            block pci0000:00/0000:00:1f.2/ata1/block/sda/sda2 8:2 1048576
            $ lsblk --json --output %s
                {"blockdevices": [{"name": "sda", "kname": "sda", "type": "disk", "pttype": "dos", "children": [
                {"name": "sda1", "kname": "sda1", "type": "part", "parttype": "0x83", "fstype": "ext4"},
                {"name": "sda2", "kname": "sda2", "type": "part", "parttype": "0x8e", "fstype": "LVM2_member", "children": [
                {"name": "my--vg-root", "kname": "dm-0", "type": "lvm", "fstype": "xfs"},
                {"name": "my--vg-root-real", "kname": "dm-1", "type": "lvm", "fstype": "xfs"},
                {"name": "my--vg-home", "kname": "dm-2", "type": "lvm", "fstype": "xfs"},
                {"name": "my--vg-old--one", "kname": "dm-3", "type": "lvm", "fstype": "ext4"}]}]}]}
            $ debugfs -R cat /etc/os-release /dev/dm-3
                PRETTY_NAME="Debian GNU/Linux 11 (bullseye)"
            """
            .formatted(Lsblk.COLUMNS);
    private static final String BTRFS = """
            block pci0000:00/0000:00:1f.2/ata1/block/sda 8:0 41943040
            block pci0000:00/0000:00:1f.2/ata1/block/sda/sda1 8:1 1048576
            $ lsblk --json --output %s
                {"blockdevices": [{"name": "sda", "kname": "sda", "type": "disk", "pttype": "gpt", "children": [
                {"name": "sda1", "kname": "sda1", "type": "part", "fstype": "btrfs"}]}]}
            $ btrfs inspect-internal dump-tree -t root /dev/sda1
            """.formatted(Lsblk.COLUMNS);

    @TempDir
    Path root;

    private DiskContent content(String machine) throws InterruptedException {
        return MachineFixture.empty(root).with(machine).machine().disks().getFirst().content();
    }

    /** Of btrfs-progs 6.2; each line has the fixture's indentation. */
    private static String tree(String defaultSubvolume, String name) {
        return """
                    	item 7 key (ROOT_TREE_DIR DIR_ITEM 2378154706) itemoff 14721 itemsize 37
                    		location key (%s) type DIR
                    		transid 0 data_len 0 name_len 7
                    		name: default
                    	item 12 key (256 ROOT_BACKREF 5) itemoff 12946 itemsize 19
                    		root backref key dirid 256 sequence 2 name %s
                    	item 13 key (256 ROOT_REF 257) itemoff 12918 itemsize 28
                    		root ref key dirid 256 sequence 2 name .snapshots
                    	item 20 key (258 ROOT_BACKREF 257) itemoff 11907 itemsize 26
                    		root backref key dirid 257 sequence 2 name root
                """.formatted(defaultSubvolume, name);
    }

    @Test
    void areOnLogicalVolumes() throws InterruptedException {
        DiskContent content = content(LVM);
        assertThat(content.roots()).containsExactly(new SystemRoot("my-vg/root", true, "Linux root"),
                new SystemRoot("my-vg/old-one", true, "Debian GNU/Linux 11 (bullseye)"));
        assertThat(content.volumes()).extracting(Volume::name, v -> v.use().role()).containsExactly(
                tuple("sda1", Role.OTHER), tuple("sda2", Role.SYSTEM));
    }

    /** Terminals take those of eight bits for the beginning of a command, too. */
    @Test
    void haveNoControlCharactersInTheirNames() throws InterruptedException {
        assertThat(content(LVM.replace("Debian", "\u009b2J\u001b[2JDeb\u0085ian")).roots())
                .extracting(SystemRoot::hint).contains("2J [2JDeb ian GNU/Linux 11 (bullseye)");
    }

    @ParameterizedTest
    @CsvSource({ "vg-lv_root,true", "rhel-root,true", "VolGroup00-LogVol00,true", "vg-lvroot,true", "vg-rootlv,true",
            "vg-chroot,false", "vg-roots,false", "root-data,false", "vg-x--root,false" })
    void areOnXfsWhereTheVolumeIsCalledSo(String mapped, boolean is) throws InterruptedException {
        assertThat(content(LVM.replace("my--vg-root\"", mapped + "\"")).roots().stream()
                .anyMatch(system -> system.hint().equals("Linux root"))).isEqualTo(is);
    }

    /** The root of another one is in a subvolume that virt-v2v cannot be told of. */
    @ParameterizedTest
    @CsvSource({ "258 ROOT_ITEM 0,true", "FS_TREE ROOT_ITEM 18446744073709551615,false", "5 ROOT_ITEM 0,false" })
    void areOnBtrfsInTheDefaultSubvolume(String defaultSubvolume, boolean nameable) throws InterruptedException {
        DiskContent content = content(BTRFS + tree(defaultSubvolume, "@"));
        assertThat(content.roots()).isEqualTo(
                nameable ? List.of(new SystemRoot("sda1", false, "Linux root")) : List.of());
        assertThat(content.volumes()).singleElement().returns(Role.SYSTEM, v -> v.use().role());
    }

    @ParameterizedTest
    @ValueSource(strings = { "data", "@home", ".snapshots" })
    void areNotOnBtrfsWithoutASubvolumeThatIsCalledSo(String name) throws InterruptedException {
        DiskContent content = content(BTRFS + tree("258 ROOT_ITEM 0", name));
        assertThat(content.roots()).isEmpty();
        assertThat(content.volumes()).singleElement().returns(Role.OTHER, v -> v.use().role());
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "ERROR: cannot read chunk root", "key (ROOT_TREE_DIR DIR_ITEM 1)\nlocation key (" })
    void nothingIsKnownOfWhatCannotBeRead(String tree) {
        assertThat(Subvolumes.parse(tree)).isEqualTo(new Subvolumes(Set.of(), false));
    }
}
