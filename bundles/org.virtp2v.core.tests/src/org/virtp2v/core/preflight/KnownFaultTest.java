package org.virtp2v.core.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.virtp2v.core.machine.BootSigns;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskContent;
import org.virtp2v.core.machine.DiskContent.PartitionTable;
import org.virtp2v.core.machine.DiskHardware;
import org.virtp2v.core.machine.Firmware;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.Volume;
import org.virtp2v.core.machine.Volume.Encryption;
import org.virtp2v.core.machine.VolumeUse;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.preflight.CheckResult.Verdict;
import org.virtp2v.core.server.GuestfsFacts;
import org.virtp2v.core.testing.Plans;
import org.virtp2v.core.testing.TestMachines;

/** Which faults of virt-v2v are told of which guests, by what is recognised on the disks. */
class KnownFaultTest {
    /** The faults that are told of a guest of this version of virt-v2v; the disks of the machine have no bus. */
    private static List<String> faults(String version, Machine machine, String disks) {
        ConversionPlan plan = Plans.of("p2v.server=conv p2v.disks=" + disks, machine);
        return Stream.of(KnownFault.values()).filter(fault -> fault.concerns(plan, new ToolVersion(version)))
                .map(Enum::name).toList();
    }

    private static Machine machine(Firmware firmware, @Nullable String system, String fileSystem,
            String... mountPoints) {
        var volume = new Volume("sda1", null, 1L << 30, null, null, null, fileSystem, null, null, Encryption.NONE,
                new VolumeUse(system, system == null ? VolumeUse.Role.OTHER : VolumeUse.Role.SYSTEM,
                        List.of(mountPoints), List.of()));
        var content = new DiskContent(PartitionTable.GPT, List.of(volume),
                new BootSigns(firmware == Firmware.BIOS, firmware == Firmware.UEFI, false, system != null));
        Machine m = TestMachines.server();
        return new Machine("h", m.cpu(), m.memoryBytes(), true, m.rtc(), firmware,
                List.of(new Disk("sda", Path.of("/dev/sda"), 2L << 30, null, null, false, DiskHardware.UNKNOWN,
                        content)),
                List.of(), List.of());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            2.0.7,  WINDOWS_2025 WINDOWS_11
            2.2.0,  WINDOWS_2025
            2.7.1,  WINDOWS_2025
            2.8.0,  ''
            """)
    void warnsOfWindowsThatIsNewerThanVirtV2v(String version, String faults) {
        assertThat(String.join(" ", faults(version, TestMachines.windows(), "sda"))).isEqualTo(faults);
    }

    @Test
    void warnsOfFurtherDisksOfWindows() {
        Machine windows = TestMachines.windows();
        assertThat(faults("2.5.8", windows, "sda,/image")).contains("WINDOWS_DISKS");
        assertThat(faults("2.5.8", windows, "sda")).doesNotContain("WINDOWS_DISKS");
        assertThat(faults("2.6.0", windows, "sda,/image")).doesNotContain("WINDOWS_DISKS");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            2.6.0,   UEFI, Debian GNU/Linux 12 (bookworm),                ext4,  DEBIAN_12_UEFI
            2.6.0,   BIOS, Debian GNU/Linux 12 (bookworm),                ext4,  ''
            2.12.0,  UEFI, Debian GNU/Linux 12 (bookworm),                ext4,  ''
            2.6.0,   UEFI, Debian GNU/Linux 13 (trixie),                  ext4,  ''
            2.7.5,   UEFI, 'Red Hat Enterprise Linux 9.4 (Plow)',         ext4,  GRUB_WRAPPER
            2.7.5,   UEFI, CentOS Stream 9,                               ext4,  GRUB_WRAPPER
            2.7.5,   UEFI, 'Red Hat Enterprise Linux 8.10 (Ootpa)',       ext4,  ''
            2.7.5,   BIOS, CentOS Stream 9,                               ext4,  ''
            2.7.5,   UEFI, Fedora Linux 34 (Workstation Edition),         ext4,  GRUB_WRAPPER
            2.7.5,   UEFI, Fedora 33 (Thirty Three),                      ext4,  ''
            2.3.3,   BIOS, Rocky Linux 9.2 (Blue Onyx),                   ext4,  KERNEL_CORE
            2.3.2,   BIOS, Rocky Linux 9.1 (Blue Onyx),                   ext4,  PROCESSOR
            2.3.2,   BIOS, 'Red Hat Enterprise Linux 9.1 (Plow)',         ext4,  ''
            2.3.4,   BIOS, AlmaLinux 9.4 (Seafoam Ocelot),                ext4,  ''
            2.0.7,   BIOS, Rocky Linux 8.10 (Green Obsidian),             ext4,  ROCKY
            2.6.0,   BIOS, SUSE Linux Enterprise Server 15 SP5,           ext4,  SUSE_SOURCE
            2.6.0,   BIOS, openSUSE Leap 15.6,                            ext4,  SUSE_SOURCE
            2.10.0,  BIOS, Anolis OS 8.9,                                 ext4,  KYLIN
            2.10.0,  BIOS, Kylin Linux Advanced Server V10 (Lance),       ext4,  KYLIN
            2.8.0,   BIOS, Ubuntu 24.04.1 LTS,                            ext4,  EXT4_JOURNAL
            2.8.1,   BIOS, Ubuntu 24.04.1 LTS,                            ext4,  ''
            2.10.0,  BIOS, ,                                              xfs,   XFS_MEMORY XFS_RHEL_7
            2.11.6,  BIOS, ,                                              xfs,   XFS_RHEL_7
            2.11.6,  BIOS, CentOS Linux 7 (Core),                         xfs,   XFS_RHEL_7
            2.11.6,  BIOS, Ubuntu 24.04.1 LTS,                            xfs,   ''
            2.6.0,   BIOS, ,                                              xfs,   ''
            """)
    void warnsOfFaultsOfTheVersionWithTheGuest(String version, Firmware firmware, @Nullable String system,
            String fileSystem, String faults) {
        assertThat(String.join(" ", faults(version, machine(firmware, system, fileSystem), "sda"))).isEqualTo(faults);
    }

