package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The scripts of the live image, in a copy of this machine's root file system, with stand-ins for the programs that
 * they start.
 */
class LiveScriptsTest {
    private static final Path OVERLAY = Checkout.DIR.resolve("releng/image/overlay");
    private static final Path MEDIA = Checkout.DIR.resolve("product/share/virt-p2v/media/overlay");
    private static final String LIVE = "usr/lib/virt-p2v-live/";
    /** Tells what happens to it, and needs a moment to clean up. */
    private static final String PROGRAM = """
            #!/bin/bash
            trap 'sleep 1; echo cleaned up >> /tmp/told; exit 130' TERM
            trap 'echo interrupted >> /tmp/told; exit 130' INT
            echo "the guest is $(cat /proc/sys/kernel/hostname), Java has $VIRT_P2V_JAVA_OPTIONS" >> /tmp/told
            while true; do sleep 0.1; done
            """;
    /** Starts it as systemd does, and waits until virt-p2v runs. */
    private static final String START = """
            #!/bin/bash
            mount --bind /tmp/cmdline /proc/cmdline
            hostname early
            setsid env --default-signal=INT,QUIT /usr/lib/virt-p2v-live/start < /dev/null > /tmp/said 2>&1 &
            start=$!
            for i in {1..300}; do [ ! -s /tmp/told ] || break; sleep 0.1; done
            """;
    /** Waits for the end of "start" instead, which asks a question that nobody answers. */
    private static final String TO_THE_END = START.replace("[ ! -s /tmp/told ]", "kill -0 $start 2> /dev/null")
            + "cat /tmp/said\n";
    @TempDir
    Path files;

