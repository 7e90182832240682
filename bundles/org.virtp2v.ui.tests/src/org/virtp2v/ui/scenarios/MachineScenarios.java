package org.virtp2v.ui.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

/** What is chosen of the machine: disks, partitions, firmware, the system. */
public abstract class MachineScenarios extends WizardScenarios {
    /** The scripts that ran virt-v2v on the server, in the order of the conversions. */
    private List<String> wrappers() {
        return server.files.stream().filter(file -> file.name().equals("virt-v2v-wrapper.sh"))
                .map(file -> new String(file.content(), StandardCharsets.UTF_8)).toList();
    }

    @Test
    void takesDisksThatBelongTogetherTogether() {
        Pages pages = open("");
        machinePage(pages);
        assertThat(ui().isRowChecked("machine.disks", "sda")).isTrue();
        ui().toggleRow("machine.disks", "sda");
        Wait.until("both disks to be left out", () -> !ui().isRowChecked("machine.disks", "sdb"));
        pages.awaitMessage("md0");
        ui().toggleRow("machine.disks", "sdb");
        Wait.until("both disks to be taken", () -> ui().isRowChecked("machine.disks", "sda"));
    }

    @Test
    void refusesPartOfAnArrayFromTheCommandLine() {
        Pages pages = open("p2v.disks=sda,sdc");
        machinePage(pages);
        pages.awaitMessage("sdb");
        assertThat(ui().isEnabled("next")).isFalse();
        ui().toggleRow("machine.disks", "sdb");
        Wait.until("a plan", () -> ui().isEnabled("next"));
    }

    @Test
    void movesADiskWithinTheGuest() {
        machinePage(open(""));
        assertThat(ui().rows("machine.disks").toString()).contains("sda, 1", "sdb, 2", "sdc, 3");
        ui().press("alt+d", "Home", "Down", "alt+Down");
        Wait.until("the first disk to be the second", () -> ui().rows("machine.disks").toString().contains("sda, 2"));
        assertThat(ui().isEnabled("machine.up")).isTrue();
        ui().click("machine.down");
        Wait.until("it to be the last", () -> ui().rows("machine.disks").toString().contains("sda, 3"));
        assertThat(ui().isEnabled("machine.down")).isFalse();
        assertThat(ui().rows("machine.disks").toString()).contains("sdb, 1", "sdc, 2");
    }

    @Test
    void takesTheFirmwareThatIsChosen() {
        Pages pages = open("");
        machinePage(pages);
        assertThat(ui().text("machine.firmware")).isEqualTo("Automatic");
        ui().choose("machine.firmware", "BIOS");
        pages.machine().next().awaitReady();
        ui().click("summary.copy");
        Wait.until("the command line", () -> ui().clipboard().contains("p2v.firmware=bios"));
    }

    @Test
    void handsFurtherOptionsOnWhenTheServersVirtV2vHasThem() {
        server.answers.put("virt-v2v --help",
                "  -o <x>\n  --install <PKG,PKG..>\n  --firstboot-command <'CMD+ARGS'>\n");
        Pages pages = open("");
        machinePage(pages).destination().advanced();
        ui().type("destination.further", "--install htop --parallel 4");
        pages.awaitMessage("has no option --parallel");
        assertThat(ui().isEnabled("next")).isFalse();
        ui().type("destination.further", "--install htop --firstboot-command 'echo \"it works\"'");
        pages.destination().next().awaitReady();
        assertThat(ui().text("summary.plan")).contains("--install=htop", "--firstboot-command=echo \"it works\"");
        assertThat(ui().text("summary.checks.VIRT_V2V_OPTIONS")).contains("--install, --firstboot-command");
        pages.summary().start().awaitEnd(Duration.ofSeconds(30));
        assertThat(wrappers()).singleElement().asString()
                .contains(" --install=htop '--firstboot-command=echo \"it works\"' physical.xml");
    }

