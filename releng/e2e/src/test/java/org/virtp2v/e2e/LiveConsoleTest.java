package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;

import org.junit.jupiter.api.Test;

/** Serial consoles of the live image, and the menu on them. */
class LiveConsoleTest extends LiveScriptsFixture {
    /** What a serial console shows to somebody who types these lines. */
    private String console(String typed) throws Exception {
        file("usr/bin/virt-p2v",
                """
                        #!/bin/bash
                        echo "virt-p2v $* in '$VIRT_P2V_JAVA_OPTIONS'"
                        [ -e /tmp/chosen ] || { touch /tmp/chosen; [ ! -e /tmp/german ] || echo de > "$VIRT_P2V_LANGUAGE_FILE"; }
                        """);
        return run("#!/bin/bash\nmount --bind /tmp/cmdline /proc/cmdline\nprintf '" + typed
                + "' | /usr/lib/virt-p2v-live/console 2>&1\n");
    }

    @Test
    void aSerialConsoleHasTheMenuByItselfWhereThereIsNoScreen() throws Exception {
        standIns("quiet");
        file("tmp/no-screen", "");
        assertThat(console("")).contains("virt-p2v --iso --menu in ''", "has no screen", "[Enter] the menu");
    }

    @Test
    void besideTheWizardOrAConversionASerialConsoleAsksFirst() throws Exception {
        standIns("quiet");
        assertThat(console("")).contains("It is on the screen", "[s] shell").doesNotContain("--menu");
        assertThat(console("\\n")).contains("virt-p2v --iso --menu").doesNotContain("no screen");
        assertThat(console("s\\necho a shell in $PWD\\n")).contains("a shell in /root");
        standIns("quiet p2v.server=conv");
        file("tmp/no-screen", "");
        assertThat(console("")).contains("[Enter] the menu").doesNotContain("--menu");
    }

    @Test
    void theMenuHasTheDataOfASite() throws Exception {
        standIns("quiet");
        file("tmp/no-screen", "");
        file("run/virt-p2v/P2VDATA/virt-p2v.conf", "p2v.name=web\n");
        assertThat(console("")).contains("virt-p2v --iso --menu --data=/run/virt-p2v/P2VDATA in ''");
        file("run/virt-p2v/P2VDATA/virt-p2v.conf", "p2v.server=conv\n");
        assertThat(console("")).contains("[Enter] the menu").doesNotContain("--menu");
    }

    @Test
    void theMenuWaitsForTheDataOfASite() throws Exception {
        standIns("quiet");
        file("tmp/no-screen", "");
        Files.delete(files.resolve("run/virt-p2v/data.read"));
        file("usr/bin/virt-p2v", "#!/bin/bash\necho \"virt-p2v $*\"\n");
        assertThat(run("""
                #!/bin/bash
                mount --bind /tmp/cmdline /proc/cmdline
                (sleep 1; mkdir /run/virt-p2v/P2VDATA; : > /run/virt-p2v/data.read) &
                /usr/lib/virt-p2v-live/console 2>&1 < /dev/null
                """)).contains("virt-p2v --iso --menu --data=/run/virt-p2v/P2VDATA\n");
    }

    @Test
    void theMenuStartsAgainInTheLanguageThatWasChosen() throws Exception {
        standIns("quiet locale.LANG=en_US.UTF-8");
        file("tmp/german", "");
        assertThat(console("\\n")).containsSubsequence("in '-Duser.language=en'", "in '-Duser.language=de'", "[Enter]");
    }

    /** When the machine goes down, the menu's conversion is cleaned up, and the network stays that long. */
    @Test
    void aConversionOfTheMenuIsToldToEnd() throws Exception {
        standIns("quiet");
        file("tmp/no-screen", "");
        file("usr/bin/virt-p2v", PROGRAM);
        assertThat(run(START.replace("/usr/lib/virt-p2v-live/start", "/usr/lib/virt-p2v-live/console")
                + "kill -TERM $start\nwait $start\necho \"it ended with $?\"\ncat /tmp/told\n"))
                .contains("it ended with 0", "cleaned up");
        assertThat(OVERLAY.resolve("etc/systemd/system/serial-getty@.service.d/virt-p2v.conf")).content()
                .contains("KillMode=mixed", "TimeoutStopSec=120");
        assertThat(OVERLAY.resolve("etc/systemd/system/virt-p2v-keep-network.service")).content()
                .contains("serial-getty@*.service");
    }

    @Test
    void withoutAScreenTheFirstTerminalLeavesTheWizardToTheSerialConsoles() throws Exception {
        standIns("quiet");
        file("tmp/no-screen", "");
        file("usr/bin/xinit", "#!/bin/sh\necho X >> /tmp/started\n");
        file("sys/class/tty/console/active", "null\n");
        String script = START.replace("[ ! -s /tmp/told ]", "! grep -qs consoles /tmp/said");
        assertThat(run(script + "kill -TERM $start\nwait $start\necho \"it ended with $?\"\ncat /tmp/said\n"))
                .contains("on its serial consoles, as a menu", "it ended with 0");
        assertThat(files.resolve("tmp/started")).doesNotExist();
    }
}
