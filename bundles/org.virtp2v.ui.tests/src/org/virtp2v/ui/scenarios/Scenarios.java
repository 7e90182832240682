package org.virtp2v.ui.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.eclipse.swt.widgets.Display;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.machine.PowerButtonListener;
import org.virtp2v.core.server.ClaimHolder;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.settings.SettingsException;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.UnreadablePart;
import org.virtp2v.core.testing.FakeExporter;
import org.virtp2v.core.testing.FakeMachine;
import org.virtp2v.core.testing.FakeServer;
import org.virtp2v.core.testing.FakeTargets;

/** What a person goes through with the wizard, on faked ports. A subclass chooses the driver. */
public abstract class Scenarios {
    private static final int BURST_MEGABYTES = 100;

    @RegisterExtension
    final FailurePicture pictures = new FailurePicture(() -> ui());

    private final WizardMachine hardware = new WizardMachine();
    private final FakeMachine machine = new FakeMachine(hardware);
    private final FakeServer server = FakeServer.strict();
    private final FakeExporter exporter = new FakeExporter();
    private final FakeDesktop desktop = new FakeDesktop();
    private @Nullable Ui driver;
    private @Nullable WizardRun wizard;

    /** The driver that drives the scenarios. */
    protected abstract Ui driver(Display display, Path pictures);

    @BeforeEach
    void makeDriver() {
        driver = driver(WizardRun.display(), Path.of("target", "screenshots"));
    }

    @AfterEach
    void closeWizard() throws InterruptedException {
        if (wizard != null) {
            wizard.close();
        }
    }

    private Ui ui() {
        return driver;
    }

    private Pages open(String commandLine) {
        return open(commandLine, false);
    }

    private Pages open(String commandLine, boolean kiosk) {
        wizard = WizardRun.open(machine, exporter, server, commandLine, kiosk, desktop);
        Wait.until("the first page", () -> ui().isThere("server.host"));
        return new Pages(ui());
    }

    private Pages.MachineAndGuest machinePage(Pages pages) {
        return pages.server().logIn("conv1", 22, "root", FakeServer.PASSWORD).test().trust().awaitSuccess().next();
    }

    private Pages.Running convert(FakeServer.Tool tool) {
        server.tool = tool;
        return machinePage(open("")).next().awaitReady().start();
    }

    /** The scripts that ran virt-v2v on the server, in the order of the conversions. */
    private List<String> wrappers() {
        return server.files.stream().filter(file -> file.name().equals("virt-v2v-wrapper.sh"))
                .map(file -> new String(file.content(), StandardCharsets.UTF_8)).toList();
    }

    @Test
    void correctsAWrongPassword() {
        Pages pages = open("");
        pages.server().logIn("conv1", 22, "root", "wrong").test().trust();
        pages.awaitMessage("refused the password");
        assertThat(ui().isEnabled("next")).isFalse();
        ui().type("server.password", FakeServer.PASSWORD);
        pages.server().test().awaitSuccess();
    }

    @Test
    void asksAboutTheHostKeyOnce() {
        Pages pages = open("");
        pages.server().logIn("conv1", 22, "root", FakeServer.PASSWORD).test();
        assertThat(ui().text("hostkey.fingerprint")).contains(FakeServer.KEY.fingerprint());
        ui().click("hostkey.cancel");
        pages.awaitMessage("not accepted");
        assertThat(ui().isEnabled("next")).isFalse();
        pages.server().test().trust().awaitSuccess();
        pages.server().test().awaitSuccess();
    }

    @Test
    void setsAClockThatIsWrongByYears() {
        server.facts = clockAhead(Duration.ofDays(6000));
        machinePage(open("")).next().awaitReady();
        assertThat(ui().text("summary.checks.CLOCK")).contains("this machine shows", "the conversion server");

        server.facts = clockAhead(Duration.ZERO);
        ui().click("summary.checks.CLOCK.offer");

        Wait.until("another check", () -> ui().isThere("summary.checks.CLOCK")
                && ui().text("summary.checks.CLOCK").equals("the same on both machines"));
        assertThat(desktop.journal).contains("set clock by " + Duration.ofDays(6000).toSeconds());
        assertThat(ui().isThere("summary.checks.CLOCK.offer")).isFalse();
    }

    @Test
    void leavesTheClockToItsOwnerWhereTheSystemIsSomebodys() {
        desktop.canSetClock = false;
        server.facts = clockAhead(Duration.ofDays(6000));
        machinePage(open("")).next().awaitReady();

        assertThat(ui().text("summary.checks.CLOCK")).contains("date -u -s");
        assertThat(ui().isThere("summary.checks.CLOCK.offer")).isFalse();
    }

