package org.virtp2v.ui.scenarios;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

import org.virtp2v.core.convert.Engine;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.ServerException.Reason;
import org.virtp2v.core.server.GuestfsFacts;
import org.virtp2v.core.server.GuestfsFacts.Appliance;
import org.virtp2v.core.server.GuestfsFacts.Kvm;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.Outage;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.server.WaitingRun.State;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.ReadErrorPolicy;
import org.virtp2v.core.source.UnreadablePart;
import org.virtp2v.core.testing.FakeExporter;
import org.virtp2v.core.testing.FakeMachine;
import org.virtp2v.core.testing.FakeServer;
import org.virtp2v.targets.InstalledTargets;
import org.virtp2v.ui.Desktop.Keyboard;
import org.virtp2v.ui.Desktop.Language;
import org.virtp2v.ui.WizardInput;

/** Takes a picture of every screen, on faked ports; {@code releng/screenshots} runs it once for each kind of screen. */
public final class Screenshots {
    private static final int CHUNK = 256 << 10;
    private static final long DISK = 16L << 30;
    private static final long READ = 5L << 30;
    private static final long HOLE_EVERY = 2L << 30;
    private static final long HOLE = 512L << 20;
    private static final long PAUSE_EVERY = 16L << 20;
    private static final int PAUSE_MILLIS = 60;
    private static final List<String> MODES = List.of("local", "libvirt", "qemu", "openstack", "glance", "rhv-upload",
            "rhv", "kubevirt", "null");
    private static final List<String> BOOTING = List.of("Booting from Hard Disk...", "GRUB loading.",
            "Loading Linux 6.1.0-28-amd64 ...", "Loading initial ramdisk ...",
            "[    0.000000] Linux version 6.1.0-28-amd64 (debian-kernel@lists.debian.org)",
            "/dev/vda1: clean, 32815/610800 files, 393482/2441472 blocks", "",
            "Debian GNU/Linux 12 web1 tty1", "", "web1 login: _");
    private static final List<String> PANIC = List.of("Loading Linux 6.1.0-28-amd64 ...", "Loading initial ramdisk ...",
            "[    1.834412] VFS: Cannot open root device \"sda1\" or unknown-block(0,0): error -6",
            "[    1.834980] Please append a correct \"root=\" boot option; here are the available partitions:",
            "[    1.835607] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)");

    private final WizardMachine hardware = new WizardMachine();
    private final FakeMachine machine = new FakeMachine(hardware);
    private final FakeServer server = FakeServer.strict();
    private final FakeExporter exporter = new FakeExporter();
    private final String suffix;
    private final boolean kiosk;
    private final Ui ui;

    private Screenshots(Path directory, String suffix, boolean kiosk) {
        this.suffix = suffix;
        this.kiosk = kiosk;
        this.ui = new SwtUi(WizardRun.display(), directory);
    }

    /**
     * Takes the pictures.
     *
     * @param args
     *            the directory, what the names of the files end with, and "kiosk" for the wizard as on the live image
     */
    public static void main(String[] args) throws Exception {
        new Screenshots(Path.of(args[0]), args[1], List.of(args).contains("kiosk")).run();
        System.exit(0);
    }

    private void run() throws Exception {
        hardware.furnish(DISK);
        server.info = new ServerInfo("2.12.0", true, server.info.inputModes(), MODES);
        server.facts = server.facts
                .with(new GuestfsFacts(Kvm.USABLE, Appliance.BUILT, "/boot/vmlinuz-6.12.48-amd64", null));
        Engine engine = new Engine(machine, exporter, server, new InstalledTargets(List::of), "1.0.0",
                Clock.systemUTC());
        WizardInput input = new WizardInput(engine, SettingsReader.read("").settings(), List.of(NbdServer.values()),
                List.of(), kiosk, desktop(), () -> "random");
        try (WizardRun run = WizardRun.open(input)) {
            Pages pages = new Pages(ui);
            Wait.until("the first page", () -> ui.isThere("server.host"));
            take("1-server");
            serverPage(pages);
            machinePage(pages);
            conversionPage(pages);
        }
    }

    private FakeDesktop desktop() {
        FakeDesktop desktop = new FakeDesktop();
        if (kiosk) {
            desktop.languages = List.of(new Language("en", "English"), new Language("de", "Deutsch"));
            desktop.keyboards = List.of(new Keyboard("us", "English (US)"), new Keyboard("de", "German"));
        }
        return desktop;
    }

    private void serverPage(Pages pages) {
        pages.server().logIn("conv1.example.com", 22, "root", "wrong").test();
        Wait.until("the question", () -> ui.isThere("hostkey.ok"));
        take("1-server-hostkey");
        pages.server().trust();
        pages.awaitMessage("refused");
        take("1-server-refused");
        ui.type("server.password", FakeServer.PASSWORD);
        pages.server().test().awaitSuccess();
        take("1-server-tested");
        ui.click("tool.about");
        Wait.until("the dialog", () -> ui.isThere("about.close"));
        take("0-about");
        ui.click("about.close");
        ui.click("tool.help");
        new Pages.Help(ui).await("");
        take("0-help");
        ui.click("help.close");
        waiting(pages);
        pages.server().next();
    }

