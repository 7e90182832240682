package org.virtp2v.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.output.TargetSettings;
import org.virtp2v.core.testing.FakeTarget;
import org.virtp2v.core.testing.TestMachines;

class SettingsWriterTest {

    private static Settings complete(String line) throws SettingsException {
        return Defaults.complete(SettingsReader.read(line).settings(), TestMachines.server(), List.of(),
                () -> "random");
    }

    private static SettingsWriter.Writing write(Settings settings) {
        return SettingsWriter.write(settings, Defaults.forOutput(settings.output().type(), TestMachines.server(),
                List.of(), () -> settings.guest().name()), key -> false);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "p2v.server=conv1", "p2v.server=conv1 p2v.port=2222 p2v.username=v2v p2v.sudo",
            "p2v.server=fe80::1 p2v.identity=file:///root/id", "p2v.name=a\"b", "p2v.name=\"my guest\"",
            "p2v.vcpu.phys_topo p2v.memory=1G p2v.vcpu.cores=3",
            "p2v.cpu.vendor=AMD p2v.cpu.model=EPYC p2v.cpu.acpi=no",
            "p2v.cpu.apic=no p2v.cpu.pae=no", "p2v.rtc.basis=localtime", "p2v.rtc.basis=utc p2v.rtc.offset=3600",
            "p2v.rtc.offset=-7200", "p2v.disks=sdb", "p2v.exclude=", "p2v.exclude=sda3,/dev/disk/by-label/x",
            "p2v.disks=/dev/disk/by-id/x,sda p2v.removable= p2v.interfaces=em2",
            "p2v.network=em1:lan,default", "p2v.o=libvirt p2v.oc=qemu:///system p2v.os=pool p2v.of=qcow2 p2v.oa=sparse",
            "p2v.o=libvirt", "p2v.o=libvirt p2v.os=/var/tmp", "p2v.os= p2v.o=local", "p2v.o=null", "p2v.o=disk",
            "p2v.oo=server-id=x,verify=no", "p2v.pre=\"touch /x\" p2v.post= p2v.fail=\"sh -c 'a=b'\"",
            "p2v.skip_test_connection p2v.ignore_preflight p2v.allow_partial_arrays p2v.compress p2v.reconnect=90m p2v.connections=4 p2v.bandwidth=50M",
            "p2v.test_boot", "p2v.test_boot=false", "p2v.on_read_error=stop", "p2v.on_read_error=zero",
            "p2v.on_read_error=ask",
            "p2v.server.hostkey=strict", "p2v.server.hostkey=SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" })
    void writesWhatIsReadBackTheSame(String line) throws SettingsException {
        Settings settings = complete(line);
        SettingsWriter.Writing writing = write(settings);
        assertThat(writing.leftOut()).isEmpty();
        assertThat(complete(writing.line())).isEqualTo(settings);
    }

    @Test
    void writesNothingThatIsTheDefault() throws SettingsException {
        assertThat(write(complete("p2v.server=c p2v.name=db1 p2v.os=/var/tmp p2v.port=22 p2v.disks=sda,sdb")).line())
                .isEqualTo("p2v.server=c");
    }

    @Test
    void neverWritesASecret() throws SettingsException {
        SettingsWriter.Writing writing = write(complete(
                "p2v.server=c p2v.password=hunter2 p2v.identity.passphrase=hunter2 p2v.key=all:key:hunter2"));
        assertThat(writing.line()).isEqualTo("p2v.server=c");
        assertThat(writing.leftOut()).containsExactly("p2v.auth.password", "p2v.identity.passphrase", "p2v.key");
    }

    @ParameterizedTest
    @CsvSource({ "p2v.oo=server-id=x;os-password=hunter2, OUTPUT_MISC",
            "p2v.identity=https://me:hunter2@host/id, AUTH_IDENTITY_URL",
            "p2v.oc=https://me:hunt@er2@host/v3, OUTPUT_CONNECTION", "p2v.oc=me:hunter2@host/v3, OUTPUT_CONNECTION" })
    void neverWritesASecretInsideOfSomethingElse(String options, Key leftOut) throws SettingsException {
        SettingsWriter.Writing writing = write(complete("p2v.server=c " + options.replace(";", ",")));
        assertThat(writing.line()).isEqualTo("p2v.server=c");
        assertThat(writing.leftOut()).containsExactly(leftOut.longForm());
    }

    @ParameterizedTest
    @ValueSource(strings = { "p2v.oo=rhv-password-file=/root/pw", "p2v.identity=https://me@host:8443/a:b@c" })
    void writesWhatOnlyLooksLikeASecret(String option) throws SettingsException {
        assertThat(write(complete("p2v.server=c " + option)).line()).isEqualTo("p2v.server=c " + option);
    }

    @ParameterizedTest
    @ValueSource(strings = { "say \"hi\" x", "\"quoted\"", "two\nlines" })
    void saysWhatTheGrammarCannotExpress(String name) throws SettingsException {
        Settings settings = complete("p2v.server=c");
        SettingsWriter.Writing writing = SettingsWriter.write(settings.withGuest(settings.guest().withName(name)),
                Defaults.forOutput("local", TestMachines.server(), List.of(), () -> "r"), key -> false);
        assertThat(writing.leftOut()).containsExactly("p2v.guestname");
        assertThat(writing.line()).isEqualTo("p2v.server=c");
    }

    @Test
    void saysWhenAListHasACommaInAnElement() throws SettingsException {
        Settings settings = complete("p2v.server=c");
        assertThat(write(settings.withDevices(settings.devices().withDisks(List.of("/a,b")))).leftOut())
                .containsExactly("p2v.disks");
    }

    private static SettingsWriter.Writing writeResolved(String line) throws SettingsException {
        Settings settings = Defaults.complete(
                TargetSettings.resolve(SettingsReader.read(line).settings(), FakeTarget.TARGETS),
                TestMachines.server(), List.of(), () -> "random");
        return SettingsWriter.write(settings, Defaults.forOutput(settings.output().type(), TestMachines.server(),
                List.of(), () -> "random"), key -> key.equals("secret"));
    }

    @Test
    void writesTheTargetAndItsFieldsButNoSecret() throws SettingsException {
        SettingsWriter.Writing writing = writeResolved("p2v.server=c p2v.name=random p2v.target=fake p2v.target.word=w"
                + " p2v.target.dir=/d p2v.target.checked=no p2v.target.secret=hunter2");
        assertThat(writing.line()).contains("p2v.target=fake", "p2v.target.word=w", "/d").doesNotContain("hunter2");
        assertThat(writing.leftOut()).containsExactly("p2v.target.secret");
        assertThat(writeResolved(writing.line()).line()).isEqualTo(writing.line());
    }
}
