package org.virtp2v.hardware.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.NetworkInterface;
import org.virtp2v.core.machine.NetworkInterface.Kind;

/** Network ports by what they are, with the addresses they were made with. */
class NetworkProbeTest {
    private static final String SERVICE_PROCESSOR = """
            net pci0000:00/0000:00:14.0/usb1/1-14/1-14.1/1-14.1:1.0/net/%s %s
            sys/bus/usb/drivers/%3$s/
            sys/devices/pci0000:00/0000:00:14.0/usb1/1-14/1-14.1/1-14.1:1.0/driver -> ../../../../../../../bus/usb/drivers/%3$s
            """;

    @TempDir
    Path root;

    @Test
    void tellsTheTrueAddressesOfTheMembersOfABond() throws InterruptedException {
        var machine = machine("""
                net pci0000:00/0000:00:01.0/0000:01:00.0/net/eno1 84:2b:2b:5a:10:3c
                sys/class/net/eno1/addr_assign_type: 3
                sys/class/net/eno1/bonding_slave/perm_hwaddr: 84:2B:2B:5A:10:3C
                net pci0000:00/0000:00:01.0/0000:01:00.1/net/eno2 84:2b:2b:5a:10:3c
                sys/class/net/eno2/addr_assign_type: 3
                sys/class/net/eno2/bonding_slave/perm_hwaddr: 84:2b:2b:5a:10:3e
                net virtual/net/bond0 84:2b:2b:5a:10:3c
                sys/class/net/bonding_masters: bond0
                """);

        assertThat(machine.interfaces()).extracting(NetworkInterface::name, NetworkInterface::macAddress)
                .containsExactly(tuple("eno1", "84:2b:2b:5a:10:3c"), tuple("eno2", "84:2b:2b:5a:10:3e"));
    }

    @Test
    void asksTheDriverForTheAddressOfAPortThatGotAnother() throws InterruptedException {
        var machine = machine("""
                net pci0000:00/0000:00:01.0/net/p1p1 02:00:00:00:00:01
                sys/class/net/p1p1/addr_assign_type: 3
                $ ethtool -P p1p1
                    Permanent address: A0:36:9F:00:00:01
                net pci0000:00/0000:00:02.0/net/p2p1 02:00:00:00:00:02
                sys/class/net/p2p1/addr_assign_type: 3
                $ ethtool -P p2p1
                    Permanent address: not set
                net pci0000:00/0000:00:03.0/net/p3p1 02:00:00:00:00:03
                sys/class/net/p3p1/addr_assign_type: 1
                """);

        assertThat(machine.interfaces()).extracting(NetworkInterface::macAddress)
                .containsExactly("a0:36:9f:00:00:01", "02:00:00:00:00:02", "02:00:00:00:00:03");
    }

    @Test
    void knowsPortsByWhatTheyAreAndNotByTheirNames() throws InterruptedException {
        var machine = machine("""
                net pci0000:00/0000:00:01.0/net/p1p1 00:10:00:00:00:01
                net pci0000:00/0000:00:02.0/net/em1 00:10:00:00:00:02
                net pci0002:00/0002:00:03.0/net/enP2p1s0f0np0 00:10:00:00:00:03
                net pci0000:00/0000:00:04.0/net/lan 00:10:00:00:00:04
                net pci0000:00/0000:00:05.0/net/wlp3s0 00:10:00:00:00:05
                sys/class/net/wlp3s0/phy80211/
                net pci0000:00/0000:00:06.0/net/eth10 00:10:00:00:00:06
                net pci0000:00/0000:00:07.0/net/eth2 00:10:00:00:00:07
                net vif-0/net/enX0 00:16:3e:00:00:08
                net pci0000:00/0000:00:08.0/net/ibp5s0 80:00:02:08:fe:80:00:00:00:00:00:00:f4:52:14:03:00:7b:cb:a1
                sys/class/net/ibp5s0/type: 32
                """);

        assertThat(machine.interfaces()).extracting(NetworkInterface::name).containsExactly("em1", "enP2p1s0f0np0",
                "enX0", "eth2", "eth10", "ibp5s0", "lan", "p1p1", "wlp3s0");
        assertThat(machine.interfaces()).filteredOn(i -> i.kind() != Kind.ETHERNET)
                .extracting(NetworkInterface::name, NetworkInterface::macAddress, NetworkInterface::kind)
                .containsExactly(tuple("ibp5s0", null, Kind.INFINIBAND),
                        tuple("wlp3s0", "00:10:00:00:00:05", Kind.WIRELESS));
    }

