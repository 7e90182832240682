package org.virtp2v.ui.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.virtp2v.core.testing.FakeServer;
import org.virtp2v.ui.Desktop.Keyboard;
import org.virtp2v.ui.Desktop.Language;

/** How the first page helps with typing, and says what is to be done next. */
class ServerScenariosTest extends FakedWizard {
    @BeforeEach
    void openWizard() {
        desktop.keyboards = List.of(new Keyboard("us", "English (US)"), new Keyboard("de", "German"));
        desktop.languages = List.of(new Language("en", "English"), new Language("de", "Deutsch"));
        open("");
    }

    @Test
    void startsAgainInAnotherLanguage() {
        ui().choose("server.language", "Deutsch");
        Wait.until("the end", this::isClosed);
        assertThat(desktop.journal).containsExactly("language de");
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
