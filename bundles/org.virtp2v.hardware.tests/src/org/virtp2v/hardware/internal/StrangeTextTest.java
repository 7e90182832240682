package org.virtp2v.hardware.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.machine.Cpu;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.Identity;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.Rtc;
import org.virtp2v.core.machine.Volume;
import org.virtp2v.core.machine.VolumeUse.Role;
import org.virtp2v.core.testing.Fuzz;

/** No text of the kernel, of firmware, of a disk or of a tool stops the look at the machine. */
class StrangeTextTest {
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}]");
    private static final int ROUNDS = 150;
    private static final List<String> STRANGE = List.of("", "\0", "-1", "99999999999999999999", "9223372036854775807",
            "0-", ",", "3-1", "null", "{}", "[null]", "[[[[", "{\"lscpu\": [null, 1]}", "{\"blockdevices\": [[], 7]}",
            "\u001b]52;c;x\u0007", "\udbff", "\uffff", "\u202e", "=", "::", "\\x00\\xff", "\\000", " - ",
            "a b c d e f - ");

    @TempDir
    Path root;

    @Test
    void acceptsAFlagThatIsNamedTwice() {
        // Linux 3.x on a Xeon E5620 says "dts" twice.
        var cpu = CpuFields.fromCpuinfo("""
                processor	: 0
                vendor_id	: GenuineIntel
                model name	: Intel(R) Xeon(R) CPU           E5620  @ 2.40GHz
                physical id	: 0
                siblings	: 1
                cpu cores	: 1
                flags		: fpu pae apic dts acpi pae dts tpr_shadow
                """).toCpu();

        assertThat(cpu).isEqualTo(
                new Cpu("Intel", "Intel(R) Xeon(R) CPU           E5620  @ 2.40GHz", 1, 1, 1, 1, true, true));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = { "0-3; 4", "0,2,4-5; 4", "0; 1", "3-1; 7", "0-; 7", "0-999999999; 7", "x; 7",
            "0-99998; 99999", "0-99998,0-99998; 99999", "''; 7", "0x3; 7" })
    void countsNoMoreCpusThanAListNames(String list, int cpus) {
        var fields = new CpuFields(Map.of("On-line CPU(s) list", list, "CPU(s)", "7"));

        assertThat(fields.toCpu().logicalCpus()).isEqualTo(cpus);
    }

    @Test
    void countsAnEndlessListOfCpus() {
        var fields = new CpuFields(Map.of("On-line CPU(s) list", "1" + ",1".repeat(200_000)));

        assertThat(fields.toCpu().logicalCpus()).isEqualTo(99_999);
    }

    @Test
    void leavesOutOnlyWhatItDoesNotUnderstandOfLscpu() {
        var cpu = CpuFields.fromJson("""
                {"lscpu": [null, 7, {"field": "CPU(s):", "data": 8}, {"field": ["x"], "data": "y"},
                  {"field": "Flags:", "data": {"pae": true}}, {"field": "Socket(s):", "data": "2", "children": {}},
                  {"field": "Core(s) per socket:", "data": "99999999999"}, {"data": "lost"}]}
                """).toCpu();

        assertThat(cpu).isEqualTo(new Cpu(null, null, 8, 2, 1, 1, false, false));
    }

    @Test
    void leavesOutOnlyWhatItDoesNotUnderstandOfLsblk() throws InterruptedException {
        var machine = MachineFixture.load("vm", root).with(MachineFixture.LSBLK + """
                    {"blockdevices": [null, "x", {"name": "vda", "kname": "vda", "serial": "A1", "tran": {"x": 1},
                      "label": ["a"], "children": [7, {"name": "vda1", "type": 5, "fstype": "ext4"}]},
                      {"name": "vdb", "serial": 42, "children": "none"}]}
                """).machine();

        assertThat(machine.disks()).extracting(Disk::serial).containsExactly("A1", "42");
        assertThat(machine.disks().getFirst().content().volumes()).extracting(Volume::fileSystem)
                .containsExactly("ext4");
    }

    @Test
    void takesNoControlCharactersFromFirmwareAndDisks() throws InterruptedException {
        var machine = MachineFixture.load("vm", root).with("""
                sys/class/dmi/id/sys_vendor: A\u001b]52;c;x\u0007B
                sys/class/dmi/id/product_name: \u202eevil
                sys/block/vdb/serial: S\u0001N
                sys/block/vda/device/model: \u0003
                """).machine();

        assertThat(machine.identity()).isEqualTo(new Identity("A ]52;c;x B", "evil", null, null, null));
        assertThat(machine.disks()).extracting(Disk::serial).containsExactly("system-a", "S N");
        assertThat(machine.disks()).extracting(Disk::model).containsExactly(null, null);
    }

    @Test
    void readsLabelsThatLsblkPrintsAsBytes() throws InterruptedException {
        var machine = MachineFixture.load("vm", root).with(MachineFixture.LSBLK + """
                    {"blockdevices": [{"name": "vda", "children": [
                      {"name": "vda1", "fstype": "ext4", "label": "B\\\\xc3\\\\xbcro \\\\x20"}]}]}
                """).machine();

        assertThat(machine.disks().getFirst().content().volumes()).extracting(Volume::label).containsExactly("Büro");
    }

    @ParameterizedTest
    @ValueSource(strings = { "a/b", "\u001b[2J", "(none)" })
    void takesNoHostNameThatAGuestCannotHave(String name) throws InterruptedException {
        assertThat(MachineFixture.empty(root).with("proc/sys/kernel/hostname: " + name).machine().hostName()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "9223372036854775807", "31556889864403200", "-9223372036854775808", "1e9", "" })
    void knowsNoClockThatShowsNonsense(String shown) throws InterruptedException {
        var machine = MachineFixture.load("vm", root).with("sys/class/rtc/rtc0/since_epoch: " + shown).machine();

        assertThat(machine.rtc()).isEqualTo(Rtc.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = { "18014398509481984", "-8", "9223372036854775807", "many" })
    void knowsNoDiskOfAnImpossibleSize(String sectors) throws InterruptedException {
        var machine = MachineFixture.load("vm", root).with("sys/block/vdb/size: " + sectors).machine();

        assertThat(machine.disks()).extracting(Disk::name).containsExactly("vda");
    }

    @Test
    void followsNoPathThatNoFileCanHave() throws InterruptedException {
        var machine = MachineFixture.load("vm", root).with("""
                proc/self/mountinfo:
                    22 1 0:30 / / rw - btrfs /dev/mapper/a\\000b rw
                    23 1 0:31 / / rw - overlay overlay rw,lowerdir=/a\\000b:/c,upperdir=/\\777
                """).machine();

        assertThat(machine.disks()).extracting(Disk::runningSystem).containsExactly(false, false);
    }

    /** Damages a few recorded files and all outputs of commands in each round. */
    @ParameterizedTest
    @ValueSource(strings = { "dell-server", "laptop", "vm" })
    void looksAtAMachineWhateverItTells(String name) throws IOException, InterruptedException {
        var fixture = MachineFixture.load(name, root);
        List<Path> files;
        try (var all = Files.walk(root)) {
            files = all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).sorted().toList();
        }
        Fuzz.rounds(ROUNDS, random -> {
            var recorded = new LinkedHashMap<Path, byte[]>();
            for (int i = 0; i < files.size() / 4; i++) {
                var file = files.get(random.nextInt(files.size()));
                recorded.putIfAbsent(file, Files.readAllBytes(file));
                Files.write(file, damaged(recorded.get(file), random));
            }
            int share = 1 + random.nextInt(4);
            check(fixture.machine(output -> random.nextInt(share) == 0 ? damaged(output, random) : output));
            for (var file : recorded.entrySet()) {
                Files.write(file.getKey(), file.getValue());
            }
        });
    }

    @Test
    void understandsWhatSmartctlSaysOrKnowsNothing() {
        var sample = """
                {"smart_status": {"passed": true}, "ata_smart_attributes": {"table": [
                  {"id": 5, "name": "Reallocated_Sector_Ct", "raw": {"value": 8, "string": "8"}},
                  {"id": 197, "name": "Current_Pending_Sector", "raw": {"string": "16 (Min/Max 1/2)"}},
                  {"id": 198, "name": "Offline_Uncorrectable", "raw": {"string": "0"}}]},
                 "scsi_grown_defect_list": 3, "scsi_error_counter_log": {"read": {"total_uncorrected_errors": 1}},
                 "nvme_smart_health_information_log": {"critical_warning": 0, "available_spare": 100,
                  "percentage_used": 3, "media_errors": 0}}
                """;
        Fuzz.rounds(2000, random -> {
            var health = DriveHealthProbe.parse(Fuzz.damaged(sample, List.of("{", "[", "null", "-5", "1e400"), random));
            assertThat(Stream.of(health.pendingSectors(), health.uncorrectableErrors(), health.reallocatedSectors())
                    .filter(Objects::nonNull)).allMatch(number -> number >= 0);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = { "[", "{\"children\":[", "{\"name\":\"sda\",\"children\":[", "1", "\\x41", "\"", "{},",
            "-" })
    void looksThroughALargeOutputAtOnce(String part) {
        for (var begin : List.of("", "{\"blockdevices\":[", "{\"blockdevices\":[{\"label\":\"",
                "{\"nvme_smart_health_information_log\":{\"critical_warning\":")) {
            Fuzz.soon(() -> Lsblk.parse(begin + Fuzz.large(part)));
            Fuzz.soon(() -> DriveHealthProbe.parse(begin + Fuzz.large(part) + "}}"));
        }
    }

    private static void check(Machine machine) {
        assertThat(machine.cpu().logicalCpus()).isBetween(1, 99_999);
        assertThat(machine.memoryBytes()).isNotNegative();
        assertThat(machine.disks()).allSatisfy(disk -> assertThat(disk.sizeBytes()).isPositive());
        var texts = Stream.concat(
                Stream.of(machine.hostName(), machine.cpu().modelName(), machine.identity().vendor(),
                        machine.identity().product(), machine.identity().serial()),
                machine.disks().stream().flatMap(disk -> Stream.concat(Stream.of(disk.model(), disk.serial()),
                        disk.content().volumes().stream().flatMap(v -> Stream.concat(Stream.of(v.hint(), v.label(),
                                v.uuid(), v.partitionLabel(), v.fileSystem()), v.use().mountPoints().stream())))));
        assertThat(texts.filter(Objects::nonNull)).noneMatch(text -> UNPRINTABLE.matcher(text).find());
    }

    @Test
    void showsNoCharacterThatTurnsTheDirectionOfWriting() {
        var hint = new SystemHints.Hint("Linux\u202e 1\u001b[31m", Role.SYSTEM);
        var points = new MountPoints(new SystemFiles(root), List.of("UUID=u /srv\u202e/x ext4 defaults 0 0\n"));
        var device = new BlockDevices.Device("sda1", "sda1", "part", null, null, null, null, null, null, false, "ext4",
                null, "u", Set.of(), Set.of());

        assertThat(hint.text()).isEqualTo("Linux  1 [31m");
        assertThat(points.of(List.of(device))).containsExactly("/srv /x");
    }

    /** Bytes changed, left out, doubled, or something else in the place of a word or of all. */
    private static byte[] damaged(byte[] bytes, Random random) {
        var strange = STRANGE.get(random.nextInt(STRANGE.size())).getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || random.nextInt(8) == 0) {
            return strange;
        }
        var out = new ByteArrayOutputStream();
        int at = random.nextInt(bytes.length);
        int length = Math.min(bytes.length - at, 1 + random.nextInt(24));
        switch (random.nextInt(5)) {
            case 0 -> {
                out.write(bytes, 0, at);
                out.writeBytes(strange);
                out.write(bytes, at + length, bytes.length - at - length);
            }
            case 1 -> out.write(bytes, 0, at);
            case 2 -> {
                out.write(bytes, 0, at + length);
                out.write(bytes, at, bytes.length - at);
            }
            case 3 -> {
                var changed = bytes.clone();
                for (int i = 0; i < 8; i++) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
                }
                out.writeBytes(changed);
            }
            default -> {
                for (int i = 0; i < 3; i++) {
                    out.writeBytes(bytes);
                }
            }
        }
        return out.toByteArray();
    }
}
