package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;

import org.junit.jupiter.api.Test;

/** The data of a site, on a partition of the live medium. */
class LiveSiteDataTest extends LiveScriptsFixture {
    private static final String DATA = """
            #!/bin/bash
            data=/run/virt-p2v/medium/P2VDATA
            mkdir -p $data/logs
            cd $data
            """;
    private static final String READ = """
            /usr/lib/virt-p2v-live/data read
            echo "read: $?"
            """;

    /** With the line ends and the mark of Windows. */
    @Test
    void theDataOfASiteIsPutInItsPlace() throws Exception {
        standIns("quiet");
        String files = """
                ssh-keygen -q -t ed25519 -N '' -f key
                sed 's/$/\\r/' key > id_web
                printf '\\xef\\xbb\\xbf# ours\\r\\nconv %s\\r\\n' "$(cut -d ' ' -f 1,2 key.pub)" > known_hosts
                echo p2v.name=web > virt-p2v.conf
                """;
        assertThat(run(DATA + files + READ + """
                ssh-keygen -y -f /run/virt-p2v/P2VDATA/identity > /dev/null && echo "the key is whole"
                ssh-keygen -F conv -f /etc/ssh/ssh_known_hosts > /dev/null && echo "conv is known"
                stat -c '%a %U' /run/virt-p2v/P2VDATA /run/virt-p2v/P2VDATA/id_web
                /usr/lib/virt-p2v-live/data is-wanted && echo "logs are wanted"
                rm -r $data
                """ + READ + "[ -e /run/virt-p2v/P2VDATA ] || echo none")).contains("read: 0", "the key is whole",
                "conv is known", "700 root\n600 root\n", "logs are wanted", "none");
    }

    @Test
    void whatIsWrongWithTheDataOfASiteIsNamedAndKeepsVirtP2vFromStarting() throws Exception {
        standIns("quiet");
        String files = """
                printf '# ours\\n\\nconv.example.com\\n' > known_hosts
                echo 'ssh-ed25519 AAAA' > id_rsa
                echo none > house.crt
                """;
        assertThat(run(DATA + files + READ)).contains("read: 1", "known_hosts, line 3: this is no host key",
                "id_rsa, line 1: this is not a private key", "house.crt, line 1: this is no certificate");
        assertThat(run(DATA + files + TO_THE_END.replaceFirst("#!/bin/bash\n", ""))).contains(
                "virt-p2v ended with exit code 1: a parameter on the kernel command line is wrong, or a file of P2VDATA.",
                "known_hosts, line 3").doesNotContain("the wizard starts");
        String settings = "echo p2v.server=conv > virt-p2v.conf\n";
        assertThat(run(DATA + settings + START.replaceFirst("#!/bin/bash\n", "")
                + "kill -TERM $start\nwait $start\ncat /tmp/said\n")).contains("the conversion starts");
    }

    /** They have fewer of these scripts. */
    @Test
    void liveMediaOfOtherDistributionsConvertWithoutDataOfASite() throws Exception {
        standIns("p2v.server=conv");
        file("usr/bin/virt-p2v", "#!/bin/sh\necho begun\nexit 4\n");
        for (File script : files.resolve(LIVE).toFile().listFiles()) {
            if (!Files.exists(MEDIA.resolve(LIVE + script.getName()))) {
                Files.delete(script.toPath());
            }
        }
        assertThat(run(TO_THE_END)).contains("begun", "virt-p2v ended with exit code 4", "[Enter] start virt-p2v again")
                .doesNotContain("data: No such file");
    }
}