    /** Conversions that were left on the server. */
    private void waiting(Pages pages) {
        LeftConversions.leave(server, LeftConversions.run(hardware.get(), "web1", State.DEAD, 0),
                LeftConversions.run(hardware.get(), "db1.example.com", State.RUNNING, 4));
        pages.server().test().awaitSuccess();
        Wait.until("the offer", () -> ui.isThere("waiting.headline"));
        take("1-server-waiting");
        ui.click("waiting.end");
        Wait.until("the question", () -> ui.isThere("confirm.yes"));
        take("1-server-ending");
        server.whileStopping = () -> server.waiting = List.of();
        ui.click("confirm.yes");
        pages.conversion().awaitEnd(Duration.ofSeconds(30));
        take("4-ended");
        server.whileStopping = () -> {
        };
        server.waiting = List.of(LeftConversions.run(hardware.get(), "db1.example.com", State.ENDED, 4));
        ui.click("conversion.first");
        Wait.until("the offer", () -> ui.isThere("waiting.headline"));
        take("1-server-ended");
        server.silentAboutWaiting = new ServerException(Reason.NOT_UNDERSTOOD,
                "conv1.example.com does not say what is in /tmp.", null);
        pages.server().test().awaitSuccess();
        Wait.until("the note", () -> ui.isThere("waiting.note"));
        take("1-server-unknown");
        server.silentAboutWaiting = null;
        server.waiting = List.of();
    }

    private void machinePage(Pages pages) {
        take("2-machine");
        ui.type("machine.memory", "100");
        ui.toggleRow("machine.disks", "sda");
        take("2-machine-problem");
        ui.type("machine.memory", "4096");
        ui.toggleRow("machine.disks", "sda");
        String list = Locale.getDefault().getLanguage().equals("de") ? "alt+a" : "alt+d"; // its mnemonic
        ui.press(list, "End", "Up", "shift+Right", "Down", "Down", "Down", "space");
        Wait.until("a partition to be left behind", () -> !ui.isRowChecked("machine.disks", "sdc3"));
        take("2-machine-partitions");
        pages.machine().destination();
        take("3-destination");
        pages.destination().advanced().target("openstack");
        take("3-destination-openstack");
        pages.destination().target("local").next().awaitReady();
        take("3-summary");
        ServerFacts facts = server.facts;
        server.facts = new ServerFacts(facts.temporary(), facts.overlays(), facts.storage(), facts.existingFiles(),
                facts.missingTools(), facts.libvirtGuest(), facts.clockAhead(), "").with(facts.guestfs());
        ui.click("summary.again");
        Wait.until("the reason", () -> ui.isThere("summary.testboot.note"));
        take("3-summary-without-trial");
        server.facts = new ServerFacts(facts.temporary(), facts.overlays(), facts.storage(), List.of("db1-sda"),
                facts.missingTools(), facts.libvirtGuest(), facts.clockAhead(), facts.python()).with(facts.guestfs());
        ui.click("summary.again");
        Wait.until("the problem", () -> ui.isThere("summary.change.1"));
        take("3-summary-problem");
        server.facts = facts;
        ui.click("summary.again");
        pages.summary().awaitReady();
        ui.click("summary.options");
        take("3-summary-options");
        ui.click("summary.options");
    }

    private void conversionPage(Pages pages) throws InterruptedException {
        CountDownLatch half = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        server.tool = output -> {
            output.accept("[   0.0] Setting up the source: -i libvirtxml\r\n[   1.2] Opening the source\r\n"
                    + "[   9.8] Inspecting the source\r\n\u001b[34mvirt-v2v: warning: a warning as virt-v2v writes it"
                    + "\u001b[0m\r\n[  14.1] Converting Debian GNU/Linux 12 to run on KVM\r\n"
                    + "[  40.3] Copying disk 1/3\r\n");
            read("sda");
            half.countDown();
            released.await();
            throw new ConnectionException(ConnectionException.Reason.LOST,
                    "The connection to conv1.example.com:22 was lost. Check the network, and start again.", null);
        };
        pages.summary().start();
        half.await();
        take("4-converting");
        ReadErrorPolicy sda = exporter.policies.get("sda");
        sda.away();
        take("4-gone");
        sda.back(Path.of("/dev/sdd"), Duration.ofSeconds(48));
        for (Link link : List.of(Link.disk(1), Link.disk(2), Link.disk(3), Link.CONTROL)) {
            server.dialog.outage(link, new Outage(Duration.ofSeconds(12), 3, Duration.ofSeconds(5),
                    "The connection to conv1.example.com:22 was lost. Check the network and the conversion server."));
        }
        take("4-lost");
        released.countDown();
        pages.conversion().awaitEnd(Duration.ofSeconds(30));
        take("4-lost-for-good");
        ui.click("conversion.again");
        fails(pages);
        losses(pages);
        server.tool = output -> {
            output.accept("[  40.3] Copying disk 1/3\r\n[  99.9] Finishing off\r\n");
            return 0;
        };
        ui.click("conversion.again");
        trials(pages);
        take("4-finished");
        ui.click("conversion.next");
        Wait.until("the dialog", () -> ui.isThere("next.close"));
        take("4-next");
        ui.click("next.close");
        instant(pages);
    }

