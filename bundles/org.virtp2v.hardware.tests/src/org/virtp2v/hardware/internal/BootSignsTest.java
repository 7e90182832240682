package org.virtp2v.hardware.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.machine.BootSigns;

/** What a disk shows of how a machine boots from it. */
class BootSignsTest {
    private static final String ESP = "c12a7328-f81f-11d2-ba4b-00a0c93ec93b";
    private static final String BIOS_BOOT = "21686148-6449-6e6f-744e-656564454649";
    private static final String LINUX = "0fc63daf-8483-4772-8e79-3d69d8477de4";
    private static final String WINDOWS = """
            $ ntfsls --path /Windows /dev/vda2
                System32
            """;

    @TempDir
    Path root;

    /** Code that begins so, and whether a partition is active. */
    @ParameterizedTest
    @CsvSource({ "33c08ed0bc007c8ec08ed8be007cbf0006, true, true", // Windows 7
            "33c08ed0bc007c8ec08ed8be007cbf0006, false, false", // a data disk that Windows initialised
            "eb63905245434f, false, false", // something else
            "eb6390475255420d, false, true", // GRUB
            "fa eb 21 01 b4 01 4c 49 4c 4f, false, true", // LILO
            "fa31c08ed8 4953 4f4c494e5558, false, true", // isolinux on a hybrid image
            "'', true, false" }) // an active partition, and nothing that looks at it
    void knowsBootCodeOfBios(String code, boolean active, boolean boots) throws InterruptedException {
        assertThat(signs("dos", "0x7", "0x83", sector(code, active, true)).bios()).isEqualTo(boots);
        assertThat(signs("dos", "0x7", "0x83", sector(code, active, false)).bios()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({ BIOS_BOOT + ", eb6390475255420d, true", BIOS_BOOT + ", '', false",
            LINUX + ", eb6390475255420d, false" })
    void knowsABiosBootPartition(String type, String code, boolean boots) throws InterruptedException {
        assertThat(signs("gpt", type, LINUX, sector(code, false, true)).bios()).isEqualTo(boots);
    }

    @Test
    void goesByTheTableWhereTheSectorCannotBeRead() throws InterruptedException {
        assertThat(signs("gpt", BIOS_BOOT, LINUX, "").bios()).isTrue();
        assertThat(signs("gpt", ESP, LINUX, "").bios()).isFalse();
        assertThat(signs("dos", "0x7\", \"partflags\": \"0x80", "0x7", "").bios()).isTrue();
        assertThat(signs("dos", "0x7", "0x7", "").bios()).isFalse();
    }

    @Test
    void knowsAPartitionOfAGptThatBiosBoots() throws InterruptedException {
        var sector = sector("33c0faeb", false, true);

        assertThat(signs("gpt", LINUX + "\", \"partflags\": \"0x4", LINUX, sector).bios()).isTrue();
        assertThat(signs("gpt", LINUX + "\", \"partflags\": \"0x8000000000000000", LINUX, sector).bios()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({ "gpt, " + ESP, "dos, 0xef" })
    void knowsAnEfiSystemPartitionWithALoader(String table, String type) throws InterruptedException {
        assertThat(signs(table, type, LINUX, esp("BOOT"))).isEqualTo(new BootSigns(false, true, false, false));
        assertThat(signs(table, type, LINUX, esp("debian"))).isEqualTo(new BootSigns(false, true, false, false));
        assertThat(signs(table, type, LINUX, "")).isEqualTo(BootSigns.NONE);
    }

    @Test
    void knowsWindows() throws InterruptedException {
        assertThat(signs("gpt", ESP, "ebd0a0a2-b9e5-4433-87c0-68b6b72699c7", esp("Microsoft") + WINDOWS))
                .isEqualTo(new BootSigns(false, true, true, false));
        assertThat(signs("dos", "0x7", "0x7", sector("33c08ed0", true, true) + WINDOWS))
                .isEqualTo(new BootSigns(true, false, true, false));
    }

    @Test
    void knowsALinuxSystemBesideWindows() throws InterruptedException {
        var signs = MachineFixture.load("laptop", root).machine().disks().getFirst().content().boot();

        assertThat(signs).isEqualTo(new BootSigns(false, true, true, true));
    }

    private BootSigns signs(String table, String type, String otherType, String more) throws InterruptedException {
        return MachineFixture.load("vm", root)
                .with("block pci0000:00/0000:00:05.0/virtio2/block/vda/vda2 252:2 2048\n" + MachineFixture.LSBLK + """
                            {"blockdevices": [{"name": "vda", "pttype": "%s", "children": [
                              {"name": "vda1", "fstype": "vfat", "parttype": "%s"},
                              {"name": "vda2", "fstype": "ntfs", "parttype": "%s"}]}]}
                        """.formatted(table, type, otherType))
                .with(more).machine().disks().getFirst().content().boot();
    }

    private static String esp(String directory) {
        return "$ mdir -b -i /dev/vda1 ::/EFI\n    ::/EFI/" + directory + "/\n";
    }

    /** A boot sector as the disk has it, with the code's beginning in hexadecimal digits. */
    private static String sector(String code, boolean active, boolean marked) {
        var sector = new byte[BootSector.SIZE];
        var bytes = HexFormat.of().parseHex(code.replace(" ", ""));
        System.arraycopy(bytes, 0, sector, 0, bytes.length);
        sector[446 + 16] = active ? (byte) 0x80 : 0;
        sector[446 + 4] = 0x7;
        if (marked) {
            sector[510] = 0x55;
            sector[511] = (byte) 0xAA;
        }
        return "$hex dd if=/dev/vda bs=512 count=1 status=none\n    " + HexFormat.of().formatHex(sector) + "\n";
    }
}
