package org.virtp2v.hardware.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.machine.Cpu;
import org.virtp2v.core.machine.Firmware;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.NetworkInterface;
import org.virtp2v.core.machine.Rtc;

class LinuxMachineProbeTest {
    private static final String BROADCOM = "Broadcom Inc. and subsidiaries";
    private static final String INTEL = "Intel Corporation";

    @TempDir
    Path root;

    @Test
    void readsTwoSocketsWithHyperThreading() throws InterruptedException {
        assertThat(MachineFixture.load("dell-server", root).machine().cpu()).isEqualTo(
                new Cpu("Intel", "Intel(R) Xeon(R) CPU           E5620  @ 2.40GHz", 16, 2, 4, 2, true, true));
    }

    @Test
    void countsOnlyCpusThatAreOnline() throws InterruptedException {
        assertThat(MachineFixture.load("laptop", root).machine().cpu()).isEqualTo(
                new Cpu("Intel", "Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz", 4, 1, 4, 2, true, true));
    }

    @Test
    void readsAnLscpuWithoutJson() throws InterruptedException {
        assertThat(MachineFixture.load("vm", root).machine().cpu())
                .isEqualTo(new Cpu("AMD", "AMD EPYC 7702 64-Core Processor", 4, 4, 1, 1, true, true));
    }

    @Test
    void readsTheKernelsListWithoutLscpu() throws InterruptedException {
        var machine = MachineFixture.load("vm", root).withoutCommand("lscpu").machine();

        assertThat(machine.cpu()).isEqualTo(new Cpu("AMD", "AMD EPYC 7702 64-Core Processor", 4, 2, 1, 2, true, true));
        assertThat(machine.firmware()).isEqualTo(Firmware.BIOS);
    }

    @Test
    void readsFieldsBelowOthers() {
        var cpu = CpuFields.fromJson("""
                {"lscpu": [{"field": "Architecture:", "data": "x86_64", "children": [
                    {"field": "CPU(s):", "data": "2", "children": [{"field": "On-line CPU(s) list:", "data": "1"}]}]},
                  {"field": "Vendor ID:", "data": "HygonGenuine", "children": [
                    {"field": "Model name:", "data": "Hygon C86 7185", "children": [
                      {"field": "Socket(s):", "data": "-"}, {"field": "Core(s) per socket:", "data": null}]}]}]}
                """).toCpu();

        assertThat(cpu).isEqualTo(new Cpu(null, "Hygon C86 7185", 1, 1, 1, 1, false, false));
    }

    @Test
    void describesTheServer() throws InterruptedException {
        var machine = MachineFixture.load("dell-server", root).machine();

        assertThat(machine.hostName()).isEqualTo("r710.example.com");
        assertThat(machine.memoryBytes()).isEqualTo(49311708L * 1024);
        assertThat(machine.acpi()).isTrue();
        assertThat(machine.firmware()).isEqualTo(Firmware.BIOS);
        assertThat(machine.rtc()).isEqualTo(new Rtc(Rtc.Basis.UTC, 0));
    }

    @Test
    void namesVendorsOfInterfaces() throws InterruptedException {
        assertThat(MachineFixture.load("dell-server", root).machine().interfaces()).containsExactly(
                new NetworkInterface("em1", "84:2b:2b:5a:10:3c", BROADCOM),
                new NetworkInterface("em2", "84:2b:2b:5a:10:3e", BROADCOM),
                new NetworkInterface("em3", "84:2b:2b:5a:10:40", BROADCOM),
                new NetworkInterface("em4", "84:2b:2b:5a:10:42", BROADCOM));
    }

    @Test
    void describesTheLaptop() throws InterruptedException {
        var machine = MachineFixture.load("laptop", root).machine();

        assertThat(machine.firmware()).isEqualTo(Firmware.UEFI);
        assertThat(machine.rtc()).isEqualTo(new Rtc(Rtc.Basis.LOCALTIME, 0));
        assertThat(machine.interfaces()).containsExactly(
                new NetworkInterface("enp0s31f6", "8c:16:45:aa:bb:01", INTEL),
                new NetworkInterface("wlp3s0", "a0:51:0b:11:22:33", INTEL));
        assertThat(machine.removableDrives()).isEmpty();
    }

