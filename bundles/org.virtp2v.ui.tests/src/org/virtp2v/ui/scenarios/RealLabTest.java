package org.virtp2v.ui.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.convert.Engine;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.testing.FakeMachine;
import org.virtp2v.core.testing.Fuzz;
import org.virtp2v.ui.WizardInput;

/** The wizard on the real thing: OpenSSH's sshd, a real NBD server and virt-v2v. */
class RealLabTest {
    private static final Duration CONVERSION = Duration.ofMinutes(10);
    /** Trying the guest takes some seconds more. */
    private static final boolean TRIES = Fuzz.isFullRun();

    @RegisterExtension
    final FailurePicture pictures = new FailurePicture(() -> ui());

    @TempDir
    Path work;
    private Lab lab;
    private Path disk;
    private Path output;
    private SwtUi driver;
    private @Nullable WizardRun wizard;

    @BeforeEach
    void startLab() throws Exception {
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        output = Files.createDirectory(work.resolve("output"));
        lab = Lab.start("--user");
        driver = new SwtUi(WizardRun.display(), Path.of("target", "screenshots"));
    }

    private void open(Engine engine, List<String> testDisks) throws Exception {
        wizard = WizardRun.open(new WizardInput(engine,
                SettingsReader.read("p2v.port=" + lab.get("P2V_LAB_PORT") + " p2v.username=" + lab.get("P2V_LAB_USER")
                        + " p2v.sudo p2v.memory=1G p2v.vcpu.cores=2 p2v.interfaces= p2v.test_boot=" + TRIES).settings(),
                NbdServer.DEFAULT_ORDER, testDisks, false, new FakeDesktop(), () -> "random"));
        Wait.until("the first page", () -> driver.isThere("server.host"));
    }

    @AfterEach
    void stopLab() throws Exception {
        try (Lab stopped = lab) {
            if (wizard != null) {
                wizard.close();
            }
        }
    }

    private Ui ui() {
        return driver;
    }

    private String sha256() throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(disk)));
    }

    /** Replaces what is in the field that has the focus. */
    private void fill(String id, String text) {
        Wait.until("the focus on " + id, () -> driver.focus().equals(id));
        driver.press("ctrl+a");
        driver.write(text);
    }

    @Test
    void convertsWithNothingButTheKeyboard() throws Exception {
        disk = Lab.guest("phony", work.resolve("guest"));
        open(RealPorts.engine(), List.of(disk.toString()));
        String before = sha256();
        fill("server.host", lab.get("P2V_LAB_HOST"));
        driver.press("alt+p");
        fill("server.password", "wrong");
        driver.press("Return");
        trust();
        Wait.until("the refused password", Duration.ofSeconds(60), () -> driver.text("message").contains("password"));
        Wait.until("the end of the test", () -> driver.isEnabled("server.test"));
        driver.press("alt+p");
        fill("server.password", lab.get("P2V_LAB_PASSWORD"));
        driver.press("Return");
        Wait.until("a successful test", Duration.ofSeconds(60), () -> driver.isEnabled("next"));
        driver.press("alt+n");
        Wait.until("the page about the machine", () -> driver.isThere("machine.name"));
        fill("machine.name", "keyboard");
        Wait.until("choices without problems", () -> driver.isEnabled("next"));
        driver.press("alt+n");
        Wait.until("the page about the destination", () -> driver.isThere("destination.target.directory"));
        driver.press("alt+d");
        fill("destination.target.directory", output.toString());
        Wait.until("a plan", () -> driver.isEnabled("next"));
        driver.press("alt+n");
        Wait.until("checks that passed", Duration.ofSeconds(90), () -> driver.isThere("summary.plan")
                && driver.isEnabled("next"));
        driver.press("alt+s");
        if (TRIES) {
            // It has nothing to start with, and would be looked at for ten minutes.
            Wait.until("a picture of the guest", CONVERSION, () -> driver.isThere("conversion.picture.1"));
            driver.press("alt+k");
        }
        Wait.until("the end of the conversion", CONVERSION, () -> driver.isThere("conversion.result"));
        assertThat(driver.text("conversion.result.details").contains("The test boot was ended")).isEqualTo(TRIES);
        assertThat(driver.text("title")).as(driver.text("conversion.result")).contains("finished");
        assertThat(driver.text("conversion.total")).isEqualTo("100");
        assertThat(output.resolve("keyboard.xml")).exists();
        assertThat(output.resolve("keyboard-sda")).exists();
        assertThat(sha256()).isEqualTo(before);
    }

    @Test
    void leavesDataAndSwapSpaceBehind() throws Exception {
        disk = Lab.guest("parts", work.resolve("guest"));
        open(RealPorts.engine(new FakeMachine(() -> PartsMachine.of(disk))), List.of());
        String before = sha256();
        Pages pages = new Pages(driver);
        pages.server().logIn(lab.get("P2V_LAB_HOST"), Integer.parseInt(lab.get("P2V_LAB_PORT")),
                lab.get("P2V_LAB_USER"), lab.get("P2V_LAB_PASSWORD")).test().trust().awaitSuccess().next();
        driver.press("alt+d", "Home", "shift+Right", "End", "space");
        Wait.until("the data to be left out", () -> !driver.isRowChecked("machine.disks", "sda3"));
        pages.machine().destination();
        driver.type("destination.target.directory", output.toString());
        pages.destination().next().awaitReady().start().awaitEnd(CONVERSION);
        assertThat(driver.text("title")).as(driver.text("conversion.result")).contains("finished");

        Path guest = output.resolve("parts-sda");
        assertThat(guest).hasSize(PartsMachine.END);
        assertThat(PartsMachine.TABLE.of(guest)).isEqualTo(PartsMachine.TABLE.of(disk));
        assertThat(PartsMachine.SWAP_HEADER.of(guest)).isEqualTo(PartsMachine.SWAP_HEADER.of(disk));
        assertThat(List.of(PartsMachine.SWAP_HEADER, PartsMachine.SWAP_PAGES, PartsMachine.DATA))
                .noneMatch(part -> part.isZeroIn(disk));
        assertThat(PartsMachine.SWAP_PAGES.isZeroIn(guest)).isTrue();
        assertThat(PartsMachine.DATA.isZeroIn(guest)).isTrue();
        assertThat(sha256()).isEqualTo(before);
    }

    private void trust() {
        Wait.until("the question about the host key", Duration.ofSeconds(30), () -> driver.isThere("hostkey.ok"));
        assertThat(driver.text("hostkey.fingerprint")).contains(lab.get("P2V_LAB_HOST_FINGERPRINT"));
        driver.press("alt+t");
    }
}
