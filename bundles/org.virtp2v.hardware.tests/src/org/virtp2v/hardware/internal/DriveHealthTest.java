package org.virtp2v.hardware.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DriveHealth;
import org.virtp2v.core.machine.Machine;

/** What drives say of their health, from output written after that of smartctl 7.3. */
class DriveHealthTest {
    private static final String ASK = "$ smartctl --json --nocheck=standby --health --attributes ";
    private static final String ATA = """
            {"device": {"name": "/dev/sdj", "type": "sat", "protocol": "ATA"}, "smart_status": {"passed": %s},
             "ata_smart_attributes": {"revision": 16, "table": [
              {"id": 1, "name": "Raw_Read_Error_Rate", "value": 200, "raw": {"value": 77, "string": "77"}},
              {"id": 5, "name": "Reallocated_Sector_Ct", "value": 199, "worst": 199, "thresh": 140,
               "raw": {"value": 281474976710668, "string": "%s"}},
              {"id": 197, "name": "Current_Pending_Sector", "value": 200, "raw": {"value": 8, "string": "%s"}},
              {"id": 198, "name": "Offline_Uncorrectable", "value": 100, "raw": {"value": 2, "string": "%s"}}]}}
            """;
    private static final String NVME = """
            {"smart_status": {"passed": %s, "nvme": {"value": %d}},
             "nvme_smart_health_information_log": {"critical_warning": %2$d, "temperature": 40,
              "available_spare": %d, "available_spare_threshold": 10, "percentage_used": %d,
              "media_errors": %d, "num_err_log_entries": 12}}
            """;
    private static final String SAS = """
            {"device": {"name": "/dev/sda", "type": "scsi", "protocol": "SCSI"},
             "smart_status": {"passed": true},
             "scsi_grown_defect_list": 7,
             "scsi_error_counter_log": {
              "read": {"errors_corrected_by_eccfast": 1, "total_errors_corrected": 1,
               "gigabytes_processed": "60312.174", "total_uncorrected_errors": 3},
              "write": {"total_uncorrected_errors": 9}}}
            """;

    @TempDir
    Path root;

    private static DriveHealth ata(String passed, String reallocated, String pending, String uncorrectable) {
        return DriveHealthProbe.parse(ATA.formatted(passed, reallocated, pending, uncorrectable));
    }

    @Test
    void readsAHealthyAtaDrive() {
        var health = ata("true", "0", "0", "0");

        assertThat(health).isEqualTo(new DriveHealth(true, 0L, 0L, 0L, null));
        assertThat(health.isFailing() || health.isUnreadable() || health.isReallocated()).isFalse();
    }

    @Test
    void readsSectorsThatAnAtaDriveCannotRead() {
        var health = ata("true", "12 (0 1)", "8", "2");

        assertThat(health).isEqualTo(new DriveHealth(true, 8L, 2L, 12L, null));
        assertThat(health.isUnreadable() && health.isReallocated()).isTrue();
        assertThat(health.isFailing()).isFalse();
    }

    @Test
    void readsAnAtaDriveThatIsFailing() {
        assertThat(ata("false", "1999", "0", "0").isFailing()).isTrue();
    }

    @Test
    void takesNoOtherAttributeForSectors() {
        assertThat(DriveHealthProbe.parse("""
                {"smart_status": {"passed": true}, "ata_smart_attributes": {"table": [
                 {"id": 5, "name": "Unknown_Attribute", "raw": {"value": 9, "string": "9"}},
                 {"id": 197, "name": "Unknown_SSD_Attribute", "raw": {"value": 9, "string": "9"}},
                 {"id": 198, "name": "Host_Reads_GiB", "raw": {"value": 9, "string": "9"}}]}}
                """)).isEqualTo(new DriveHealth(true, null, null, null, null));
    }

