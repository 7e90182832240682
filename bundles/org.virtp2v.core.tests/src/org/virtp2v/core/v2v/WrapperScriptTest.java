package org.virtp2v.core.v2v;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the script with real bash; a virt-v2v that only records its arguments stands at the port. */
class WrapperScriptTest extends RecordedWrapperFixture {
    @ParameterizedTest
    @ValueSource(strings = { "", "p2v.sudo" })
    void setsTheEnvironmentThatTheUserWantsForVirtV2v(String sudo) throws Exception {
        Path out = Files.createDirectory(dir.resolve("out"));
        installTarget(sudo + " p2v.target.dir=" + out + " p2v.env.VIRTIO_WIN=\"/it's $HOME\" p2v.env.TMPDIR=" + out);
        program(dir.resolve("bin/virt-v2v"), """
                #!/bin/bash
                [ "$1" = --version ] && { echo "${VIRTIO_WIN-none}"; exit 0; }
                echo "$VIRTIO_WIN $TMPDIR $FAKE_SECRET" > "$ARGUMENTS"
                """);
        assertThat(bash(0, WrapperScript.FILE_NAME).code()).isZero();
        assertThat(arguments).hasContent("/it's $HOME " + out + " hunter2'$HOME");
        assertThat(dir.resolve("v2v-version")).hasContent("none");
    }

    @Test
    void leavesAScriptWhereItIsWhenThePlaceOfTheDisksCannotBeWritten() throws Exception {
        installTarget("p2v.target.dir=/no/such/place");
        Run run = bash(0, WrapperScript.FILE_NAME);
        assertThat(run.code()).isZero();
        assertThat(run.output()).contains(dir + "/next.sh");
    }

    @Test
    void passesEveryOptionOn() throws Exception {
        run("p2v.o=libvirt p2v.oa=sparse p2v.oc=qemu:///system p2v.of=qcow2 p2v.os=pool p2v.oo=a=1,b", true, 0);
        assertThat(received()).containsExactly("-v", "-x", "--colours", "-i", "libvirtxml", "-o", "libvirt", "-oa",
                "sparse", "-oc", "qemu:///system", "-of", "qcow2", "-os", "pool", "-oo", "a=1", "-oo", "b", "--root",
                "first", "physical.xml");
    }

    @Test
    void passesOnlyWhatIsGiven() throws Exception {
        run("", false, 0);
        assertThat(received()).containsExactly("-v", "-x", "-i", "libvirtxml", "-o", "local", "-os", "/var/tmp",
                "--root", "first", "physical.xml");
    }

    @ParameterizedTest
    @ValueSource(strings = { "first", "single", "/dev/sda2", "/dev/vg-a/it's" })
    void tellsVirtV2vWhichSystemToConvert(String root) throws Exception {
        run("p2v.root=" + root, false, 0);
        assertThat(received()).endsWith("--root", root, "physical.xml");
    }

    @Test
    void tellsVirtV2vAddressesAndBridgesByTheHardwareAddress() throws Exception {
        run("p2v.ip.eth0=192.0.2.7,192.0.2.1,24,192.0.2.53 p2v.ip.eth0=2001:db8::7 p2v.bridge.eth0=\"it's $x\"", false,
                0);
        assertThat(received()).containsSubsequence("--mac", "02:FC:00:00:00:01:bridge:it's $x", "--mac",
                "02:FC:00:00:00:01:ip:192.0.2.7,192.0.2.1,24,192.0.2.53", "--mac",
                "02:FC:00:00:00:01:ip:2001:db8::7", "--root");
    }

    @ParameterizedTest
    @ValueSource(strings = { "plain", "two words", "it's", "$HOME `id` $(id) ${x}", "a\\b\\\\", "!history", "*?[a-z]~",
            "-leading", "semi;colon|&<>()", "új érték 漢字", "#no comment", "trailing\\", "'", "''''", "%s %d", "{a,b}" })
    void quotesHostileTextSoThatItArrivesUnchanged(String hostile) throws Exception {
        assertThat(run("p2v.os=\"" + hostile + "\" p2v.oc=\"" + hostile + "\"", false, 0).code()).isZero();
        assertThat(received()).containsSubsequence("-oc", hostile, "-os", hostile);
    }

    @ParameterizedTest
    @ValueSource(strings = { "a b", "it's", "$HOME `id` $(id)", "a\nb\tc", "-v", "--root=x", "\\", "üé 漢", "%s",
            "a=b" })
    void handsFurtherOptionsOnAsTheyAre(String value) throws Exception {
        run("\"p2v.v2v=--run-command=" + value + "\" \"p2v.v2v=-b " + value + "\" p2v.v2v=--update", false, 0);
        assertThat(received()).endsWith("--root", "first", "--run-command=" + value, "-b", value, "--update",
                "physical.xml");
    }

    @Test
    void leavesStatusAndLogsBehind() throws Exception {
        Run run = run("", false, 0);
        assertThat(run).isEqualTo(new Run(0, "to-user\n"));
        assertThat(dir.resolve("status")).hasContent("0");
        assertThat(dir.resolve("status-while-running")).hasContent("99");
        assertThat(dir.resolve("v2v-version")).hasContent("virt-v2v 2.2.0");
        assertThat(Files.readString(dir.resolve("environment"))).contains("PATH=");
        assertThat(Files.readString(dir.resolve("virt-v2v-conversion-log.txt"))).contains("to-user", "to-log",
                "line 60");
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 2, 42, 99, 255 })
    void endsWithTheExitCodeOfVirtV2v(int code) throws Exception {
        Run run = run("p2v.sudo", true, code);
        assertThat(run.code()).isEqualTo(code);
        assertThat(dir.resolve("status")).hasContent(Integer.toString(code));
        assertThat(run.output()).contains("virt-v2v command failed", dir + "/virt-v2v-conversion-log.txt", "line 60")
                .doesNotContain("line 10\n");
    }

    @Test
    void runsThroughSudoWithoutAskingWhenToldTo() throws Exception {
        assertThat(run("p2v.sudo", false, 0).code()).isZero();
        assertThat(received()).startsWith("-v", "-x");
        assertThat(Files.readString(dir.resolve(WrapperScript.FILE_NAME))).contains("sudo -n virt-v2v -v -x");
    }
}
