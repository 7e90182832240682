package org.virtp2v.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.machine.Rtc;
import org.virtp2v.core.server.Connections;
import org.virtp2v.core.server.HostKeyPolicy;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerLogin;

class SettingsReaderTest {

    private static Settings read(String line) throws SettingsException {
        var reading = SettingsReader.read(line);
        assertThat(reading.warnings()).isEmpty();
        return reading.settings();
    }

    @Test
    void hasTheDocumentedDefaults() throws SettingsException {
        Settings settings = read("root=/dev/sda1 quiet ip=dhcp");
        assertThat(settings.server()).isEqualTo(new ServerSettings(null, 22, "root", null, null, null, false,
                new HostKeyPolicy.AcceptOnce(), false, ServerLogin.RECONNECT, Connections.AUTO));
        assertThat(settings.guest()).isEqualTo(
                new GuestSettings(null, false, null, null, null, null, null, null, null, null, null,
                        FirmwareChoice.AUTO));
        assertThat(settings.devices()).isEqualTo(
                new DeviceSettings(null, null, null, new NetworkMap(List.of()), false, null, List.of()));
        assertThat(settings.output())
                .isEqualTo(new OutputSettings("local", OutputSettings.Allocation.NONE, null, null, null, List.of()));
        assertThat(settings.run()).isEqualTo(new RunSettings(null, null, null, false, false, null, false, null,
                ResumeChoice.AUTO, null, false, null));
    }

    @Test
    void readsEveryLongForm() throws SettingsException {
        Settings settings = read("p2v.remote.server=conv p2v.remote.port=2222 p2v.auth.username=me"
                + " p2v.auth.password=secret p2v.auth.identity.url=file:///id p2v.auth.sudo p2v.guestname=g"
                + " p2v.vcpu.phys_topo p2v.vcpu.cores=3 p2v.memory=2G p2v.cpu.vendor=Intel p2v.cpu.model=IvyBridge"
                + " p2v.cpu.acpi=no p2v.cpu.apic=yes p2v.cpu.pae=0 p2v.rtc.basis=localtime p2v.rtc.offset=-3600"
                + " p2v.disks=sda,/img p2v.removable=sr0 p2v.interfaces=em1,em2 p2v.network_map=em1:wired,other"
                + " p2v.output.type=libvirt p2v.output.allocation=preallocated p2v.output.connection=qemu:///system"
                + " p2v.output.format=qcow2 p2v.output.storage=pool p2v.output.misc=a=1,b=2 p2v.pre=\"a b\""
                + " p2v.post=reboot p2v.fail=c p2v.skip_test_connection p2v.dump_config_and_exit");
        assertThat(settings.server())
                .isEqualTo(new ServerSettings("conv", 2222, "me", new Secret("secret"), "file:///id", null, true,
                        new HostKeyPolicy.AcceptOnce(), false, ServerLogin.RECONNECT, Connections.AUTO));
        assertThat(settings.guest()).isEqualTo(new GuestSettings("g", true, 3, 2L << 30, "Intel", "IvyBridge", false,
                true, false, Rtc.Basis.LOCALTIME, -3600, FirmwareChoice.AUTO));
        assertThat(settings.devices()).isEqualTo(new DeviceSettings(List.of("sda", "/img"), List.of("sr0"),
                List.of("em1", "em2"), new NetworkMap(List.of(new NetworkMap.Entry("em1", "wired"),
                        new NetworkMap.Entry(null, "other"))),
                false, null, List.of()));
        assertThat(settings.output()).isEqualTo(new OutputSettings("libvirt", OutputSettings.Allocation.PREALLOCATED,
                "qemu:///system", "qcow2", "pool", List.of("a=1", "b=2")));
        assertThat(settings.run()).isEqualTo(new RunSettings("a b", "reboot", "c", true, true, null, false, null,
                ResumeChoice.AUTO, null, false, null));
    }

    @Test
    void readsEveryShortForm() throws SettingsException {
        Settings settings = read("p2v.server=conv p2v.port=2222 p2v.username=me p2v.password=secret"
                + " p2v.identity=file:///id p2v.sudo p2v.name=g p2v.network=net p2v.o=null p2v.oa=sparse"
                + " p2v.oc=esx p2v.of=raw p2v.os=/x p2v.oo=k=v");
        assertThat(settings.server())
                .isEqualTo(new ServerSettings("conv", 2222, "me", new Secret("secret"), "file:///id", null, true,
                        new HostKeyPolicy.AcceptOnce(), false, ServerLogin.RECONNECT, Connections.AUTO));
        assertThat(settings.guest().name()).isEqualTo("g");
        assertThat(settings.devices().networkMap().networkOf("any")).isEqualTo("net");
        assertThat(settings.output()).isEqualTo(
                new OutputSettings("null", OutputSettings.Allocation.SPARSE, "esx", "raw", "/x", List.of("k=v")));
    }