    private ServerFacts clockAhead(Duration ahead) {
        return facts(ahead, server.facts.python());
    }

    private ServerFacts facts(@Nullable Duration clockAhead, @Nullable String python) {
        ServerFacts facts = server.facts;
        return new ServerFacts(facts.temporary(), facts.overlays(), facts.storage(), facts.existingFiles(),
                facts.missingTools(), facts.libvirtGuest(), clockAhead, python);
    }

    @Test
    void disablesNextWhenAFieldChanges() {
        Pages pages = open("");
        assertThat(ui().isEnabled("next")).isFalse();
        pages.server().logIn("conv1", 22, "root", FakeServer.PASSWORD).test().trust().awaitSuccess();
        ui().type("server.username", "other");
        Wait.until("Next to be disabled", () -> !ui().isEnabled("next"));
        pages.server().test().awaitSuccess();
        ui().click("server.sudo");
        Wait.until("Next to be disabled", () -> !ui().isEnabled("next"));
    }

    @Test
    void staysUsableWhenTheServerIsSilent() throws InterruptedException {
        CountDownLatch waiting = new CountDownLatch(1);
        server.silent = waiting;
        Pages pages = open("");
        pages.server().logIn("conv1", 22, "root", FakeServer.PASSWORD).test();
        assertThat(waiting.await(20, TimeUnit.SECONDS)).isTrue();
        try (var heart = Heartbeat.of(WizardRun.display())) {
            ui().type("server.host", "conv2");
            Wait.until("the test to be stopped", () -> ui().isEnabled("server.test"));
            heart.assertAnswered();
        }
        server.silent = null;
        pages.server().test().trust().awaitSuccess();
    }