    @Test
    void leavesOutWhatTheRunningSystemMadeUp() throws InterruptedException {
        var machine = machine("""
                net pci0000:00/0000:00:01.0/net/eno1 00:10:00:00:00:01
                net virtual/net/eno1.200 00:10:00:00:00:01
                sys/class/net/eno1.200/uevent: DEVTYPE=vlan
                net virtual/net/eth0.1015 00:10:00:00:00:01
                net virtual/net/enx0-macvlan 00:10:00:00:00:02
                net virtual/net/br0 00:10:00:00:00:01
                net virtual/net/team0 00:10:00:00:00:01
                net virtual/net/em-dummy 00:10:00:00:00:03
                net virtual/net/lo 00:00:00:00:00:00
                net pci0000:00/0000:00:01.2/net/eno1v0 00:10:00:00:00:04
                sys/devices/pci0000:00/0000:00:01.2/physfn -> ../0000:00:01.0
                net pci0000:00/0000:00:09.0/net/eth5 00:10:00:00:00:05
                sys/class/net/eth5/phys_port_name: pf0vf3
                net pci0000:00/0000:00:0a.0/net/eth6 00:10:00:00:00:06
                sys/class/net/eth6/phys_port_name: p1
                net pci0000:00/0000:00:0b.0/net/can0 00:00:00:00:00:00
                sys/class/net/can0/type: 280
                net pci0000:00/0000:00:0c.0/usb1/1-1/1-1:1.0/net/wwan0 00:10:00:00:00:07
                sys/class/net/wwan0/uevent: DEVTYPE=wwan
                """);

        assertThat(machine.interfaces()).extracting(NetworkInterface::name).containsExactly("eno1", "eth6");
    }

    /** Supermicro, HPE, Lenovo and IBM; each has the same address in every machine. */
    @ParameterizedTest
    @CsvSource({ "enxbe3af2b6059f, be:3a:f2:b6:05:9f, rndis_host", "usb0, 0a:ca:fe:f0:0d:04, cdc_ether",
            "enp0s20f0u1u6, 7e:d3:0a:e1:e2:e3, cdc_ether", "eth4, e6:1f:13:66:77:88, cdc_ether",
            "eth9, 00:00:00:00:00:00, cdc_ncm" })
    void knowsTheNetworkOfTheServiceProcessor(String name, String address, String driver) throws InterruptedException {
        assertThat(machine(SERVICE_PROCESSOR.formatted(name, address, driver)).interfaces()).extracting(
                NetworkInterface::kind).containsExactly(Kind.SERVICE_PROCESSOR);
    }

    @ParameterizedTest
    @ValueSource(strings = { "product: iDRAC Virtual NIC USB Device", "manufacturer: American Megatrends Inc.",
            "product: OpenBMC USB Network" })
    void knowsAServiceProcessorByWhatItCallsItself(String told) throws InterruptedException {
        var machine = machine(SERVICE_PROCESSOR.formatted("idrac", "d0:94:66:00:00:01", "cdc_ether")
                + "sys/devices/pci0000:00/0000:00:14.0/usb1/1-14/1-14.1/" + told + "\n");

        assertThat(machine.interfaces()).extracting(NetworkInterface::kind).containsExactly(Kind.SERVICE_PROCESSOR);
    }

    @Test
    void takesAnAdapterForUsbForAPort() throws InterruptedException {
        var machine = machine(SERVICE_PROCESSOR.formatted("enx00e04c680001", "00:e0:4c:68:00:01", "cdc_ether")
                + "sys/devices/pci0000:00/0000:00:14.0/usb1/1-14/1-14.1/product: USB 10/100/1000 LAN\n");

        assertThat(machine.interfaces()).extracting(NetworkInterface::kind).containsExactly(Kind.ETHERNET);
    }

    @Test
    void tellsNetworkCardsWithoutADriver() throws InterruptedException {
        var machine = machine("""
                sys/bus/pci/devices/0000:04:00.0/class: 0x020000
                sys/bus/pci/devices/0000:04:00.0/vendor: 0x14e4
                sys/bus/pci/devices/0000:05:00.0/class: 0x020700
                sys/bus/pci/devices/0000:05:00.0/vendor: 0x15b3
                sys/bus/pci/devices/0000:06:00.0/class: 0x020000
                sys/bus/pci/devices/0000:06:00.0/driver/
                sys/bus/pci/devices/0000:07:00.0/class: 0x010802
                usr/share/misc/pci.ids:
                    14e4  Broadcom
                """);

        assertThat(machine.cardsWithoutDriver()).containsExactly("Broadcom, 0000:04:00.0", "0000:05:00.0");
    }

    @ParameterizedTest
    @ValueSource(strings = { "sda sdb sdz sdaa sdab sdba", "eth0 eth1 eth2 eth10 eth11",
            "hda hdb sda sdaa vda xvda xvdaa",
            "nvme0n1 nvme0n2 nvme1n1 nvme2n1 nvme10n1", "cciss!c0d0 cciss!c0d1 cciss!c0d10 cciss!c1d0",
            "enp3s0f0 enp3s0f1 enp10s0f0", "em1 em1_1 em2", "sda sda1 sda2 sda10 sdb" })
    void countsAsPeopleAndTheKernelDo(String names) {
        var wanted = List.of(names.split(" "));
        for (int seed = 0; seed < 20; seed++) {
            var mixed = new ArrayList<>(wanted);
            Collections.shuffle(mixed, new Random(seed));

            assertThat(mixed.stream().sorted(NaturalOrder.NAMES)).containsExactlyElementsOf(wanted);
        }
        assertThat(Stream.of("", "1", "01", "a").sorted(NaturalOrder.NAMES)).containsExactly("", "01", "1", "a");
    }

    private Machine machine(String text) throws InterruptedException {
        return MachineFixture.empty(root).with(text).machine();
    }
}