    @Test
    void knowsNoVendorWithoutAList() throws InterruptedException {
        assertThat(MachineFixture.load("vm", root).machine().interfaces())
                .containsExactly(new NetworkInterface("eth0", "52:54:00:ab:cd:ef", null));
    }

    @Test
    void asksTheSecondListForVendorsMissingInTheFirst() throws InterruptedException {
        var machine = MachineFixture.load("vm", root).with("""
                usr/share/hwdata/pci.ids:
                    8086  Intel Corporation
                usr/share/misc/pci.ids:
                    1af4  Red Hat, Inc.
                """).machine();

        assertThat(machine.interfaces().getFirst().vendor()).isEqualTo("Red Hat, Inc.");
    }

    @Test
    void givesNoMacAddressWhereThereIsNone() throws InterruptedException {
        var machine = MachineFixture.load("vm", root).with("""
                net pci0000:00/0000:00:08.0/net/eth1 00:00:00:00:00:00
                net pci0000:00/0000:00:09.0/net/eth2 80:00:02:08:fe:80:00:00:00:00:00:00:f4:52:14:03:00:7b:cb:a1
                """).machine();

        assertThat(machine.interfaces()).contains(new NetworkInterface("eth1", null, null),
                new NetworkInterface("eth2", null, null));
    }

    @Test
    void probesAMachineThatTellsNothing() throws InterruptedException {
        assertThat(MachineFixture.empty(root).machine()).isEqualTo(new Machine("",
                new Cpu(null, null, 1, 1, 1, 1, false, false), 0, false, Rtc.UNKNOWN, Firmware.UNKNOWN,
                List.of(), List.of(), List.of()));
    }

    @Test
    void doesNotCallAnArmMachineBios() throws InterruptedException {
        var machine = MachineFixture.load("vm", root).with("""
                $ lscpu
                    Architecture:        aarch64
                    CPU(s):              4
                    Flags:               fp asimd
                """).machine();

        assertThat(machine.firmware()).isEqualTo(Firmware.UNKNOWN);
    }

    @Test
    void takesNoNameForAnEmptyHostName() throws InterruptedException {
        assertThat(MachineFixture.empty(root).with("proc/sys/kernel/hostname: (none)").machine().hostName()).isEmpty();
    }

    @Test
    void followsNoLinkOutOfTheRoot() throws InterruptedException {
        MachineFixture.empty(root).with("outside: name");

        var fixture = MachineFixture.empty(root.resolve("machine"))
                .with("proc/sys/kernel/hostname -> ../../../../outside");

        assertThat(fixture.machine().hostName()).isEmpty();
    }

    @Test
    void leavesOutReportsOfMissingCommands() throws InterruptedException {
        var reports = MachineFixture.load("dell-server", root).probe().reports();

        assertThat(reports.keySet()).containsExactly("dmesg", "lscpu", "lspci", "lsscsi");
        assertThat(new String(reports.get("lspci"), StandardCharsets.UTF_8)).contains("BCM5709");
    }

    @Test
    void takesSecretsOutOfTheKernelsMessages() throws InterruptedException {
        var reports = MachineFixture.empty(root)
                .with("""
                        proc/cmdline: boot=live p2v.password=s3cret "p2v.key=all:key:s3cret horse" p2v.name=x p2v.pre="a s3cret"
                        $ dmesg
                            [    0.0] Linux é
                            [    0.0] Command line: boot=live p2v.password=s3cret "p2v.key=all:key:s3cret horse" p2v.na
                            [    0.1] Kernel command line: boot=live p2v.password=s3cret "p2v.key=all:key:s3cret
                            [    0.1] Kernel command line: horse" p2v.name=x
                            horse s3cret
                            [    0.1] Unknown kernel command line parameters "p2v.password=s3cret horse", will be passed to user space.
                            [    0.2] init: + cmdline=p2v.password=s3cret
                            [    0.3] systemd[1]: Starting virt-p2v.service - horse
                            [    0.3] NX disabled by kernel command line option
                        """)
                .probe().reports();

        assertThat(new String(reports.get("dmesg"), StandardCharsets.UTF_8)).isEqualTo("""
                [    0.0] Linux é
                [    0.0] Command line: boot=live p2v.password=*** p2v.key=*** p2v.name=x p2v.pre=***
                [    0.1] Kernel command line: (left out: this repeats the kernel command line)
                [    0.1] Kernel command line: (left out: this repeats the kernel command line)
                (left out: this repeats the kernel command line)
                [    0.1] Unknown kernel command line parameters "(left out: this repeats the kernel command line)
                [    0.2] (left out: this repeats the kernel command line)
                [    0.3] systemd[1]: Starting virt-p2v.service - horse
                [    0.3] NX disabled by kernel command line option
                """);
    }