    @Test
    void isFilledInFromTheKernelCommandLine() {
        Pages pages = open("p2v.username=v2v p2v.port=2222 p2v.sudo p2v.name=web1 p2v.memory=2G p2v.vcpu.cores=3"
                + " p2v.o=qemu p2v.os=/srv p2v.disks=sdc p2v.interfaces=em2 p2v.network=em2:lan");
        assertThat(ui().text("server.username")).isEqualTo("v2v");
        assertThat(ui().text("server.port")).isEqualTo("2222");
        assertThat(ui().isChecked("server.sudo")).isTrue();
        ui().type("server.host", "conv1");
        ui().type("server.password", FakeServer.PASSWORD);
        pages.server().test().trust().awaitSuccess().next();
        assertThat(ui().text("machine.name")).isEqualTo("web1");
        assertThat(ui().text("machine.vcpus")).isEqualTo("3");
        assertThat(ui().text("machine.memory")).isEqualTo("2048");
        assertThat(ui().isRowChecked("machine.disks", "sdc")).isTrue();
        assertThat(ui().isRowChecked("machine.disks", "sda")).isFalse();
        assertThat(ui().isChecked("machine.interface.em1")).isFalse();
        assertThat(ui().isChecked("machine.interface.em2")).isTrue();
        assertThat(ui().text("machine.network.em2")).isEqualTo("lan");
        pages.machine().destination();
        assertThat(ui().text("destination.target.storage")).isEqualTo("/srv");
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
    void copiesTheChoicesAsACommandLine() throws SettingsException {
        Pages pages = open("");
        machinePage(pages);
        ui().type("machine.name", "my guest");
        ui().toggleRow("machine.disks", "sdc");
        pages.machine().next().awaitReady();
        ui().click("summary.copy");
        Wait.until("the command line", () -> ui().clipboard().contains("p2v."));
        String line = ui().clipboard();
        assertThat(line).doesNotContain(FakeServer.PASSWORD);
        Settings settings = Defaults.complete(SettingsReader.read(line).settings(), machine.probe(), List.of(),
                () -> "random");
        assertThat(settings.guest().name()).isEqualTo("my guest");
        assertThat(settings.devices().disks()).containsExactly("sda", "sdb");
        assertThat(settings.server().host()).isEqualTo("conv1");
    }

    /** At three in the morning: what is to be done next is what Enter does, on every page, wherever the focus is. */
    @Test
    void goesFromTheFirstPageToTheEndWithEnterAlone() {
        server.tool = output -> 0;
        Pages pages = open("");
        Pages.Server login = pages.server().logIn("conv1", 22, "root", FakeServer.PASSWORD);
        ui().press("Return");
        Wait.until("the host key", () -> ui().isThere("hostkey.ok"));
        login.trust().awaitSuccess();
        for (String next : List.of("machine.name", "destination.advanced", "summary.plan", "conversion.stages")) {
            Wait.until("Enter may go on to " + next, () -> ui().isEnabled("next"));
            ui().press("Return");
            Wait.until(next, () -> ui().isThere(next));
        }
        pages.conversion().awaitEnd(Duration.ofSeconds(30));
        assertThat(ui().defaultButton("window")).isEqualTo("conversion.close");
    }

    @Test
    void startsWithEnterWhenTheChecksHavePassed() {
        server.tool = output -> 0;
        String before = ui().clipboard();
        machinePage(open("")).next().awaitReady();
        ui().press("Return");
        new Pages(ui()).conversion().awaitEnd(Duration.ofSeconds(30));
        assertThat(ui().clipboard()).as("nothing was copied").isEqualTo(before);
    }

    @Test
    void keepsSayingThatTheConversionWouldFailWhenTheCommandLineIsCopied() {
        server.holder = Optional.of(new ClaimHolder("web1", "192.0.2.7", "root", Instant.now(), "/tmp/virt-p2v-x"));
        Pages pages = open("p2v.name=web1");
        machinePage(pages).next();
        pages.awaitMessage("would fail");
        ui().click("summary.copy");
        pages.awaitMessage("in the clipboard");
        assertThat(pages.message()).contains("would fail");
    }

    @Test
    void asksForARequiredFieldBeforeItCallsItAMistake() {
        Pages pages = open("p2v.target=shop");
        machinePage(pages).destination();
        pages.awaitMessage("Fill in “Password”");
        assertThat(ui().name("message.icon")).isEqualTo("Information");
        ui().type("destination.target.password", "s");
        ui().type("destination.target.password", "");
        Wait.until("a mistake", () -> ui().name("message.icon").equals("Error"));
        assertThat(pages.message()).contains("Fill in “Password”").doesNotContain("p2v.");
    }

    @Test
    void saysOnTheServersPageAloneThatThePasswordIsNotUsed() {
        Pages pages = open("p2v.identity=file:///root/id");
        pages.server().logIn("conv1", 22, "root", FakeServer.PASSWORD);
        pages.awaitMessage("Both a password and an SSH identity");
        pages.server().test().trust().awaitSuccess().next();
        Wait.until("a plan", () -> ui().isEnabled("next"));
        assertThat(pages.message()).doesNotContain("Both a password");
    }

    @Test
    void saysWhatToDoWhereOnlyTheRunningSystemHasADisk() {
        hardware.runFromItsOnlyDisk();
        Pages pages = open("");
        machinePage(pages);
        pages.awaitMessage("Boot this machine from the virt-p2v image");
        assertThat(ui().isEnabled("next")).isFalse();
    }

    @Test
    void changesTheFormWithTheTarget() {
        Pages.Destination page = machinePage(open("")).destination().advanced();
        assertThat(ui().text("destination.target.directory")).isEqualTo("/var/tmp");
        ui().type("destination.target.directory", "/data");
        page.target("guest");
        assertThat(ui().isThere("destination.target.directory")).isFalse();
        assertThat(ui().text("destination.target.pool")).isEmpty();
        page.target("qemu");
        assertThat(ui().text("destination.target.storage")).isEqualTo("/var/tmp");
        page.target("shop");
        assertThat(ui().isEnabled("destination.allocation")).isFalse();
        page.target("files");
        assertThat(ui().isEnabled("destination.allocation")).isTrue();
        assertThat(ui().text("destination.target.directory")).isEqualTo("/data");
        page.next();
        assertThat(ui().text("summary.plan")).contains("Files on the server", "Files on conv1 in /data");
    }

    @Test
    void fillsInEveryKindOfField() throws SettingsException {
        Pages pages = open("p2v.target=shop p2v.target.labels=a,b");
        Pages.Destination page = machinePage(pages).destination();
        pages.awaitMessage("Fill in “Password”");
        assertThat(ui().isEnabled("next")).isFalse();
        ui().type("destination.target.password", "s3cret");
        Wait.until("a plan", () -> ui().isEnabled("next"));
        assertThat(ui().text("destination.target.labels")).isEqualTo("a,b");
        ui().choose("destination.target.size", "Large");
        assertThat(ui().isEnabled("destination.target.ca")).isFalse();
        ui().click("destination.target.verify");
        pages.awaitMessage("Fill in “Certificate of the authority”");
        ui().type("destination.target.ca", "/etc/ca.pem");
        Wait.until("a plan", () -> ui().isEnabled("next"));
        ui().type("destination.target.shelf", "back");
        pages.awaitMessage("Nobody looks at the back.");
        ui().type("destination.target.shelf", "top");
        page.next().awaitReady();
        assertThat(ui().text("summary.plan")).contains("Put on the shelf top", "Size: Large", "Labels: a,b")
                .doesNotContain("s3cret");
        ui().click("summary.copy");
        Wait.until("the command line", () -> ui().clipboard().contains("p2v."));
        assertThat(ui().clipboard()).contains("p2v.target=shop", "p2v.target.shelf=top", "p2v.target.size=l")
                .doesNotContain("s3cret");
        pages.awaitMessage("p2v.target.password");
    }

    @Test
    void leadsToTheFieldsOfATargetByTheKeyboard() {
        server.answers.put("pools", "default\n");
        Pages.Destination page = machinePage(open("")).destination();
        ui().press("alt+d");
        Wait.until("the focus on -os", () -> ui().focus().equals("destination.target.directory"));
        ui().press("Tab");
        Wait.until("the focus on the line", () -> ui().focus().equals("destination.advanced"));
        ui().press("space");
        Wait.until("virt-v2v's options", () -> ui().isThere("destination.format"));
        assertThat(ui().name("destination.advanced")).isEqualTo("Advanced, shown");
        ui().press("Tab");
        Wait.until("the focus on -of", () -> ui().focus().equals("destination.format"));
        page.target("guest");
        Wait.until("suggestions", () -> !ui().items("destination.target.pool").isEmpty());
        ui().press("alt+s");
        Wait.until("the focus on -os", () -> ui().focus().equals("destination.target.pool"));
        ui().press("alt+t");
        Wait.until("the focus on the target", () -> ui().focus().equals("destination.to.guest"));
    }

    @Test
    void showsABrokenTargetWithItsMessage() {
        Pages pages = open("");
        Pages.Destination page = machinePage(pages).destination();
        page.target("broken");
        pages.awaitMessage(FakeTargets.BROKEN);
        assertThat(ui().isEnabled("next")).isFalse();
        page.target("files").next();
    }

    @Test
    void suggestsWhatTheServerHas() {
        server.answers.put("pools", "default\nfast\n");
        server.answers.put("networks", "default\nlab\n");
        server.answers.put("pools qemu:///session", "mine\n");
        Pages.Destination page = machinePage(open("")).destination();
        page.target("guest");
        ui().type("destination.target.pool", "fa");
        Wait.until("suggestions", () -> ui().items("destination.target.pool").equals(List.of("default", "fast")));
        assertThat(ui().text("destination.target.pool")).isEqualTo("fa");
        assertThat(ui().focus()).isEqualTo("destination.target.pool");
        ui().choose("destination.target.pool", "fast");
        ui().type("destination.target.connection", "qemu:///session");
        Wait.until("other suggestions", () -> ui().items("destination.target.pool").equals(List.of("mine")));
        assertThat(ui().text("destination.target.pool")).isEqualTo("fast");
        page.next();
        assertThat(ui().text("summary.plan")).contains("libvirt guest", "libvirt connection: qemu:///session",
                "Storage pool: fast");
    }

    @Test
    void givesInterfacesTheirStaticAddresses() {
        Pages pages = open("p2v.ip.em1=192.0.2.7,192.0.2.1,24");
        Pages.MachineAndGuest page = machinePage(pages);
        assertThat(ui().text("machine.address.em1")).isEqualTo("192.0.2.7,192.0.2.1,24");
        ui().press("alt+w");
        Wait.until("the focus on the interfaces", () -> ui().focus().equals("machine.interface.em1"));
        ui().type("machine.address.em1", "192.0.2.x");
        pages.awaitMessage("The static address of em1 cannot be read.");
        assertThat(ui().isEnabled("next")).isFalse();
        ui().type("machine.address.em1", "192.0.2.8,192.0.2.1,24");
        page.next();
        assertThat(ui().text("summary.plan")).contains("with the address 192.0.2.8 in Windows");
    }

    @Test
    void answersWhileTheServerThinksAboutSuggestionsAndDropsThemWhenTheyAreLate() throws InterruptedException {
        CountDownLatch thinking = new CountDownLatch(1);
        server.slow = thinking;
        server.answers.put("pools", "late\n");
        Pages.Destination page = machinePage(open("p2v.o=libvirt")).destination();
        Wait.until("the question", () -> server.journal.lines.contains("ask pools "));
        try (var heart = Heartbeat.of(WizardRun.display())) {
            page.target("qemu");
            server.slow = null;
            thinking.countDown();
            page.target("guest");
            heart.assertAnswered();
        }
        Wait.until("suggestions", () -> ui().items("destination.target.pool").equals(List.of("late")));
    }

    @Test
    void showsWhoseTheNameIsUntilThatRunHasEnded() {
        server.holder = Optional.of(new ClaimHolder("web1", "192.0.2.7", "root", Instant.now(), "/tmp/virt-p2v-x"));
        machinePage(open("p2v.name=web1")).next();
        Wait.until("the check of the name", () -> ui().isThere("summary.checks.GUEST_NAME")
                && ui().text("summary.checks.GUEST_NAME").contains("web1 is being converted by 192.0.2.7"));
        assertThat(ui().isEnabled("next")).isFalse();
        server.holder = Optional.empty();
        Wait.until("the end of the checks", () -> ui().isEnabled("summary.again"));
        ui().click("summary.again");
        new Pages.Summary(ui()).awaitReady();
    }

    @Test
    void triesTheGuestWhereThatCanWorkUnlessTheUserWantsOtherwise() {
        Pages.Summary summary = machinePage(open("")).next().awaitReady();
        assertThat(ui().text("summary.checks.TEST_BOOT")).contains("qemu-system-x86_64");
        assertThat(ui().isChecked("summary.testboot")).isTrue();
        ui().click("summary.copy");
        Wait.until("the command line", () -> ui().clipboard().contains("p2v.test_boot=true"));
        ui().click("summary.testboot");
        ui().click("summary.copy");
        Wait.until("the command line", () -> ui().clipboard().contains("p2v.test_boot=false"));
        ui().click("summary.again");
        summary.awaitReady();
        assertThat(ui().isChecked("summary.testboot")).isFalse();
        server.tool = output -> 0;
        summary.start().awaitEnd(Duration.ofSeconds(30));
        assertThat(server.journal.lines).contains("verify").doesNotContain("trial");
    }

    @Test
    void doesNotTryTheGuestWhenTheSettingsSayNo() {
        machinePage(open("p2v.test_boot=off")).next().awaitReady();
        assertThat(ui().isChecked("summary.testboot")).isFalse();
        assertThat(ui().isEnabled("summary.testboot")).isTrue();
    }

    @Test
    void saysWhyTheGuestCannotBeTried() {
        server.facts = facts(Duration.ZERO, "");
        machinePage(open("p2v.test_boot")).next().awaitReady();
        assertThat(ui().isChecked("summary.testboot")).isFalse();
        assertThat(ui().isEnabled("summary.testboot")).isFalse();
        assertThat(ui().text("summary.testboot.note")).contains("no Python 3.6");
        assertThat(ui().text("summary.checks.TEST_BOOT")).contains("no Python 3.6", "install python3");
        ui().click("summary.copy");
        Wait.until("the command line", () -> ui().clipboard().contains("p2v."));
        assertThat(ui().clipboard()).doesNotContain("p2v.test_boot");
    }

    @Test
    void convertsAndSaysSo() {
        Pages.Running running = convert(output -> {
            output.accept("[   0.0] Setting up the source\r\n[   1.0] Copying disk 1/3\r\n");
            return 0;
        });
        running.awaitEnd(Duration.ofSeconds(30));
        assertThat(new Pages(ui()).title()).contains("finished");
        assertThat(ui().name("step.conversion")).isEqualTo("Conversion, done");
        assertThat(running.output()).contains("Setting up the source");
        assertThat(ui().text("conversion.logdir")).contains("/tmp/virt-p2v-20261123-abcdefgh");
        assertThat(desktop.journal).containsExactly("awake", "may sleep");
    }

    @Test
    void cancelsInTheMiddleAfterAsking() {
        Pages.Running running = convert(copiesForEver(new CountDownLatch(1)));
        ui().click("conversion.cancel");
        ui().click("confirm.no");
        Wait.until("the conversion to go on", () -> ui().isEnabled("conversion.cancel"));
        assertThat(server.journal.lines).doesNotContain("stop");
        ui().click("conversion.cancel");
        ui().click("confirm.yes");
        running.awaitEnd(Duration.ofSeconds(30));
        assertThat(new Pages(ui()).title()).contains("cancelled");
        assertThat(server.journal.lines).contains("stop");
    }

    @Test
    void asksWhenThePowerButtonIsPressedAndGoesOn() {
        Pages.Running running = convert(copiesForEver(new CountDownLatch(1)));
        pressPowerButton();
        ui().click("confirm.no");
        assertThat(ui().isEnabled("conversion.cancel")).isTrue();
        assertThat(server.journal.lines).doesNotContain("stop");
        pressPowerButton();
        ui().click("confirm.yes");
        running.awaitEnd(Duration.ofSeconds(30));
        Wait.until("the end", () -> desktop.journal.contains("shut down"));
        assertThat(running.result()).contains("switched off with its power button");
    }

    @Test
    void switchesOffWhenThePowerButtonIsPressedTwice() {
        Pages.Running running = convert(copiesForEver(new CountDownLatch(1)));
        pressPowerButton();
        powerButton().pressedAgain();
        running.awaitEnd(Duration.ofSeconds(30));
        Wait.until("the end", () -> desktop.journal.contains("shut down"));
        assertThat(ui().isThere("confirm.yes")).isFalse();
        assertThat(server.journal.lines).contains("stop");
        assertThat(desktop.journal).as("after cleaning up").containsExactly("awake", "may sleep", "shut down");
    }

    @Test
    void takesTheQuestionOfThePowerButtonBackWhenTheConversionEnds() {
        var asked = new CountDownLatch(1);
        Pages.Running running = convert(output -> {
            output.accept("[   1.0] Copying disk 1/3\r\n");
            asked.await();
            return 0;
        });
        pressPowerButton();
        asked.countDown();
        running.awaitEnd(Duration.ofSeconds(30));
        Wait.until("the question to go", () -> !ui().isThere("confirm.yes"));
        assertThat(desktop.journal).containsExactly("awake", "may sleep");
    }

    private void pressPowerButton() {
        powerButton().pressed(Duration.ofSeconds(10));
        Wait.until("the question", () -> ui().isThere("confirm.yes"));
    }

    private PowerButtonListener powerButton() {
        return Objects.requireNonNull(desktop.powerButton);
    }

    static FakeServer.Tool copiesForEver(CountDownLatch copying) {
        return output -> {
            output.accept("[   1.0] Copying disk 1/3\r\n");
            copying.countDown();
            Thread.sleep(Duration.ofHours(1));
            return 0;
        };
    }

    @Test
    void asksBeforeItIsClosedInTheMiddle() {
        convert(copiesForEver(new CountDownLatch(1)));
        ui().closeWindow("window");
        ui().click("confirm.no");
        assertThat(ui().isEnabled("conversion.cancel")).isTrue();
        ui().closeWindow("window");
        ui().click("confirm.yes");
        Wait.until("the window to close", () -> wizard.isClosed());
        assertThat(server.journal.lines).contains("stop");
        assertThat(desktop.journal).containsExactly("awake", "may sleep");
    }

    @Test
    void cleansUpWhenTheProgramIsTerminatedInTheMiddle() throws InterruptedException {
        CountDownLatch copying = new CountDownLatch(1);
        convert(copiesForEver(copying));
        assertThat(copying.await(20, TimeUnit.SECONDS)).isTrue();
        wizard.close();
        assertThat(server.journal.lines).contains("stop");
        assertThat(exporter.watchers).isEmpty();
    }

    @Test
    void tellsThatTheServerDied() {
        Pages.Running running = convert(output -> {
            output.accept("[   1.0] Copying disk 1/3\r\n");
            throw new ConnectionException(ConnectionException.Reason.LOST, "The connection to conv1:22 was lost.",
                    null);
        });
        running.awaitEnd(Duration.ofSeconds(30));
        assertThat(new Pages(ui()).title()).contains("failed");
        assertThat(running.result()).contains("The connection to conv1:22 was lost.");
        assertThat(ui().name("step.conversion")).isEqualTo("Conversion, failed");
        ui().click("conversion.again");
        Wait.until("the summary", () -> ui().isThere("summary.plan"));
    }

    /** virt-v2v meets these sectors of sda, which cannot be read. */
    private FakeServer.Tool meets(long... sectors) {
        return output -> {
            for (long sector : sectors) {
                exporter.policies.get("sda").unreadable(new UnreadablePart(new Extent(sector * 512, 512), "sda1"));
            }
            return 0;
        };
    }

    private void awaitReadError() {
        Wait.until("the question", () -> ui().isThere("readerror.ok"));
    }

    @Test
    void asksWhereADiskCannotBeReadAndSaysInTheEndWhatIsLost() {
        Pages.Running running = convert(meets(2048, 9000, 9500));
        awaitReadError();
        checkWindow("read error", "readerror");
        ui().click("readerror.ok");
        Wait.until("the next question", () -> ui().isThere("readerror.always"));
        ui().click("readerror.always");
        running.awaitEnd(Duration.ofSeconds(30));
        assertThat(new Pages(ui()).title()).contains("losses");
        assertThat(ui().text("conversion.result")).contains("not everything could be read");
        assertThat(running.result()).contains("of sda: sector 2048 (sda1), sector 9000 (sda1), sector 9500 (sda1)");
    }

    @Test
    void saysWhatToDoNextWithCommandsToCopy() {
        convert(output -> 0).awaitEnd(Duration.ofSeconds(30));
        ui().click("conversion.next");
        Wait.until("the dialog", () -> ui().isThere("next.commands"));
        checkWindow("next steps", "next");
        String commands = ui().text("next.commands");
        assertThat(commands).contains("virsh define", "virsh start");
        ui().click("next.copy");
        Wait.until("the commands", () -> ui().clipboard().equals(commands + "\n"));
        ui().click("next.close");
    }

    @Test
    void keepsSayingWhatThisMachineMustDoWhenThereIsAWarning() {
        CountDownLatch seen = new CountDownLatch(1);
        Pages.Running running = convert(output -> {
            output.accept("virt-v2v: warning: something is strange\r\n");
            seen.await();
            return 0;
        });
        Pages pages = new Pages(ui());
        pages.awaitMessage("something is strange");
        assertThat(pages.message()).contains("Leave this machine on");
        seen.countDown();
        running.awaitEnd(Duration.ofSeconds(30));
    }

    @Test
    void stopsWhereADiskCannotBeReadUnlessToldOtherwise() {
        Pages.Running running = convert(meets(2048));
        awaitReadError();
        ui().click("readerror.cancel");
        running.awaitEnd(Duration.ofSeconds(30));
        assertThat(new Pages(ui()).title()).contains("failed");
        assertThat(running.result()).contains("sda", "sector 2048 (sda1)");
        assertThat(ui().isThere("conversion.next")).isFalse();
    }

    @Test
    void withdrawsTheQuestionAboutADiskWhenTheConversionEnds() {
        var asked = new CountDownLatch(1);
        Pages.Running running = convert(output -> {
            Thread.ofPlatform().start(() -> {
                try {
                    meets(2048).run(output);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            try {
                asked.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new ConnectionException(ConnectionException.Reason.LOST, "The connection to conv1:22 was lost.",
                    null);
        });
        awaitReadError();
        asked.countDown();
        running.awaitEnd(Duration.ofSeconds(30));
        Wait.until("the question to go", () -> !ui().isThere("readerror.ok"));
        assertThat(new Pages(ui()).title()).contains("failed");
    }

    @Test
    void answersWhileOutputFloods() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        CountDownLatch measured = new CountDownLatch(1);
        Pages.Running running = convert(output -> {
            go.await();
            String piece = "\u001b[33mlibguestfs:\u001b[0m trace: a flood of output that says nothing at all\r\n"
                    .repeat(20_000);
            for (long all = 0; all < BURST_MEGABYTES * 1_000_000L; all += piece.length()) {
                output.accept(piece);
            }
            sent.countDown();
            measured.await();
            return 0;
        });
        go.countDown();
        Wait.until("the first of the flood", () -> running.output().contains("flood"));
        try (var heart = Heartbeat.of(WizardRun.display())) {
            assertThat(sent.await(120, TimeUnit.SECONDS)).isTrue();
            heart.assertAnswered();
        }
        measured.countDown();
        running.awaitEnd(Duration.ofSeconds(30));
    }

    @Test
    void fillsTheScreenAsAKiosk() {
        Pages pages = open("", true);
        assertThat(ui().isFullScreen("window")).isTrue();
        ui().closeWindow("window");
        assertThat(wizard.isClosed()).isFalse();
        server.tool = output -> 0;
        machinePage(pages).next().awaitReady().start().awaitEnd(Duration.ofSeconds(30));
        assertThat(ui().isThere("conversion.shutdown")).isTrue();
        assertThat(ui().isThere("conversion.close")).isFalse();
        assertThat(ui().defaultButton("window")).isEqualTo("conversion.shutdown");
    }

    @Test
    void opensTheGuideAtTheStepWithF1() {
        Pages pages = open("");
        pages.help().await("The wizard");
        Wait.until("the section about the step", () -> ui().selected("help.contents").equals("Server"));
        checkWindow("help", "help");
        ui().press("ctrl+w");
        Wait.until("the guide to be closed", () -> !ui().isThere("help"));
        machinePage(pages);
        ui().click("tool.help");
        Wait.until("the section about the next step", () -> ui().selected("help.contents").equals("Machine"));
        ui().press("Escape");
        Wait.until("the guide to be closed", () -> !ui().isThere("help"));
        assertThat(ui().isThere("machine.name")).isTrue();
    }

    @Test
    void followsLinksInTheGuideAndComesBack() {
        Pages.Help help = open("").help().await("The wizard");
        Wait.until("the text", () -> ui().focus().equals("help.text"));
        ui().press("Tab", "Return");
        help.await("SSH identities");
        assertThat(ui().isEnabled("help.back")).isTrue();
        ui().press("alt+Left");
        help.await("The wizard");
        ui().press("alt+Right");
        help.await("SSH identities");
        ui().click("help.browser");
        Wait.until("the web browser", () -> desktop.journal.contains("browse guide"));
    }

    @Test
    void findsWordsInTheGuide() {
        Pages.Help help = open("").help().await("The wizard").find("snapdragon");
        Wait.until("nothing", () -> ui().text("help.found").equals("Not found"));
        help.find("least secure").await("SSH identities");
        Wait.until("the mark", () -> ui().marked("help.text").equals("least secure"));
        help.find("p2v.bandwidth=50M").await("Booting from the network");
        ui().press("F3");
        help.await("Kernel command line");
        ui().press("shift+F3");
        help.await("Booting from the network");
    }

    @Test
    void helpsInADialogAndOnAKiosk() {
        Pages pages = open("", true);
        pages.server().logIn("conv1", 22, "root", FakeServer.PASSWORD).test();
        assertThat(ui().isEnabled("hostkey.ok")).isTrue();
        Pages.Help help = pages.help().await("The wizard");
        assertThat(ui().isThere("help.browser")).isFalse();
        help.find("Host keys").await("The wizard");
        ui().click("help.close");
        pages.server().trust().awaitSuccess();
    }

    @Test
    void keepsAllButtonsInSightInTheSmallestWindow() {
        Pages pages = open("");
        awaitInSight("next");
        machinePage(pages);
        awaitInSight("back", "next");
        Pages.Destination destination = pages.machine().destination().advanced();
        awaitInSight("back", "next");
        destination.next().awaitReady();
        awaitInSight("back", "next");
        server.tool = output -> {
            throw new ConnectionException(ConnectionException.Reason.LOST, "The connection to conv1:22 was lost.",
                    null);
        };
        pages.summary().start().awaitEnd(Duration.ofSeconds(30));
        awaitInSight("conversion.again", "conversion.close", "conversion.report", "conversion.savelog");
    }

    @Test
    void showsAllOfALongResultInTheSmallestWindow() {
        Pages.Running running = convert(output -> {
            throw new ConnectionException(ConnectionException.Reason.LOST,
                    "The connection to conv1:22 was lost. " + "And this is why it was lost. ".repeat(20), null);
        });
        ui().resizeWindow("window", 1, 1);
        running.awaitEnd(Duration.ofSeconds(30));
        Wait.until("all lines", () -> !ui().isCut("conversion.result.details"));
        assertThat(running.result()).doesNotContain("/tmp/virt-p2v");
        assertThat(ui().text("conversion.logdir")).as("once").contains("/tmp/virt-p2v");
    }

    @Test
    void savesTheLogOnTheStickOfTheSite() {
        desktop.logs = "logs/web01-20261129 on /dev/sdb3";
        Pages.Running running = convert(output -> {
            throw new ConnectionException(ConnectionException.Reason.LOST, "The connection to conv1:22 was lost.",
                    null);
        });
        running.awaitEnd(Duration.ofSeconds(30));
        ui().click("conversion.savelog");
        Wait.until("where it is",
                () -> ui().text("message").contains("is saved in logs/web01-20261129 on /dev/sdb3"));
        assertThat(desktop.journal).anyMatch(did -> did.startsWith("keep the log of "));
    }

    @Test
    void showsAllOfALongMessageInTheSmallestWindow() {
        Pages pages = open("");
        ui().resizeWindow("window", 1, 1);
        String host = "conversion-server-with-a-long-name.in-a-department.of-a-larger-company.example.com";
        pages.server().logIn(host, 22, "root", FakeServer.PASSWORD).test().trust().awaitSuccess();
        assertThat(ui().isCut("message")).isFalse();
        assertThat(ui().text("choice.server")).isEqualTo(host);
        assertThat(ui().isCut("choice.server")).isFalse();
    }

    /** On its way to the smallest window each page is in a large one; gui-session hears whether GTK complains of it. */
    private void awaitInSight(String... buttons) {
        ui().resizeWindow("window", 1280, 800);
        ui().resizeWindow("window", 1, 1);
        List<String> all = new ArrayList<>(List.of(buttons));
        all.addAll(List.of("tool.network", "tool.terminal", "tool.help", "tool.about"));
        Wait.until(all + " in sight", () -> all.stream().allMatch(ui()::isInSight));
    }

    @Test
    void offersOnlyToolsThatAreThere() {
        desktop.hasTools = false;
        Pages pages = open("");
        assertThat(ui().isThere("tool.help")).isTrue();
        assertThat(ui().isThere("tool.network")).isFalse();
        assertThat(ui().isThere("tool.terminal")).isFalse();
        assertThat(ui().isThere("server.keyboard")).isFalse();
        pages.checkWindow("first page", "window");
    }

    @Test
    void hasMnemonicsThatDoNotClashAndIdsForAll() {
        Pages pages = open("");
        checkWindow("first page");
        machinePage(pages);
        checkWindow("second page");
        pages.machine().next().awaitReady();
        checkWindow("summary");
        server.tool = output -> 0;
        pages.summary().start().awaitEnd(Duration.ofSeconds(30));
        checkWindow("end");
    }

    private void checkWindow(String page) {
        checkWindow(page, "window");
    }

    private void checkWindow(String page, String window) {
        new Pages(ui()).checkWindow(page, window);
    }
}
