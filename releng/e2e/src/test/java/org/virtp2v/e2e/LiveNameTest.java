package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;

import org.junit.jupiter.api.Test;

/** The name that the guest gets from the live image's network. */
class LiveNameTest extends LiveScriptsFixture {
    /** It is what the guest is called. */
    @Test
    void theNameOfDhcpIsAwaited() throws Exception {
        standIns("p2v.server=conv");
        assertThat(run(START + "kill -TERM $start\nwait $start\ncat /tmp/told\n"))
                .contains("the guest is told-by-dhcp,");
    }

    @Test
    void theNameOfTheKernelCommandLineIsKept() throws Exception {
        script(OVERLAY, "network");
        file("usr/libexec/nm-initrd-generator", """
                #!/bin/bash
                for word; do
                  case $word in
                    --connections-dir=*) connections=${word#*=} ;;
                    --initrd-data-dir=*) data=${word#*=} ;;
                  esac
                done
                echo web01 > "$data/hostname"
                printf '[connection]\\nid=made\\nautoconnect-retries=1\\n' > "$connections/made.nmconnection"
                """);
        String made = run("""
                #!/bin/bash
                hostname early
                export TMPDIR=/var/tmp/own
                mkdir $TMPDIR
                echo ip=:::::web01::dhcp > /tmp/words
                mount --bind /tmp/words /proc/cmdline
                /usr/lib/virt-p2v-live/network
                echo "$(cat /etc/hostname) $(hostname)"
                cat /run/NetworkManager/system-connections/*
                echo "left: $(ls $TMPDIR)"
                """);
        assertThat(made).contains("web01 web01\n", "id=made\n").endsWith("left: \n").doesNotContain("retries");
    }

    /** NetworkManager takes no name from DHCP where there is one in /etc/hostname. */
    @Test
    void noNameKeepsThatOfDhcpAway() throws Exception {
        assertThat(OVERLAY.resolve("etc/hostname")).isEmptyFile();
        assertThat(MEDIA.resolve("etc/hostname")).isEmptyFile();
        String unit = Files.readString(OVERLAY.resolve("etc/systemd/system/virt-p2v-name.service"));
        assertThat(unit).contains("Before=NetworkManager.service", "echo p2v.local >")
                .isEqualTo(Files.readString(MEDIA.resolve("etc/systemd/system/virt-p2v-name.service")));
        assertThat(Files.readString(OVERLAY.resolve("etc/systemd/system/virt-p2v.service")))
                .contains("Wants=virt-p2v-name.service");
    }
}