    @Test
    void warnsOfASeparateUsrThatSelinuxForgets() {
        Machine split = machine(Firmware.BIOS, "Fedora Linux 40 (Server Edition)", "ext4", "/usr");
        assertThat(faults("2.6.0", split, "sda")).contains("SPLIT_USR");
        assertThat(faults("2.10.0", split, "sda")).doesNotContain("SPLIT_USR");
        assertThat(faults("2.6.0", machine(Firmware.BIOS, "Fedora", "ext4", "/usr/local"), "sda")).isEmpty();
    }

    @Test
    void saysWhereAFaultIsWrittenAndWhenItWasMended() {
        ConversionPlan plan = Plans.of("p2v.server=conv p2v.disks=sda",
                machine(Firmware.UEFI, "Debian GNU/Linux 12 (bookworm)", "ext4"));
        List<CheckResult> results = new GuestfsJudge(plan, "2.6.0").judge(GuestfsFacts.UNKNOWN);
        assertThat(results).singleElement().satisfies(result -> {
            assertThat(result.verdict()).isEqualTo(Verdict.WARNING);
            assertThat(result.text()).startsWith("Known faults: virt-v2v 2.6.0 ").contains("Debian 12", "2.11.2",
                    "https://issues.redhat.com/browse/RHEL-144467");
        });
    }

    @ParameterizedTest
    @EnumSource
    void eachFaultHasATextAndASource(KnownFault fault) {
        assertThat(fault.text()).contains(fault.mendedIn(), fault.source());
        assertThat(URI.create(fault.source())).hasScheme("https");
    }
}
