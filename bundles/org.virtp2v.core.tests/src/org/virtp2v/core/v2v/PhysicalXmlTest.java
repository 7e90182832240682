package org.virtp2v.core.v2v;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.machine.BootSigns;
import org.virtp2v.core.machine.Bus;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskContent;
import org.virtp2v.core.machine.DiskContent.PartitionTable;
import org.virtp2v.core.machine.DiskHardware;
import org.virtp2v.core.machine.Firmware;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.NetworkInterface;
import org.virtp2v.core.machine.RemovableDrive;
import org.virtp2v.core.testing.Plans;

/** The samples were written by the C program 1.42.3 for the same options. */
class PhysicalXmlTest {

    private static String xml(String commandLine, Integer... ports) {
        return new String(PhysicalXml.of(Plans.of(commandLine), Stream.of(ports).map(String::valueOf).toList()),
                StandardCharsets.UTF_8);
    }

    /** Without the declaration and comments. */
    private static String body(String xml) {
        return xml.replaceAll("<\\?xml[^>]*>\\s*", "").replaceAll("(?s)<!--.*?-->\\s*", "").strip();
    }

    @ParameterizedTest
    @CsvSource({ "physical-one-disk.xml,p2v.name=phony p2v.disks=/a,35531,",
            "physical-two-disks.xml,'p2v.name=phonysudo p2v.disks=/a,/b',37427,33607",
            "physical-uefi.xml,p2v.name=uefi p2v.disks=/a,46515," })
    void isWhatTheCProgramWrites(String sample, String options, Integer first, Integer second) throws Exception {
        Integer[] ports = second == null ? new Integer[] { first } : new Integer[] { first, second };
        String line = "p2v.server=c p2v.network=eth0:wired,other " + options;
        assertThat(body(xml(line, ports))).isEqualTo(body(Files.readString(Path.of("samples", sample))));
    }

    @Test
    void saysTheFirmwareWhenTheDisksAreThisMachines() {
        var m = Plans.MACHINE;
        for (var firmware : List.of(Firmware.UEFI, Firmware.BIOS, Firmware.UNKNOWN)) {
            var machine = new Machine("h", m.cpu(), m.memoryBytes(), true, m.rtc(), firmware,
                    List.of(new Disk("cciss/c0d0", Path.of("/dev/cciss/c0d0"), 1, null, null, false,
                            DiskHardware.UNKNOWN, new DiskContent(PartitionTable.UNKNOWN, List.of(),
                                    new BootSigns(true, true, false, false)))),
                    List.of(new RemovableDrive("sr0", null)), List.of());
            String xml = new String(PhysicalXml.of(Plans.of("p2v.server=c", machine), List.of("1")),
                    StandardCharsets.UTF_8);
            assertThat(xml).contains(switch (firmware) {
                case UEFI -> "<os firmware=\"efi\">";
                case BIOS -> "<os firmware=\"bios\">";
                case UNKNOWN -> "<os>";
            }).contains("<target dev=\"cciss/c0d0\"/>").containsSubsequence(
                    "<disk type=\"network\" device=\"cdrom\">", "<driver name=\"qemu\" type=\"raw\"/>",
                    "<target dev=\"sr0\"/>");
        }
    }

    @Test
    void saysBusAndModelWhereTheyAreThisMachines() {
        var m = Plans.MACHINE;
        var disk = new Disk("sda", Path.of("/dev/sda"), 1, null, null, false,
                new DiskHardware(Bus.SATA, null, null, null, 0, 0), DiskContent.UNKNOWN);
        var machine = new Machine("h", m.cpu(), m.memoryBytes(), true, m.rtc(), m.firmware(), List.of(disk), List.of(),
                List.of(new NetworkInterface("em1", "02:fc:00:00:00:01", null, "virtio_net")));
        assertThat(new String(PhysicalXml.of(Plans.of("p2v.server=c", machine), List.of("1")), StandardCharsets.UTF_8))
                .containsSubsequence("<target dev=\"sda\" bus=\"sata\"/>", "<target dev=\"em1\"/>", "<mac address=",
                        "<model type=\"virtio\"/>");
        assertThat(new String(PhysicalXml.of(Plans.of("p2v.server=c p2v.disks=/a", machine), List.of("1")),
                StandardCharsets.UTF_8)).doesNotContain(" bus=", "<model type=");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "p2v.rtc.basis=utc|<clock offset=\"utc\"/>",
            "p2v.rtc.basis=utc p2v.rtc.offset=-3600|<clock offset=\"variable\" basis=\"utc\" adjustment=\"-3600\"/>",
            "p2v.rtc.basis=localtime|<clock offset=\"localtime\"/>" })
    void describesTheClock(String options, String element) {
        assertThat(xml("p2v.server=c p2v.disks=/a " + options, 1)).contains(element);
    }

    @Test
    void leavesOutWhatTheGuestDoesNotHave() {
        assertThat(xml("p2v.server=c p2v.disks=/a p2v.cpu.acpi=no p2v.cpu.apic=no p2v.cpu.pae=no", 1))
                .doesNotContain("<acpi", "<apic", "<pae", "<clock", "<model");
    }

    @Test
    void escapesWhatXmlNeedsEscaped() {
        assertThat(xml("p2v.server=c p2v.disks=/a p2v.name=\"a<b>&'c\" p2v.network=n\"&<", 1))
                .contains("<name>a&lt;b&gt;&amp;'c</name>", "network=\"n&quot;&amp;&lt;\"");
    }

    @Test
    void namesACpuModel() {
        assertThat(xml("p2v.server=c p2v.disks=/a p2v.cpu.model=IvyBridge p2v.cpu.vendor=Intel", 1))
                .containsSubsequence("<vendor>Intel</vendor>", "<model fallback=\"allow\">IvyBridge</model>");
    }
}
