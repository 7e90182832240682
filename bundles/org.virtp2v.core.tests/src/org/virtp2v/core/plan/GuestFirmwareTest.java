package org.virtp2v.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.machine.BootSigns;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskContent;
import org.virtp2v.core.machine.DiskContent.PartitionTable;
import org.virtp2v.core.machine.DiskHardware;
import org.virtp2v.core.machine.Firmware;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.settings.FirmwareChoice;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.testing.TestMachines;

/** Which firmware virt-v2v is told of. */
class GuestFirmwareTest {
    private static Disk disk(String name, boolean bios, boolean uefi) {
        return new Disk(name, Path.of("/dev", name), 1L << 30, null, null, false, DiskHardware.UNKNOWN,
                new DiskContent(PartitionTable.GPT, List.of(), new BootSigns(bios, uefi, false, false)));
    }

    /** How the machine was booted; what two disks show, B for BIOS and U for UEFI; what is said, and the warning. */
    @ParameterizedTest
    @CsvSource({ "AUTO,BIOS,B,-,BIOS,", "AUTO,BIOS,-,B,BIOS,", "AUTO,BIOS,U,-,UNKNOWN,firmwareOther.BIOS",
            "AUTO,BIOS,BU,-,BIOS,", "AUTO,BIOS,-,-,UNKNOWN,firmwareOpen.BIOS", "AUTO,UEFI,U,-,UEFI,",
            "AUTO,UEFI,B,U,UEFI,", "AUTO,UEFI,B,-,UNKNOWN,firmwareOther.UEFI",
            "AUTO,UEFI,-,-,UNKNOWN,firmwareOpen.UEFI",
            "AUTO,UNKNOWN,B,-,UNKNOWN,", "BIOS,UEFI,B,-,BIOS,", "BIOS,UEFI,U,-,BIOS,firmwareChosen.BIOS",
            "BIOS,UEFI,-,-,BIOS,", "EFI,BIOS,B,-,UEFI,firmwareChosen.UEFI", "EFI,BIOS,BU,-,UEFI,",
            "EFI,UNKNOWN,-,-,UEFI," })
    void isWhatTheDisksAgreeWith(FirmwareChoice choice, Firmware booted, String first, String second,
            Firmware expected, String warning) {
        var disks = List.of(disk("sda", first.contains("B"), first.contains("U")),
                disk("sdb", second.contains("B"), second.contains("U")));
        List<String> warnings = new ArrayList<>();

        GuestFirmware.check(choice, booted, disks, (field, message, arguments) -> warnings.add(message));

        assertThat(GuestFirmware.of(choice, booted, disks)).isEqualTo(expected);
        assertThat(warnings).isEqualTo(warning == null ? List.of() : List.of(warning));
    }

    @Test
    void countsOnlyTheDisksOfTheGuest() throws Exception {
        assertThat(firmware("p2v.disks=sda")).isEqualTo(Firmware.UNKNOWN);
        assertThat(firmware("p2v.disks=sda,sdb")).isEqualTo(Firmware.UEFI);
        assertThat(firmware("p2v.disks=/a.img")).isEqualTo(Firmware.UNKNOWN);
        assertThat(firmware("p2v.disks=/a.img p2v.firmware=efi")).isEqualTo(Firmware.UEFI);
        assertThat(firmware("p2v.firmware=bios")).isEqualTo(Firmware.BIOS);
    }

    @Test
    void saysWhatToDo() throws Exception {
        assertThat(plan("p2v.disks=sda").warnings()).filteredOn(w -> w.field() == Key.FIRMWARE).singleElement()
                .extracting(PlanProblem::message).asString()
                .contains("started with UEFI", "sda boots with BIOS", "p2v.firmware=bios");
    }

    private static Firmware firmware(String line) throws Exception {
        return ((Planning.Ready) plan(line)).plan().guest().firmware();
    }

    private static Planning plan(String line) throws Exception {
        var m = TestMachines.server();
        var machine = new Machine("h", m.cpu(), m.memoryBytes(), true, m.rtc(), Firmware.UEFI,
                List.of(disk("sda", true, false), disk("sdb", false, true)), List.of(), List.of());
        var settings = Defaults.complete(SettingsReader.read("p2v.server=c " + line).settings(), machine, List.of(),
                () -> "random");
        return Planner.plan(settings, machine, NbdServer.DEFAULT_ORDER, path -> 4096, Targets.NONE);
    }
}