    @Test
    void choosesOneOfTheSystemsThatVirtV2vFound() {
        server.causes = List.of("libguestfs: trace: v2v: inspect_os = [\"/dev/sda1\", \"/dev/vg/root\"]",
                "virt-v2v: error: multi-boot operating systems are not supported by virt-v2v.");
        server.status = 1;
        Pages pages = open("p2v.root=single");
        machinePage(pages);
        assertThat(ui().text("machine.system")).isEqualTo("single");
        Pages.Running ended = pages.machine().next().awaitReady().start().awaitEnd(Duration.ofSeconds(30));
        assertThat(ended.result()).contains("/dev/sda1, /dev/vg/root", "under “Operating system”");

        ui().click("conversion.again");
        Wait.until("the page about the machine", () -> ui().isThere("machine.system"));
        assertThat(ui().text("machine.system")).isEqualTo("single");
        ui().choose("machine.system", "/dev/vg/root");
        server.status = 0;
        pages.machine().next().awaitReady();
        assertThat(ui().text("summary.plan")).contains("/dev/vg/root");
        pages.summary().start().awaitEnd(Duration.ofSeconds(30));
        assertThat(wrappers()).last().asString().contains(" --root /dev/vg/root physical.xml");
    }

    @Test
    void doesNotOfferTheDiskItRunsFrom() {
        machinePage(open(""));
        assertThat(ui().isRowChecked("machine.disks", "sdd")).isFalse();
        ui().toggleRow("machine.disks", "sdd");
        Wait.until("the disk to be left out again", () -> !ui().isRowChecked("machine.disks", "sdd"));
    }

    @Test
    void keepsTheChoicesWhenItLooksAgain() {
        machinePage(open(""));
        ui().type("machine.name", "renamed");
        ui().toggleRow("machine.disks", "sdc");
        hardware.plugIn("sde");
        ui().click("machine.refresh");
        Wait.until("the new disk", () -> ui().rows("machine.disks").toString().contains("sde"));
        assertThat(ui().text("machine.name")).isEqualTo("renamed");
        assertThat(ui().isRowChecked("machine.disks", "sdc")).isFalse();
        assertThat(ui().isRowChecked("machine.disks", "sde")).isTrue();
    }

    @Test
    void leavesAPartitionBehindByTheKeyboard() {
        hardware.furnish(16L << 30);
        Pages pages = open("");
        machinePage(pages);
        assertThat(ui().rows("machine.disks").toString()).doesNotContain("sdc1");
        ui().press("alt+d", "End", "Up", "shift+Right");
        Wait.until("the partitions", () -> ui().rows("machine.disks").toString().contains("sdc3"));
        assertThat(ui().rows("machine.disks").toString()).contains("archive", "/srv", "only its header is copied");
        assertThat(ui().isRowChecked("machine.disks", "sdc1")).isTrue();
        assertThat(ui().isRowChecked("machine.disks", "sdc2")).isFalse();
        ui().press("Down", "space");
        pages.awaitMessage("sdc1 cannot stay behind");
        assertThat(ui().isRowChecked("machine.disks", "sdc1")).isTrue();
        ui().press("Down", "Down", "space");
        Wait.until("the data to be left out", () -> !ui().isRowChecked("machine.disks", "sdc3"));
        pages.machine().next().awaitReady();
        assertThat(ui().text("summary.plan")).contains("sdc2, 4.0 GiB of swap space: only its header is copied",
                "sdc3, 4.0 GiB: is empty in the guest");
        assertThat(ui().text("summary.warnings")).contains("mounts it at /srv");
        ui().click("summary.copy");
        Wait.until("the command line", () -> ui().clipboard().contains("p2v.exclude=sdc2,sdc3"));
    }

    @Test
    void leavesThePartitionsOfTheCommandLineBehind() {
        hardware.furnish(16L << 30);
        Pages pages = open("p2v.exclude=sdc3");
        machinePage(pages);
        assertThat(ui().isRowChecked("machine.disks", "sdc2")).isTrue();
        assertThat(ui().isRowChecked("machine.disks", "sdc3")).isFalse();
        ui().toggleRow("machine.disks", "sdc3");
        Wait.until("the data to be copied", () -> ui().isRowChecked("machine.disks", "sdc3"));
        pages.machine().next().awaitReady();
        assertThat(ui().text("summary.plan")).doesNotContain("is empty in the guest");
        ui().click("summary.copy");
        Wait.until("the command line",
                () -> (ui().clipboard() + " ").contains("p2v.exclude= "));
    }

    @Test
    void saysWhatToDoWhereOnlyTheRunningSystemHasADisk() {
        hardware.runFromItsOnlyDisk();
        Pages pages = open("");
        machinePage(pages);
        pages.awaitMessage("Boot this machine from the virt-p2v image");
        assertThat(ui().isEnabled("next")).isFalse();
    }
}