    @ParameterizedTest
    @CsvSource({ "true,0,100,3,0,false,false", "true,0,100,3,4,false,true", "false,4,5,104,0,true,false" })
    void readsNvme(boolean passed, int warning, int spare, int used, long mediaErrors, boolean failing,
            boolean unreadable) {
        var health = DriveHealthProbe.parse(NVME.formatted(passed, warning, spare, used, mediaErrors));

        assertThat(health).isEqualTo(new DriveHealth(passed, null, mediaErrors, null,
                new DriveHealth.Flash(warning, spare, used)));
        assertThat(health.isFailing()).isEqualTo(failing);
        assertThat(health.isUnreadable()).isEqualTo(unreadable);
    }

    @Test
    void readsSasWithItsErrorsOfReading() {
        assertThat(DriveHealthProbe.parse(SAS)).isEqualTo(new DriveHealth(true, null, 3L, 7L, null));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "smartctl 6.6\nUNRECOGNIZED OPTION: json", "[]", "null", "{\"smart_status\": 7}", "{",
            """
                    {"smartctl": {"exit_status": 1, "messages": [{"severity": "error",
                     "string": "/dev/sdj: Unknown USB bridge [0x0bda:0x9210 (0x2001)]"}]}}""",
            """
                    {"smartctl": {"exit_status": 2, "messages": [{"severity": "information",
                     "string": "Device is in STANDBY mode, exit(2)"}]}}""",
            """
                    {"smart_status": {"passed": "perhaps"}, "ata_smart_attributes": {"table": [null, 5,
                     {"id": 5}, {"id": 197, "name": "Current_Pending_Sector", "raw": {"string": "-1"}},
                     {"id": 198, "name": "Offline_Uncorrectable", "raw": 4}]},
                     "nvme_smart_health_information_log": {"critical_warning": 0}, "scsi_grown_defect_list": {}}""" })
    void knowsNothingOfWhatItDoesNotUnderstand(String output) {
        assertThat(DriveHealthProbe.parse(output)).isEqualTo(DriveHealth.UNKNOWN);
    }

    private static Disk disk(Machine machine, String name) {
        return machine.disks().stream().filter(d -> d.name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void asksTheDrivesOfAMachineOnce() throws InterruptedException {
        var fixture = MachineFixture.load("dell-server", root)
                .with(ASK + "--log=error /dev/sda\n" + SAS.indent(4))
                .with(ASK + "/dev/sdj\n" + ATA.formatted("true", "12", "8", "2").indent(4));
        var machine = fixture.machine();

        assertThat(disk(machine, "sda").hardware().health().uncorrectableErrors()).isEqualTo(3);
        assertThat(disk(machine, "sdj").hardware().health().isReallocated()).isTrue();
        assertThat(disk(machine, "sdb").hardware().health()).isEqualTo(DriveHealth.UNKNOWN);
        assertThat(fixture.commands()).filteredOn(c -> c.startsWith("smartctl")).doesNotHaveDuplicates()
                .noneMatch(c -> c.contains("cciss"))
                .allMatch(c -> c.matches("smartctl --json --nocheck=standby --health --attributes"
                        + "( --log=error)? /dev/[a-z]+"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "vm", "laptop" })
    void asksNothingThatIsNoDrive(String name) throws InterruptedException {
        var fixture = MachineFixture.load(name, root);
        fixture.machine();

        assertThat(fixture.commands()).noneMatch(c -> c.matches("smartctl.*/dev/(vd|mmcblk|dm-|zram).*"));
    }

    @ParameterizedTest
    @CsvSource({ "0,true", "4,true", "8,true", "24,true", "68,true", "1,false", "2,false", "10,false" })
    void readsWhatAFailingDriveTellsWithAnotherExitCode(int exitCode, boolean failing) throws InterruptedException {
        CommandRunner runner = (limit, success, command) -> success.test(exitCode)
                ? Optional.of("{\"smart_status\": {\"passed\": false}}".getBytes())
                : Optional.empty();
        var disk = new Disk("sda", Path.of("/dev/sda"), 1, null, null, false);

        assertThat(new DriveHealthProbe(new ReadOnlyTools(runner)).health(disk).isFailing()).isEqualTo(failing);
    }
}
