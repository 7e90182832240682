package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Access to the live image over the network. */
class LiveRemoteTest extends LiveScriptsFixture {
    /** What "remote" tells after it has read these words, and its files with their modes. */
    private String remote(String cmdline) throws Exception {
        standIns(cmdline);
        script(OVERLAY, "remote");
        script(OVERLAY, "sshd_config");
        file("usr/sbin/chpasswd", "#!/bin/sh\ncat > /tmp/chpasswd\n");
        file("usr/bin/ip", "#!/bin/sh\necho '2: eth0 inet 192.0.2.5/24 scope global eth0'\n");
        return run("""
                #!/bin/bash
                mount --bind /tmp/cmdline /proc/cmdline
                /usr/lib/virt-p2v-live/remote prepare
                echo "it ended with $?"
                /usr/lib/virt-p2v-live/remote show
                /usr/lib/virt-p2v-live/remote tray
                cd /run/virt-p2v/remote
                cat ssh/sshd_config
                cat /tmp/chpasswd
                echo "obfuscated: $(od -An -tx1 vnc-password)"
                find . -perm /077
                """);
    }

    @Test
    void aOneTimePasswordIsForSshAndForTheScreen() throws Exception {
        String told = remote("quiet p2v.ssh=password p2v.vnc=any");
        Matcher password = Pattern.compile("with the password ([a-z2-9]{8})\n").matcher(told);
        assertThat(password.find()).isTrue();
        assertThat(told).contains("it ended with 0", "Remote control: ssh root@192.0.2.5\n",
                "Remote control: vnc://192.0.2.5:5900, password " + password.group(1), "root:" + password.group(1),
                "<TrayButton label=\"Remote control: password " + password.group(1) + "\">",
                "PasswordAuthentication yes", "PermitOpen 127.0.0.1:5900 localhost:5900", "UsePAM no")
                .doesNotContain("./");
        assertThat(remote("quiet p2v.ssh=password p2v.vnc=any")).doesNotContain(password.group(1));
    }

    @Test
    void aKeyLetsNoPasswordIn() throws Exception {
        Path key = files.resolveSibling(files.getFileName() + ".key");
        Checkout.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "an admin", "-f", key.toString());
        String open = Files.readString(Path.of(key + ".pub")).strip();
        Files.delete(key);
        Files.delete(Path.of(key + ".pub"));
        String told = remote("quiet \"p2v.ssh=" + open + "\" p2v.ssh.address=192.0.2.5 p2v.vnc=loopback");
        assertThat(told).contains("ssh root@192.0.2.5\n", "ListenAddress 192.0.2.5", "PasswordAuthentication no",
                "ssh -L 5900:localhost:5900").doesNotContain("password ", "root:");
        assertThat(remote("p2v.ssh=https://deploy/key")).contains("PasswordAuthentication no", "AllowTcpForwarding no")
                .doesNotContain("root:");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "p2v.ssh|p2v.ssh needs a value", "p2v.ssh=yes|p2v.ssh=yes is neither",
            "\"p2v.ssh=ssh-rsa nonsense\"|has no public key", "p2v.vnc=|p2v.vnc needs a value",
            "p2v.ssh=password p2v.ssh.address=here|p2v.ssh.address=here is no address",
            "p2v.vnc=there|p2v.vnc=there is neither", "p2v.vnc=loopback|add p2v.ssh" })
    void aWordOfRemoteAccessThatIsWrongIsNamed(String cmdline, String told) throws Exception {
        assertThat(remote(cmdline)).contains("it ended with 0", told, "there is a problem").doesNotContain("root:");
    }
}
