package org.virtp2v.core.preflight;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.preflight.CheckResult.Verdict;
import org.virtp2v.core.server.GuestfsFacts;
import org.virtp2v.core.server.GuestfsFacts.Appliance;
import org.virtp2v.core.server.GuestfsFacts.Kvm;
import org.virtp2v.core.server.GuestfsFacts.WindowsTools;
import org.virtp2v.core.testing.Plans;
import org.virtp2v.core.testing.TestMachines;

/** What is made of what libguestfs has on the server. */
class GuestfsJudgeTest {
    private static final String SDA = "p2v.server=conv p2v.disks=sda ";
    private static final WindowsTools COMPLETE = new WindowsTools("/d/virtio-win.iso", true, "0.1.271", "/t",
            "rhsrvany.exe", true);

    private static List<CheckResult> judge(ConversionPlan plan, String version, GuestfsFacts facts) {
        return new GuestfsJudge(plan, version).judge(facts);
    }

    private static CheckResult kvm(Kvm kvm) {
        return judge(Plans.of(SDA + "p2v.username=ada", TestMachines.server()), "2.12.0",
                new GuestfsFacts(kvm, Appliance.UNKNOWN, "", null)).getFirst();
    }

    private static CheckResult windows(WindowsTools tools, String version, String options) {
        return judge(Plans.of(SDA + options, TestMachines.windows()), version,
                new GuestfsFacts(Kvm.UNKNOWN, Appliance.UNKNOWN, "", tools)).getFirst();
    }

    @Test
    void saysNothingOfWhatIsUnknown() {
        assertThat(judge(Plans.of(SDA, TestMachines.server()), "2.2.0", GuestfsFacts.UNKNOWN)).isEmpty();
        assertThat(judge(Plans.of(SDA, TestMachines.windows()), "2.12.0", GuestfsFacts.UNKNOWN)).isEmpty();
    }

    @Test
    void warnsThatItWillBeSlowWithoutKvmUnlessThatIsWanted() {
        assertThat(kvm(Kvm.USABLE).text()).isEqualTo("KVM: usable");
        assertThat(kvm(Kvm.OFF).verdict()).isEqualTo(Verdict.OK);
        assertThat(kvm(Kvm.OFF).seen()).contains("force_tcg", "several times as long");
        for (Kvm none : List.of(Kvm.CLOSED, Kvm.MISSING, Kvm.UNSUPPORTED)) {
            assertThat(kvm(none).verdict()).isEqualTo(Verdict.WARNING);
            assertThat(kvm(none).seen()).contains("the conversion will be slow");
        }
        assertThat(kvm(Kvm.CLOSED).advice()).contains("usermod -aG kvm ada", "p2v.sudo");
    }

    @Test
    void tellsTheDriversForWindowsAndTheirVersion() {
        assertThat(windows(COMPLETE, "2.12.0", "").text())
                .isEqualTo("Windows guest: /d/virtio-win.iso (0.1.271), rhsrvany.exe");
        assertThat(windows(new WindowsTools("/d", true, "", "/t", "pvvxsvc.exe", null), "2.12.0", "").seen())
                .isEqualTo("/d (unknown version), pvvxsvc.exe");
    }

    @Test
    void warnsOfMissingDriversForWindowsAndOfNtfs() {
        CheckResult result = windows(new WindowsTools("/d", false, "", "/t", "rhsrvany.exe", false), "2.12.0", "");
        assertThat(result.verdict()).isEqualTo(Verdict.WARNING);
        assertThat(result.seen()).isEqualTo("libguestfs has nothing to read NTFS with; no virtio drivers in /d");
        assertThat(result.advice()).contains("libguestfs-winsupport", "virtio-win", "p2v.env.VIRTIO_WIN");
    }

    @ParameterizedTest
    @CsvSource({ "2.2.0,'',WARNING", "2.3.3,'',WARNING", "2.3.4,'',PROBLEM", "2.12,'',PROBLEM",
            "2.12.0,p2v.sudo,WARNING" })
    void knowsWhenVirtV2vFailsWithoutAProgramForTheFirstStart(String version, String options, Verdict verdict) {
        CheckResult result = windows(new WindowsTools("/d", true, "", "/t", "", true), version, options);
        assertThat(result.verdict()).isEqualTo(verdict);
        assertThat(result.text()).contains("no rhsrvany.exe in /t", "p2v.env.VIRT_TOOLS_DATA_DIR");
    }

    @Test
    void sparesAGuestOfTwoSystemsTheProblemOfWindows() {
        Machine windows = TestMachines.windows();
        Disk disk = windows.disks().getFirst();
        var both = new DiskContent(PartitionTable.GPT, List.of(), new BootSigns(false, true, true, true));
        Machine two = new Machine("h", windows.cpu(), windows.memoryBytes(), true, windows.rtc(), Firmware.UEFI,
                List.of(new Disk(disk.name(), disk.device(), disk.sizeBytes(), null, null, false,
                        DiskHardware.UNKNOWN, both)),
                List.of(), List.of());
        var facts = new GuestfsFacts(Kvm.UNKNOWN, Appliance.UNKNOWN, "", new WindowsTools("/d", true, "", "/t", "",
                true));
        assertThat(judge(Plans.of(SDA, two), "2.12.0", facts)).singleElement()
                .extracting(CheckResult::verdict).isEqualTo(Verdict.WARNING);
    }

    @ParameterizedTest
    @CsvSource({ "2.10.0,2.9.9,true", "2.9.9,2.10.0,false", "2.2,2.2.0,true", "2.2.0,2.2,true", "2.2,2.2.1,false" })
    void comparesVersionsByTheirNumbers(String version, String other, boolean atLeast) {
        assertThat(new ToolVersion(version).isAtLeast(new ToolVersion(other))).isEqualTo(atLeast);
    }
}