    @Test
    void leavesTheCommandLineOutOfTheKernelsMessagesWhereItIsNotKnown() throws InterruptedException {
        var reports = MachineFixture.empty(root).with("""
                $ dmesg
                    [    0.0] Command line: boot=live p2v.password=s3cret
                """).probe().reports();

        assertThat(new String(reports.get("dmesg"), StandardCharsets.UTF_8)).isEqualTo("""
                [    0.0] Command line: (left out: this repeats the kernel command line)
                """);
    }

    @Test
    void waitsForTheNetworkAsLongAsItIsTold() throws InterruptedException {
        var fixture = MachineFixture.empty(root);

        fixture.probe().awaitNetwork(Duration.ofSeconds(30));

        assertThat(fixture.commands()).containsExactly("nm-online -t 30 -q");
    }

    @Test
    void tellsTheHardwareAddressesThatItAnswersWithNow() throws Exception {
        Path net = root.resolve("sys/class/net");
        for (String[] port : new String[][] { { "lo", "00:00:00:00:00:00", "0x9" },
                { "eth0", "02:FC:00:00:00:01", "0x1003" }, { "eth1", "02:fc:00:00:00:02", "0x1002" },
                { "bond0", "02:fc:00:00:00:03", "0x1403" } }) {
            Path directory = Files.createDirectories(net.resolve(port[0]));
            Files.writeString(directory.resolve("address"), port[1] + "\n");
            Files.writeString(directory.resolve("flags"), port[2] + "\n");
        }
        Files.writeString(Files.createDirectories(net.resolve("odd")).resolve("address"), "02:fc:00:00:00:04\n");
        assertThat(new LinuxMachineProbe(root, MachineFixture.empty(root), Clock.systemUTC()).hardwareAddresses())
                .containsExactly("02:fc:00:00:00:01", "02:fc:00:00:00:03", "02:fc:00:00:00:04");
    }

    @Test
    void changesTheAddressesOfTheLiveImageOnly() throws Exception {
        var fixture = MachineFixture.empty(root);
        fixture.probe().takeOwnAddresses();
        assertThat(fixture.commands()).isEmpty();
        Path script = root.resolve("usr/lib/virt-p2v-live/own-address");
        Files.createDirectories(script.getParent());
        Files.createFile(script);
        fixture.probe().takeOwnAddresses();
        assertThat(fixture.commands()).containsExactly("/usr/lib/virt-p2v-live/own-address");
    }

    @ParameterizedTest
    @CsvSource({ "down,true", "lowerlayerdown,true", "'down up',false", "'down unknown',false", "dormant,false",
            "'',false" })
    void seesThatTheCableIsUnplugged(String states, boolean unplugged) throws Exception {
        Path net = Files.createDirectories(root.resolve("sys/class/net"));
        // One without hardware behind it does not count.
        Files.writeString(Files.createDirectories(net.resolve("lo")).resolve("operstate"), "up\n");
        String[] all = states.isEmpty() ? new String[0] : states.split(" ");
        for (int i = 0; i < all.length; i++) {
            Path port = Files.createDirectories(net.resolve("eth" + i + "/device")).getParent();
            Files.writeString(port.resolve("operstate"), all[i] + "\n");
        }
        assertThat(new LinuxMachineProbe(root, MachineFixture.empty(root), Clock.systemUTC()).isUnplugged())
                .isEqualTo(unplugged);
    }
}
