package org.virtp2v.hardware.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.machine.Disk;

/** The live medium, where nothing of it is mounted: the system is in memory, and the stick is still plugged in. */
class LiveMediaTest {
    private static final String IN_MEMORY = """
            proc/self/mountinfo:
                27 1 0:27 / / rw - overlay overlay rw,lowerdir=/run/virt-p2v/root,upperdir=/run/virt-p2v/changes/upper
                30 27 7:0 / /run/virt-p2v/root ro - squashfs /dev/loop0 ro
                31 27 0:30 / /run/virt-p2v/copy rw - tmpfs virt-p2v-copy rw
            block virtual/block/loop0 7:0 2048
            sys/block/loop0/loop/backing_file: /run/virt-p2v/copy/root.squashfs
            block pci0000:00/0000:00:14.0/ata1/host1/target1:0:0/1:0:0:0/block/sdb 8:16 2048000
            block pci0000:00/0000:00:15.0/ata2/host2/target2:0:0/2:0:0:0/block/sda 8:0 2048000
            block pci0000:00/0000:00:15.0/ata2/host2/target2:0:0/2:0:0:0/block/sda/sda1 8:1 204800
            """;
    private static final String STICK = MachineFixture.LSBLK + """
                {"blockdevices": [{"name": "sda", "fstype": %1$s, "label": %2$s, "uuid": %3$s, "children": [
                  {"name": "sda1", "fstype": %4$s, "label": %5$s, "uuid": "1234-ABCD", "partlabel": %6$s}]},
                  {"name": "sdb", "children": [{"name": "sdb1", "label": "Data", "uuid": "9f9f"}]}]}
            """;

    @TempDir
    Path root;

    @ParameterizedTest
    @CsvSource({
            // Written with dd; by Rufus, onto FAT; by another tool, as a partition; the C program's.
            "'\"iso9660\"','\"VIRT_P2V\"','\"2026-11-28-10-00-00-00\"',null,null,null",
            "null,null,null,'\"vfat\"','\"VIRT_P2V\"',null",
            "null,null,null,'\"ntfs\"','\"virt-p2v\"',null",
            "null,null,null,null,null,'\"VIRT_P2V\"'",
            "'\"iso9660\"','\"livecd-p2v-202601011200\"',null,null,null,null" })
    void knowsTheMediumByItsLabel(String type, String label, String uuid, String partType, String partLabel,
            String name) throws InterruptedException {
        assertThat(media(STICK.formatted(type, label, uuid, partType, partLabel, name))).containsExactly("sda");
    }

    @Test
    void takesNoDataForAMediumBecauseOfItsName() throws InterruptedException {
        assertThat(media(STICK.formatted("null", "null", "null", "\"ext4\"", "\"virt-p2v-backup\"", "null"))).isEmpty();
        assertThat(media(STICK.formatted("\"iso9660\"", "\"VIRT_P2V_2\"", "null", "null", "null", "null")))
                .containsExactly("sda");
    }

    @ParameterizedTest
    @ValueSource(strings = { "boot=live root=live:CDLABEL=My\\x20stick toram",
            "root=live:LABEL=My\\x20stick rd.live.ram",
            "root=live:UUID=1234-ABCD rd.live.ram", "root=live:/dev/sda1", "live-media=/dev/disk/by-label/My\\x20stick",
            "archisolabel=\"My stick\" copytoram", "live-media=/dev/sda1 toram", "\"root=live:CDLABEL=My stick\"" })
    void knowsTheMediumByTheKernelCommandLine(String line) throws InterruptedException {
        var stick = STICK.formatted("null", "null", "null", "\"vfat\"", "\"My stick\"", "null");

        assertThat(media(stick + "proc/cmdline: " + line)).containsExactly("sda");
        assertThat(media(stick + "proc/cmdline: quiet root=LABEL=Data label=Data")).isEmpty();
    }

    @Test
    void knowsTheStickWithTheDataOfASiteOnlyWhereItWasBelieved() throws InterruptedException {
        String stick = STICK.formatted("null", "null", "null", "\"vfat\"", "\"P2VDATA\"", "null");

        assertThat(media(stick)).isEmpty();
        assertThat(media(stick + "run/virt-p2v/own-devices/sdb1: ")).isEmpty();
        assertThat(media(stick + "run/virt-p2v/own-devices/sda1: ")).containsExactly("sda");
    }

    @Test
    void knowsTheMediumThatDracutRemembers() throws InterruptedException {
        assertThat(media("""
                dev/sda1/
                run/initramfs/livedev -> ../../dev/sda1
                """)).containsExactly("sda");
    }

    @Test
    void takesAStickLeftInForAMediumWhenTheMachineWasStartedOverTheNetwork() throws InterruptedException {
        var stick = STICK.formatted("\"iso9660\"", "\"VIRT_P2V\"", "null", "null", "null", "null");

        assertThat(media(stick + """
                proc/self/mountinfo:
                    27 1 0:2 / / rw - rootfs rootfs rw
                """)).containsExactly("sda");
        assertThat(media(stick + "proc/self/mountinfo:\n    nothing")).containsExactly("sda");
    }

    private List<String> media(String text) throws InterruptedException {
        return MachineFixture.empty(root).with(IN_MEMORY).with(text).machine().disks().stream()
                .filter(Disk::runningSystem).map(Disk::name).toList();
    }
}
