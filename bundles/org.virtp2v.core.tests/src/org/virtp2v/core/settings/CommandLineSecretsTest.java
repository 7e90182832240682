package org.virtp2v.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineSecretsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "p2v.password=hunter2 quiet | p2v.password=*** quiet",
            "p2v.password=\"hunter2 hunter2\" quiet | p2v.password=*** quiet",
            "\"p2v.auth.password=hunter2 hunter2\" quiet | p2v.auth.password=*** quiet",
            "\"p2v.key=all:key:correct hunter2\" quiet | p2v.key=*** quiet",
            "p2v.password=\"hunter2 | p2v.password=***", "p2v.key=all:key:hunter2 | p2v.key=***",
            "p2v.password=ab\"hunter2 hunter2\" p2v.o=null | p2v.password=*** *** p2v.o=null",
            "p2v.name=ab\"hunter2 hunter2\" p2v.o=null | p2v.name=*** *** p2v.o=null",
            "p2v.identity=https://me:hunter2@host/id quiet | p2v.identity=*** quiet",
            "p2v.identity=https://host/id?token=hunter2 | p2v.identity=***",
            "p2v.oc=qemu+ssh://me:hunter2@host/system | p2v.oc=***", "p2v.os=me:hunter2@host:/x | p2v.os=***",
            "p2v.server=root:hunter2@conv | p2v.server=***",
            "p2v.oo=server-id=x,os-password=hunter2 | p2v.oo=***", "p2v.oo=os-token=hunter2 | p2v.oo=***",
            "p2v.oo=os-passcode=hunter2 | p2v.oo=***", "p2v.oo=os-application-credential-secret=hunter2 | p2v.oo=***",
            "p2v.oo=os-client-secret-x=hunter2 | p2v.oo=***", "p2v.oo=os-auth-url=http://a:hunter2@b | p2v.oo=***",
            "p2v.pre=\"mount -o pw=hunter2 x\" | p2v.pre=***", "p2v.post=hunter2 | p2v.post=***",
            "p2v.fail=\"curl -u me:hunter2 x\" | p2v.fail=***",
            "p2v.target.engine-password=hunter2 | p2v.target.engine-password=***",
            "p2v.pasword=hunter2 | p2v.pasword=***", "P2V.PASSWORD=hunter2 | P2V.PASSWORD=***",
            "inst.ks=https://me:hunter2@host/ks quiet | inst.ks=*** quiet",
            "rd.iscsi.password=hunter2 | rd.iscsi.password=***",
            "netroot=iscsi:me:hunter2@host::3260::iqn | netroot=***", "live.url=ftp://me:hun/ter2@host | live.url=***",
            "systemd.set_credential=x:hunter2 | systemd.set_credential=***" })
    void takesOutWhatIsSecret(String line, String shown) {
        assertThat(CommandLineSecrets.hide(line)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = { "root=/dev/sda1 quiet p2v.name=\"my $1 guest\" p2v.oc=qemu:///system p2v.sudo é",
            "p2v.oo=rhv-cafile=/ca.pem,server-id=x p2v.identity=https://host:8443/id p2v.server=conv:1",
            "BOOT_IMAGE=(hd0,gpt2)/vmlinuz root=UUID=1-2 ip=10.0.0.2::10.0.0.1:255.255.255.0:x:eno1:none console=ttyS0,115200n8" })
    void leavesTheRestAsItIs(String line) {
        assertThat(CommandLineSecrets.hide(line)).isEqualTo(line);
    }

    @Test
    void quotesWhatWasQuotedAsAWhole() {
        assertThat(CommandLineSecrets.hide("  \"p2v.name=a b\"\tquiet\n")).isEqualTo("p2v.name=\"a b\" quiet");
    }
}
