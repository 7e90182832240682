package org.virtp2v.ui.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import org.eclipse.swt.internal.gtk.GTK;
import org.eclipse.swt.internal.gtk.OS;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.testing.FakeServer;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.testing.UiThread;

/** Who has no mouse reaches everything by the Tab key, and sees what has been reached. */
class FocusScenariosTest extends FakedWizard {

    @AfterEach
    void lightAgain() {
        UiThread.run(() -> theme(false));
    }

    /** SWT takes its colours anew when another theme is named and a window has been drawn with it. UI thread. */
    private static void theme(boolean dark) {
        WizardRun.display().setDarkThemePreferred(dark);
        for (String name : new String[] { "HighContrast", "Adwaita" }) {
            OS.g_object_set(GTK.gtk_settings_get_default(), GTK.gtk_theme_name,
                    (name + "\0").getBytes(StandardCharsets.UTF_8), 0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void showsTheFocusWhereverTabLeads(boolean dark) {
        Pages pages = open("");
        if (dark) {
            UiThread.run(() -> theme(true));
            Wait.until("dark colours", this::isDark);
            pages = reopen("");
        }
        pages.server().logIn("conv1", 22, "root", FakeServer.PASSWORD);
        FocusWalk walk = new FocusWalk(WizardRun.display(), ui());
        look(walk, "server");
        pages.server().test().awaitSuccess().next();
        look(walk, "machine");
        pages.machine().destination().advanced();
        look(walk, "destination");
        pages.destination().next().awaitReady();
        ui().click("summary.options");
        look(walk, "summary");
        server.tool = output -> 0;
        pages.summary().start().awaitEnd(Duration.ofSeconds(30));
        ui().click("conversion.fold");
        look(walk, "result");
    }

    private boolean isDark() {
        AtomicBoolean dark = new AtomicBoolean();
        UiThread.run(() -> dark.set(new Palette(WizardRun.display()).dark()));
        return dark.get();
    }

    private static void look(FocusWalk walk, String page) {
        assertThat(walk.faults()).as(page).isEmpty();
    }
}
