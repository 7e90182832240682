package org.virtp2v.ui.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.virtp2v.core.testing.FakeExporter;
import org.virtp2v.core.testing.FakeMachine;
import org.virtp2v.core.testing.FakeServer;
import org.virtp2v.ui.Desktop.Keyboard;

/** How the first page helps with typing, and says what is to be done next. */
class ServerScenariosTest {
    @RegisterExtension
    final FailurePicture pictures = new FailurePicture(this::ui);

    private final FakeServer server = new FakeServer();
    private final FakeDesktop desktop = new FakeDesktop();
    private final Ui driver = new SwtUi(WizardRun.display(), Path.of("target", "screenshots"));
    private @Nullable WizardRun wizard;

    private Ui ui() {
        return driver;
    }

    @BeforeEach
    void openWizard() {
        desktop.keyboards = List.of(new Keyboard("us", "English (US)"), new Keyboard("de", "German"));
        wizard = WizardRun.open(new FakeMachine(new WizardMachine()), new FakeExporter(), server, "", false, desktop);
        Wait.until("the first page", () -> ui().isThere("server.host"));
    }

    @AfterEach
    void closeWizard() throws InterruptedException {
        Objects.requireNonNull(wizard).close();
    }

    private void assertSplit(String user, String host, String port) {
        Wait.until("user " + user, () -> ui().text("server.username").equals(user));
        assertThat(ui().text("server.host")).isEqualTo(host);
        assertThat(ui().text("server.port")).isEqualTo(port);
    }

    @Test
    void splitsAnAddressThatIsPasted() {
        ui().type("server.host", "ssh://v2v@conv1.example.com:2222");
        assertSplit("v2v", "conv1.example.com", "2222");
    }

    @Test
    void splitsAnAddressThatIsTypedWhenTheFieldIsLeft() {
        Wait.until("the focus", () -> ui().focus().equals("server.host"));
        ui().write("v2v@[2001:db8::1]:23");
        Wait.until("what was typed", () -> ui().text("server.host").equals("v2v@[2001:db8::1]:23"));
        assertThat(ui().text("server.username")).as("not in the middle").isEqualTo("root");
        ui().press("Tab");
        assertSplit("v2v", "2001:db8::1", "23");
    }

    @Test
    void saysThatAnotherTestIsNeededAfterAChange() {
        Pages pages = new Pages(ui());
        ui().type("server.host", "conv2");
        assertThat(pages.message()).as("nothing was tested").doesNotContain("test the connection again");
        pages.server().logIn("conv1", 22, "root", FakeServer.PASSWORD).test().awaitSuccess();
        assertThat(ui().text("server.checks.CONNECTION")).isEqualTo("conv1:22 answers");
        assertThat(ui().text("server.checks.LOGIN")).contains("root on conv1:22");
        ui().type("server.username", "v2v");
        pages.awaitMessage("Changed: test the connection again.");
        ui().type("server.port", "none");
        pages.awaitMessage("The port is a number");
        ui().type("server.port", "22");
        pages.server().test().awaitSuccess();
        assertThat(pages.message()).contains("ready");
    }

    @Test
    void givesTheKeyboardAnotherLayoutWhereItCan() {
        assertThat(ui().text("server.keyboard")).isEqualTo("English (US)");
        ui().choose("server.keyboard", "German");
        Wait.until("the layout", () -> desktop.journal.contains("keyboard de"));
        assertThat(ui().focus()).isEqualTo("server.host");
    }

    @Test
    void showsThePasswordWhileItIsWanted() {
        ui().type("server.password", "geheim");
        assertThat(ui().isHidden("server.password")).isTrue();
        ui().click("server.password.show");
        Wait.until("the password", () -> !ui().isHidden("server.password"));
        ui().click("server.password.show");
        Wait.until("dots", () -> ui().isHidden("server.password"));
        assertThat(ui().isEnabled("server.identity.browse")).isTrue();
        new Pages(ui()).checkWindow("first page", "window");
    }
}