    @ParameterizedTest
    @ValueSource(strings = { "p2v.sudo", "p2v.sudo=", "p2v.sudo=true", "p2v.sudo=YES", "p2v.sudo=On", "p2v.sudo=1",
            "p2v.sudo=t", "p2v.sudo=Y" })
    void takesAsTrue(String line) throws SettingsException {
        assertThat(read(line).server().sudo()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "p2v.sudo=false", "p2v.sudo=No", "p2v.sudo=OFF", "p2v.sudo=0", "p2v.sudo=F", "p2v.sudo=n",
            "" })
    void takesAsFalse(String line) throws SettingsException {
        assertThat(read(line).server().sudo()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({ "p2v.sudo=maybe,maybe", "p2v.port=0,0", "p2v.port=65536,65536", "p2v.remote.port=ssh,ssh",
            "p2v.memory=lots,lots", "p2v.memory=1X,1X", "p2v.vcpu.cores=0,0", "p2v.vcpu.cores=-1,-1",
            "p2v.rtc.basis=moon,moon", "p2v.rtc.offset=+1h,+1h", "p2v.oa=thick,thick", "p2v.network=em1:,em1:",
            "p2v.network=:net,:net", "p2v.skip_test_connection=perhaps,perhaps" })
    void refusesABadValueNamingKeyAndValue(String word, String value) {
        String key = word.substring(0, word.indexOf('='));
        assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> SettingsReader.read(word))
                .withMessageContaining(key + "=" + value);
    }

    @Test
    void reportsAllBadValuesAtOnce() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> SettingsReader.read("p2v.port=x p2v.memory=y p2v.oa=z"))
                .satisfies(e -> assertThat(e.problems()).hasSize(3));
    }

    @Test
    void reportsUnknownKeysAndSuggestsTheNearest() throws SettingsException {
        assertThat(SettingsReader.read("p2v.sever=x p2v.entirely.different other.key=1").warnings())
                .satisfiesExactly(w -> assertThat(w).contains("p2v.sever", "Did you mean p2v.server?"),
                        w -> assertThat(w).contains("p2v.entirely.different").doesNotContain("Did you mean"));
    }

    @Test
    void usesTheFirstOfRepeatedKeysAndSaysSo() throws SettingsException {
        var reading = SettingsReader.read("p2v.server=a p2v.server=b");
        assertThat(reading.settings().server().host()).isEqualTo("a");
        assertThat(reading.warnings()).singleElement().asString().contains("p2v.server", "more than once");
    }

    @Test
    void takesOneNormalFormOfTheServer() throws Exception {
        assertThat(read("p2v.server=[0:0::1]").server().host()).isEqualTo("::1");
        assertThat(read("p2v.server=Conv.").server().host()).isEqualTo("conv");
        assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> read("p2v.server=me@conv:2222"))
                .withMessageContaining("p2v.server=me@conv:2222: a host name or an address is needed");
    }

    @ParameterizedTest
    @ValueSource(strings = { "p2v.server=short p2v.remote.server=long", "p2v.remote.server=long p2v.server=short" })
    void prefersTheLongFormAndSaysSo(String line) throws SettingsException {
        var reading = SettingsReader.read(line);
        assertThat(reading.settings().server().host()).isEqualTo("long");
        assertThat(reading.warnings()).singleElement().asString().contains("p2v.remote.server", "p2v.server");
    }

    @Test
    void warnsOfAQuoteThatIsNotClosed() throws SettingsException {
        var reading = SettingsReader.read("p2v.post=\"echo done");
        assertThat(reading.settings().run().post()).isEqualTo("echo done");
        assertThat(reading.warnings()).singleElement().asString().contains("p2v.post");
    }

    @Test
    void tellsAnEmptyPostCommandFromNone() throws SettingsException {
        assertThat(read("p2v.post=").run().post()).isEmpty();
        assertThat(read("").run().post()).isNull();
    }

    @Test
    void readsAnEmptyListAsNothingChosen() throws SettingsException {
        assertThat(read("p2v.removable=").devices().removable()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "1,1", "1024B,1024", "1K,1024", "2k,2048", "1M,1048576", "4G,4294967296", "1T,1099511627776",
            "1P,1125899906842624", "1MiB,1048576", "1MB,1000000", "2 gib,2147483648", "1.5G,1610612736" })
    void readsSizes(String text, long bytes) {
        assertThat(ByteSize.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "K", "-1", "1.0001K", "99999999999P", "1 2", "0x10", "1KK" })
    void refusesWhatIsNoSize(String text) {
        assertThatExceptionOfType(NumberFormatException.class).isThrownBy(() -> ByteSize.parse(text));
    }

    @Test
    void writesSizesForPeople() {
        assertThat(List.of(ByteSize.format(0), ByteSize.format(1023), ByteSize.format(536870912),
                ByteSize.format(1L << 50))).containsExactly("0 B", "1023 B", "512.0 MiB", "1.0 PiB");
    }

    @Test
    void writesSizesAsShortlyAsTheyCanBeReadAgain() {
        assertThat(List.of(ByteSize.write(0), ByteSize.write(1000), ByteSize.write(50 << 20), ByteSize.write(3L << 40),
                ByteSize.write((1 << 20) + 1))).containsExactly("0", "1000", "50M", "3T", "1048577");
    }

    @Test
    void givesAnInterfaceTheFirstNetworkThatFits() {
        var map = NetworkMap.parse(List.of("em1:wired", "other", "em2:late"));
        assertThat(List.of(map.networkOf("em1"), map.networkOf("em2"), map.networkOf("wlan0")))
                .containsExactly("wired", "other", "other");
        assertThat(new NetworkMap(List.of()).networkOf("em1")).isEqualTo("default");
    }

    @Test
    void neverPrintsThePassword() throws SettingsException {
        assertThat(read("p2v.password=hunter2").toString()).doesNotContain("hunter2").contains("***");
    }

    @Test
    void readsATargetAndItsFields() throws SettingsException {
        var reading = SettingsReader.read("p2v.target=fake p2v.o=local p2v.target.a=1 p2v.target.flag p2v.target.a=2");
        TargetChoice target = reading.settings().target();
        assertThat(target.id()).isEqualTo("fake");
        assertThat(target.mode()).isEqualTo("local");
        assertThat(target.values()).containsExactlyInAnyOrderEntriesOf(
                Map.of("a", new Secret("1"), "flag", new Secret("")));
        assertThat(reading.warnings()).singleElement().asString().contains("p2v.target.a");
        assertThat(SettingsReader.read("p2v.o=local p2v.target.a=1").settings().target().mode()).isNull();
    }

    @Test
    void dumpsTheTargetWithoutItsSecrets() throws SettingsException {
        assertThat(SettingsDump.of(SettingsReader.read("p2v.target=fake p2v.target.a=hunter2").settings(), "1", null))
                .contains("target               fake\n", "target.a             ***\n").doesNotContain("hunter2");
        assertThat(SettingsDump.of(Settings.NONE, "1", null)).doesNotContain("target");
    }

    @ParameterizedTest
    @ValueSource(strings = { "ask", "sda2", "/dev/", "\"/dev/a b\"", "btrfsvol:/dev/sda2/root" })
    void refusesARootThatVirtV2vWouldNotTakeUnattended(String root) {
        assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> SettingsReader.read("p2v.root=" + root))
                .withMessageContaining("/dev/vg/root");
    }

    @Test
    void dumpsTheRootOnlyWhereItIsGiven() throws Exception {
        assertThat(SettingsDump.of(SettingsReader.read("p2v.root=single").settings(), "1", null))
                .containsPattern("(?m)^root +single$");
        assertThat(SettingsDump.of(Settings.NONE, "1", null)).doesNotContainPattern("(?m)^root ");
    }

    /** They are for the live image's scripts, which read the kernel command line and no file. */
    @Test
    void wordsOfTheLiveImageAreNoMistakesOnTheCommandLine() throws Exception {
        assertThat(SettingsReader.read("p2v.ssh=password p2v.ssh.address=192.0.2.5 p2v.vnc p2v.name=x").warnings())
                .isEmpty();
        assertThat(SettingsReader.read("p2v.sssh=password").warnings()).hasSize(1);
    }
}
