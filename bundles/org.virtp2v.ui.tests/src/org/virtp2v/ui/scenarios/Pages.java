package org.virtp2v.ui.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The pages as a person sees them, on the ids of their widgets.
 *
 * @param ui
 *            drives them
 */
record Pages(Ui ui) {

    Server server() {
        return new Server(ui);
    }

    MachineAndGuest machine() {
        return new MachineAndGuest(ui);
    }

    Destination destination() {
        return new Destination(ui);
    }

    Summary summary() {
        return new Summary(ui);
    }

    Running conversion() {
        return new Running(ui);
    }

    /** Presses F1. */
    Help help() {
        ui.press("F1");
        return new Help(ui).await("");
    }

    /** What the window says above the page. */
    String message() {
        return ui.text("message");
    }

    /** The title of the page. */
    String title() {
        return ui.text("title");
    }

    /** What each window must have: mnemonics that do not clash, and names of all its widgets. */
    void checkWindow(String what, String window) {
        List<String> letters = ui.mnemonics(window).stream()
                .map(text -> text.replace("&&", "").replaceAll(".*&(.).*", "$1").toLowerCase(Locale.ROOT)).toList();
        assertThat(letters).as("%s: %s", what, ui.mnemonics(window)).doesNotHaveDuplicates().isNotEmpty();
        assertThat(ui.nameless(window)).as(what).isEmpty();
    }

    /** Waits for a message that contains a text. */
    void awaitMessage(String part) {
        Wait.until("the message “" + part + "”", () -> message().contains(part));
    }

    /** The page about the conversion server. */
    record Server(Ui ui) {
        /** Fills in how to log in. */
        Server logIn(String host, int port, String user, String password) {
            ui.type("server.host", host);
            ui.type("server.port", Integer.toString(port));
            ui.type("server.username", user);
            ui.type("server.password", password);
            return this;
        }

        /** Presses “Test connection”. */
        Server test() {
            ui.click("server.test");
            return this;
        }

        /** Trusts the host key that is asked about. */
        Server trust() {
            ui.click("hostkey.ok");
            return this;
        }

        /** Waits until the test has succeeded. */
        Server awaitSuccess() {
            Wait.until("a successful test", Duration.ofSeconds(60), () -> ui.isEnabled("next"));
            return this;
        }

        MachineAndGuest next() {
            ui.click("next");
            Wait.until("the page about the machine", () -> ui.isThere("machine.name"));
            return new MachineAndGuest(ui);
        }
    }

    /** The page about the machine and the guest. */
    record MachineAndGuest(Ui ui) {
        /** Goes on to the page about the destination. */
        Destination destination() {
            Wait.until("choices without problems", () -> ui.isEnabled("next"));
            ui.click("next");
            Wait.until("the page about the destination", () -> ui.isThere("destination.advanced"));
            return new Destination(ui);
        }

        /** Goes on to the summary, with the destination as it is. */
        Summary next() {
            return destination().next();
        }
    }

    /** The page about the destination of the guest. */
    record Destination(Ui ui) {
        /** Chooses what the machine is converted to, by the name of the target. */
        Destination target(String id) {
            ui.click("destination.to." + id);
            return this;
        }

        /** Shows virt-v2v's options, unless they are shown. */
        Destination advanced() {
            if (!ui.isThere("destination.further")) {
                ui.click("destination.advanced");
            }
            return this;
        }

        Summary next() {
            Wait.until("a plan without problems", () -> ui.isEnabled("next"));
            ui.click("next");
            Wait.until("the summary", () -> ui.isThere("summary.plan"));
            return new Summary(ui);
        }
    }

    /** The summary. */
    record Summary(Ui ui) {
        /** Waits until the checks have passed. */
        Summary awaitReady() {
            Wait.until("checks that passed", Duration.ofSeconds(60), () -> ui.isEnabled("next"));
            return this;
        }

        /** Presses “Start conversion”. */
        Running start() {
            ui.click("next");
            Wait.until("the running conversion", () -> ui.isThere("conversion.stages"));
            return new Running(ui);
        }
    }

    /** The conversion, running or ended. */
    record Running(Ui ui) {
        /** Waits until it has ended. */
        Running awaitEnd(Duration limit) {
            Wait.until("the end of the conversion", limit, () -> ui.isThere("conversion.result"));
            return this;
        }

        /** What virt-v2v has written; unfolds it where it is folded away. */
        String output() {
            if (!ui.isThere("conversion.output")) {
                ui.click("conversion.fold");
            }
            return ui.text("conversion.output");
        }

        /** What came of it. */
        String result() {
            return ui.text("conversion.result") + "\n" + ui.text("conversion.result.details");
        }
    }

    /** The window with the guide. */
    record Help(Ui ui) {
        /** Waits for a chapter with a certain beginning. */
        Help await(String beginning) {
            Wait.until("the chapter “" + beginning + "”",
                    () -> ui.isThere("help.text") && ui.text("help.text").startsWith(beginning)
                            && !ui.text("help.text").isEmpty());
            return this;
        }

        /** Looks for words. */
        Help find(String words) {
            ui.press("ctrl+f");
            Wait.until("the field for words", () -> ui.focus().equals("help.find"));
            ui.write(words);
            return this;
        }
    }
}