    private void file(String name, String content) throws Exception {
        Path file = files.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void script(Path overlay, String name) throws Exception {
        file(LIVE + name, Files.readString(overlay.resolve(LIVE + name)));
    }

    /** What a script prints that runs among these files. Its host name is its own. */
    private String run(String script) throws Exception {
        Path file = Files.writeString(files.resolveSibling(files.getFileName() + ".sh"), script);
        try {
            var command = new ArrayList<>(List.of("unshare", "--uts"));
            command.addAll(List.of(Checkout.lab("image-root", file.toString(), files.toString())));
            return Checkout.run(command.toArray(String[]::new));
        } finally {
            Files.delete(file);
        }
    }

    private void standIns(String cmdline) throws Exception {
        file("tmp/cmdline", cmdline + "\n");
        file("usr/bin/virt-p2v", PROGRAM);
        file("usr/bin/systemctl", "#!/bin/sh\necho running\n");
        file("usr/bin/nm-online", "#!/bin/sh\nhostname told-by-dhcp\n");
        file("usr/bin/xinit", "#!/bin/sh\nmkdir -p /tmp/.X11-unix\n: > /tmp/.X11-unix/X0\nexec \"$1\"\n");
        file("usr/bin/Xorg", "");
        file("usr/bin/systemd-detect-virt", "#!/bin/sh\ncat /tmp/virtualization || echo none\n");
        file("usr/bin/loadkeys", "#!/bin/sh\necho \"keyboard: $*\" >> /tmp/keyboard\n[ \"$2\" = de ]\n");
        for (String name : List.of("jwm", "nm-applet")) {
            file("usr/bin/" + name, "#!/bin/sh\n");
        }
        file("usr/bin/setxkbmap", "#!/bin/sh\necho \"screen: $*\" >> /tmp/keyboard\n");
        file("usr/bin/dbus-run-session", "#!/bin/sh\nshift\nDBUS_SESSION_BUS_ADDRESS=none exec \"$@\"\n");
        file(LIVE + "graphics", "#!/bin/sh\n[ ! -e /tmp/no-screen ]\n");
        script(OVERLAY, "console");
        script(OVERLAY, "start");
        script(OVERLAY, "session");
        script(OVERLAY, "desktop");
        script(OVERLAY, "data");
        script(OVERLAY, "functions");
        file("run/virt-p2v/data.read", "");
    }

    @ParameterizedTest
    @ValueSource(strings = { "quiet p2v.server=conv", "quiet" })
    void virtP2vCleansUpWhenTheServiceIsStopped(String cmdline) throws Exception {
        standIns(cmdline);
        String stop = START + "kill -TERM $start\nwait $start\necho \"it ended with $?\"\ncat /tmp/told\n";
        assertThat(run(stop)).contains("it ended with 0", "cleaned up");
    }

    /** systemd must not kill it before all its limits for cleaning up are over, nor take the network away. */
    @Test
    void virtP2vHasTheTimeAndTheNetworkToCleanUp() throws Exception {
        for (Path overlay : List.of(OVERLAY, MEDIA)) {
            Path units = overlay.resolve("etc/systemd/system");
            assertThat(units.resolve("virt-p2v.service")).content().contains("TimeoutStopSec=120",
                    "Wants=virt-p2v-name.service virt-p2v-keep-network.service");
            assertThat(units.resolve("virt-p2v-keep-network.service")).content().contains(
                    "After=NetworkManager.service", "TimeoutStopSec=125");
        }
    }

    /** Who presses it on a text console, as one does at Windows, must not end a conversion by it. */
    @ParameterizedTest
    @CsvSource({ "virt-p2v, 'A conversion is running: Ctrl-Alt-Del does nothing', systemctl reboot",
            "NetworkManager, systemctl reboot, A conversion" })
    void ctrlAltDelRebootsOnlyWhenNoConversionRuns(String holder, String said, String not) throws Exception {
        script(OVERLAY, "ctrl-alt-del");
        file("usr/bin/systemd-inhibit", "#!/bin/sh\necho '" + holder + " 0 root 1 systemd-inhibit shutdown'\n");
        file("usr/bin/systemctl", "#!/bin/sh\necho \"systemctl $*\"\n");
        // That file system has no such device.
        assertThat(run("#!/bin/bash\n: > /dev/tty0\n/usr/lib/virt-p2v-live/ctrl-alt-del\ncat /dev/tty0\n"))
                .contains(said).doesNotContain(not);
        for (Path overlay : List.of(OVERLAY, MEDIA)) {
            assertThat(overlay.resolve(LIVE + "ctrl-alt-del")).isExecutable();
            assertThat(overlay.resolve("etc/systemd/system/virt-p2v-ctrl-alt-del.service")).content()
                    .contains("ExecStart=/" + LIVE + "ctrl-alt-del");
            assertThat(overlay.resolve("etc/systemd/system/ctrl-alt-del.target")).content()
                    .contains("Wants=virt-p2v-ctrl-alt-del.service");
            assertThat(overlay.resolve("etc/systemd/system.conf.d/ctrl-alt-del.conf")).content()
                    .contains("CtrlAltDelBurstAction=none");
        }
    }

    @Test
    void aMachineWithoutSettingsGetsTheWizard() throws Exception {
        String program = """
                #!/bin/bash
                [[ " $* " = *' --wizard '* ]] || exit 8
                trap 'exit 130' TERM
                echo "started with $*" >> /tmp/told
                while true; do sleep 0.1; done
                """;
        standIns("quiet p2v.config=https://deploy/{mac}");
        file("usr/bin/virt-p2v", program);
        assertThat(run(START + "kill -TERM $start\nwait $start\ncat /tmp/told\n"))
                .contains("started with --iso --wizard");
        standIns("p2v.config.missing=fail p2v.config=https://deploy/{mac}");
        file("usr/bin/virt-p2v", program);
        assertThat(run(TO_THE_END))
                .contains("virt-p2v ended with exit code 8: there are no settings for this machine");
    }

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

    @Test
    void theWizardStartsAgainInTheLanguageThatWasChosen() throws Exception {
        standIns("quiet locale.LANG=fr_FR.UTF-8");
        file("usr/bin/virt-p2v", """
                #!/bin/bash
                echo "started with $VIRT_P2V_JAVA_OPTIONS." >> /tmp/told
                [ -e /tmp/chosen ] || { touch /tmp/chosen; echo de > "$VIRT_P2V_LANGUAGE_FILE"; }
                """);
        assertThat(run(TO_THE_END + "cat /tmp/told\n")).containsSubsequence("virt-p2v has ended.",
                "started with -Duser.language=fr.", "started with -Duser.language=fr -Duser.language=de.")
                .containsOnlyOnce("language=de");
    }

    @Test
    void ctrlCIsForVirtP2v() throws Exception {
        standIns("p2v.server=conv");
        assertThat(run(START + "kill -INT -- -$start\nwait $start\ncat /tmp/told /tmp/said\n")).contains("interrupted",
                "virt-p2v ended with exit code 130: it was cancelled");
    }

    @Test
    void theConsolesHaveTheKeyboardOfTheKernelCommandLine() throws Exception {
        String keyboard = START + "kill -TERM $start\nwait $start\ncat /tmp/keyboard /tmp/said\n";
        standIns("quiet vconsole.keymap=de p2v.server=conv");
        assertThat(run(keyboard)).contains("keyboard: -q de\n").doesNotContain("no keyboard layout");
        standIns("p2v.server=conv vconsole.keymap=klingon");
        assertThat(run(keyboard)).contains("there is no keyboard layout \"klingon\"");
    }

    @Test
    void theWizardHasTheKeyboardAndTheLanguageOfTheKernelCommandLine() throws Exception {
        String wizard = START
                + "sleep 1\nkill -TERM $start\nwait $start\ncat /tmp/told\n[ ! -e /tmp/keyboard ] || cat /tmp/keyboard\n";
        file("usr/share/systemd/kbd-model-map",
                "de-latin1-nodeadkeys\tde\tpc105\tnodeadkeys\tterminate:ctrl_alt_bksp\n");
        standIns("quiet vconsole.keymap=de-latin1-nodeadkeys locale.LANG=de_DE.UTF-8");
        assertThat(run(wizard)).contains("screen: -layout de -variant nodeadkeys\n", "Java has -Duser.language=de\n");
        standIns("quiet vconsole.keymap=fr-oss");
        assertThat(run(wizard)).contains("screen: -layout fr -variant \n", "Java has \n");
        standIns("quiet");
        file("tmp/virtualization", "qemu\n");
        assertThat(run(wizard)).doesNotContain("screen:").contains("Java has -XX:TieredStopAtLevel=1\n");
    }

    @Test
    void wordsThatAreNotUtf8HideNoOthers() throws Exception {
        String told = START + "sleep 1\nkill -TERM $start\nwait $start\ncat /tmp/told\n";
        standIns("");
        Files.write(files.resolve("tmp/cmdline"),
                "root=LABEL=Büro p2v.name=Größe locale.LANG=de_DE.UTF-8 p2v.server=ü\n"
                        .getBytes(StandardCharsets.ISO_8859_1));
        assertThat(run(told)).contains("Java has -Duser.language=de");
        assertThat(files.resolve("tmp/.X11-unix")).doesNotExist();
    }

    /** Whether X fails before virt-p2v can connect to it or after that: it is X that is to blame. */
    @ParameterizedTest
    @ValueSource(strings = { "", "mkdir -p /tmp/.X11-unix; : > /tmp/.X11-unix/X0; sleep 1;" })
    void withoutAScreenTheReasonIsToldAndTheWayOut(String connections) throws Exception {
        standIns("quiet");
        file("usr/bin/xinit", "#!/bin/sh\n" + connections + "echo no screens found >&2\nexit 1\n");
        file("usr/bin/virt-p2v", "#!/bin/sh\nsleep 2\necho cannot open display >&2\nexit 1\n");
        assertThat(run(TO_THE_END))
                .contains("the screen could not be started, or ended:", "no screens found", "basic graphics")
                .doesNotContain("exit code");
    }

    @ParameterizedTest
    @ValueSource(strings = { "quiet p2v.server=conv", "quiet" })
    void whereJavaDiesAtItsStartItIsTriedOnceMoreWithoutTheRecordedStart(String cmdline) throws Exception {
        standIns(cmdline);
        file("usr/bin/virt-p2v", """
                #!/bin/sh
                echo "cache $VIRT_P2V_CACHE" >> /tmp/starts
                if [ "$VIRT_P2V_CACHE" = on ]; then kill -ILL $$; fi
                : > "$VIRT_P2V_STARTED"
                exit 4
                """);
        assertThat(run(TO_THE_END + "cat /tmp/starts\n")).contains("died at its start (signal ILL)", "trying once more",
                "ended with exit code 4: the conversion server or virt-v2v failed").endsWith("cache on\ncache off\n");
    }

    @ParameterizedTest
    @ValueSource(strings = { "kill -SEGV $$ |signal SEGV", "kill -KILL $$|for lack of memory",
            "echo Error occurred during initialization of VM; exit 1|Error occurred during initialization of VM" })
    void whereJavaDoesNotRunTheReasonIsToldInWords(String deathAndReason) throws Exception {
        String[] parts = deathAndReason.split("[|]");
        standIns("quiet");
        file("usr/bin/virt-p2v", "#!/bin/sh\necho start >> /tmp/starts\n" + parts[0] + "\n");
        assertThat(run(TO_THE_END + "cat /tmp/starts\n"))
                .contains("Java, which it runs on, does not run here", parts[1],
                        "memory or the processor")
                .doesNotContain("screen could not be started").endsWith("start\nstart\n");
    }

    @Test
    void whatHadBegunIsNotStartedAgainByItself() throws Exception {
        standIns("quiet p2v.server=conv");
        file("usr/bin/virt-p2v", "#!/bin/sh\necho start >> /tmp/starts\n: > \"$VIRT_P2V_STARTED\"\nkill -SEGV $$\n");
        assertThat(run(TO_THE_END + "cat /tmp/starts\n")).contains("Java, which it runs on, crashed (signal SEGV)")
                .doesNotContain("once more").containsOnlyOnce("start\n");
    }

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

    /** Only what one of them has alone is in its own list. */
    @Test
    void whatBothKindsOfLiveMediaMaskIsSaidOnce() throws Exception {
        String masked = Checkout.run("bash", "-c", ". \"$0\"; printf '%s\\n' \"${masked_units[@]}\" "
                + "\"${masked_generators[@]}\" \"${masked_rules[@]}\"", MEDIA.resolve(LIVE + "masked").toString());
        assertThat(masked.lines()).contains("mdmonitor.service", "systemd-gpt-auto-generator", "69-lvm")
                .doesNotHaveDuplicates();
        for (Path script : List.of(Checkout.DIR.resolve("releng/image/build"), MEDIA.resolve(LIVE + "setup"))) {
            assertThat(Files.readString(script)).contains("${masked_units[@]}", "${masked_generators[@]}",
                    "${masked_rules[@]}");
            assertThat(Files.readString(script).split("[\\s()\";]+")).doesNotContainAnyElementsOf(masked.lines().toList());
        }
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