    /** The guest is to be started before its disks are copied. */
    private void instant(Pages pages) {
        server.relayInterpreters = List.of("python3", "python3", "python3");
        server.answers.put("virt-v2v-in-place --help", "  -i <disk|libvirtxml>   Input\n");
        ui.click("conversion.again");
        pages.summary().awaitReady();
        ui.click("summary.instant");
        pages.summary().awaitReady();
        take("3-summary-instant");
    }

    /** virt-v2v itself fails, for a cause that is known. */
    private void fails(Pages pages) {
        server.errors = List.of("nbdcopy failed: exit status 1");
        server.causes = List.of("nbdcopy: write at offset 4294967296 failed: No space left on device");
        server.tool = output -> {
            output.accept("[  40.3] Copying disk 1/3\r\nvirt-v2v: error: nbdcopy failed: exit status 1\r\n"
                    + "If reporting bugs, run virt-v2v with debugging enabled and include the complete output:\r\n"
                    + "*** virt-v2v command failed ***\r\n" + "libguestfs: closing guestfs handle\r\n".repeat(20));
            return 1;
        };
        pages.summary().awaitReady().start().awaitEnd(Duration.ofSeconds(30));
        take("4-failed");
    }

    /** The guest is tried: first one that does not start, then one that does. */
    private void trials(Pages pages) throws InterruptedException {
        server.trial = (output, skipped) -> {
            output.accept(GuestScreens.started(true));
            output.accept(GuestScreens.text(2, 1, BOOTING.subList(0, 2)));
            output.accept(GuestScreens.text(8, 2, PANIC));
            output.accept(GuestScreens.verdict("panic", 9, PANIC.getLast().replaceAll("^\\[.*\\] ", "")));
        };
        pages.summary().awaitReady().start().awaitEnd(Duration.ofSeconds(30));
        Wait.until("the pictures", () -> ui.isThere("conversion.picture.2"));
        take("4-trial-bad");
        CountDownLatch seen = new CountDownLatch(1);
        server.trial = (output, skipped) -> {
            output.accept(GuestScreens.started(true));
            for (int i = 1; i <= BOOTING.size(); i++) {
                output.accept(GuestScreens.text(6 * i, i, BOOTING.subList(0, i)));
            }
            seen.await();
            output.accept(GuestScreens.agent(58));
            output.accept(GuestScreens.verdict("agent", 62, "Debian GNU/Linux 12 (bookworm)"));
        };
        ui.click("conversion.again");
        Pages.Running running = pages.summary().awaitReady().start();
        Wait.until("the pictures", () -> ui.isThere("conversion.picture.3"));
        take("4-trial");
        ui.click("conversion.picture.3");
        Wait.until("the dialog", () -> ui.isThere("picture.image"));
        take("4-trial-picture");
        ui.click("picture.close");
        seen.countDown();
        running.awaitEnd(Duration.ofSeconds(30));
    }

    private void losses(Pages pages) {
        server.tool = output -> {
            output.accept("[  40.3] Copying disk 1/3\r\n");
            exporter.policies.get("sda").unreadable(new UnreadablePart(new Extent(3L << 30, 40 << 10), "sda1"));
            exporter.policies.get("sda").unreadable(new UnreadablePart(new Extent(4L << 30, 512), "sda1"));
            return 0;
        };
        ui.click("conversion.again");
        Pages.Running running = pages.summary().awaitReady().start();
        Wait.until("the question", () -> ui.isThere("readerror.always"));
        take("4-unreadable");
        ui.click("readerror.always");
        running.awaitEnd(Duration.ofSeconds(30));
        take("4-losses");
    }

    /** Reads the first part of a disk as a network does, with holes in it, in a few seconds. */
    private void read(String disk) throws InterruptedException {
        for (long at = 0; at < READ; at += CHUNK) {
            if (at % HOLE_EVERY < HOLE_EVERY - HOLE) {
                exporter.read(disk, at, CHUNK);
            }
            if (at % PAUSE_EVERY == 0) {
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    private void take(String name) {
        try {
            Thread.sleep(400);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.out.println(ui.screenshot(name + suffix));
    }
}
