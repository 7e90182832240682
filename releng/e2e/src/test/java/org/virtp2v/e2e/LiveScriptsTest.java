package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The scripts of the live image, in a copy of this machine's root file system, with stand-ins for the programs that
 * they start.
 */
class LiveScriptsTest extends LiveScriptsFixture {
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
            assertThat(Files.readString(script).split("[\\s()\";]+"))
                    .doesNotContainAnyElementsOf(masked.lines().toList());
        }
    }
}
