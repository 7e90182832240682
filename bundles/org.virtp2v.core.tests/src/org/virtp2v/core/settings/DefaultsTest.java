package org.virtp2v.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.Rtc;
import org.virtp2v.core.testing.TestMachines;

class DefaultsTest {

    private static Settings complete(String line) throws SettingsException {
        return Defaults.complete(SettingsReader.read(line).settings(), TestMachines.server(), List.of(),
                () -> "random");
    }

    @Test
    void takesTheGuestFromTheMachine() throws SettingsException {
        assertThat(complete("").guest()).isEqualTo(new GuestSettings("db1", false, 16, 1L << 35, "Intel", null, true,
                true, true, Rtc.Basis.UTC, 0, FirmwareChoice.AUTO));
    }

    @Test
    void takesAllDisksButTheOneItRunsFrom() throws SettingsException {
        assertThat(complete("").devices()).isEqualTo(new DeviceSettings(List.of("sda", "sdb"), List.of("sr0"),
                List.of("em1", "em2"), new NetworkMap(List.of()), false, null, List.of()));
    }

    @Test
    void letsTestDisksStandForTheDisks() throws SettingsException {
        var settings = SettingsReader.read("").settings();
        assertThat(Defaults.complete(settings, TestMachines.server(), List.of("/a", "/b"), () -> "r").devices().disks())
                .containsExactly("/a", "/b");
    }

    @Test
    void keepsWhatTheUserAskedFor() throws SettingsException {
        Settings settings = complete("p2v.name=x p2v.memory=1G p2v.vcpu.cores=2 p2v.cpu.acpi=no p2v.disks=sdb"
                + " p2v.removable= p2v.rtc.basis=localtime");
        assertThat(settings.guest()).isEqualTo(new GuestSettings("x", false, 2, 1L << 30, "Intel", null, false, true,
                true, Rtc.Basis.LOCALTIME, 0, FirmwareChoice.AUTO));
        assertThat(settings.devices().disks()).containsExactly("sdb");
        assertThat(settings.devices().removable()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "local,/var/tmp", "disk,/var/tmp", "qemu,/var/tmp", "libvirt,", "null,", "glance,", "openstack," })
    void givesAStorageDirectoryToModesThatHaveOne(String mode, String storage) throws SettingsException {
        assertThat(complete("p2v.o=" + mode).output().storage()).isEqualTo(storage);
    }

    @Test
    void makesUpANameWhereTheMachineHasNone() throws SettingsException {
        Machine m = TestMachines.server();
        var nameless = new Machine("", m.cpu(), m.memoryBytes(), m.acpi(), m.rtc(), m.firmware(), m.disks(),
                m.removableDrives(), m.interfaces());
        assertThat(Defaults.complete(SettingsReader.read("").settings(), nameless, List.of(), () -> "random").guest()
                .name()).isEqualTo("random");
    }

    @Test
    void dumpsInTheOrderAndFormOfTheCProgram() throws SettingsException {
        Settings settings = complete("p2v.server=conv p2v.password=hunter2 p2v.oa=sparse p2v.oo=a=1,b=2"
                + " p2v.network=em1:wired,other p2v.memory=1G");
        assertThat(SettingsDump.of(settings, "1.0.0", null)).isEqualTo("""
                local version        1.0.0
                remote version       (none)
                remote.server        conv
                remote.port          22
                auth.username        root
                auth.password        ***
                auth.identity.url    (none)
                auth.identity.file   (none)
                auth.identity.file_needs_update false
                auth.sudo            false
                guestname            db1
                vcpu.phys_topo       false
                vcpu.cores           16
                memory               1073741824
                cpu.vendor           Intel
                cpu.model            (none)
                cpu.acpi             true
                cpu.apic             true
                cpu.pae              true
                rtc.basis            utc
                rtc.offset           0
                disks                sda sdb
                removable            sr0
                interfaces           em1 em2
                network_map          em1:wired other
                output.type          local
                output.allocation    sparse
                output.connection    (none)
                output.format        (none)
                output.storage       /var/tmp
                output.misc          a=1 b=2
                """);
    }

    @Test
    void dumpsNoPassword() throws SettingsException {
        Settings settings = complete("p2v.server=conv p2v.identity=https://me:hunter2@keys.example/id"
                + " p2v.o=openstack p2v.oc=https://admin:hunter2@ovirt.example/api p2v.oo=os-password=hunter2,server-id=7");
        assertThat(SettingsDump.of(settings, "1.0.0", null)).doesNotContain("hunter2").contains(
                "auth.identity.url    https://me:***@keys.example/id\n",
                "output.connection    https://admin:***@ovirt.example/api\n",
                "output.misc          os-password=*** server-id=7\n");
    }
}
