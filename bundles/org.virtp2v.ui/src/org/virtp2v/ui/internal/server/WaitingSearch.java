package org.virtp2v.ui.internal.server;

import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.Engine;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.output.ServerSuggestions;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.settings.ResumeChoice;
import org.virtp2v.ui.internal.model.MachineModel;
import org.virtp2v.ui.internal.model.WizardModel;
import org.virtp2v.widgets.Background;

/**
 * Asks the tested server, in the background, which conversions of this machine are waiting there, as soon as the
 * machine is known as well. UI thread only.
 */
final class WaitingSearch {
    private static final Logger LOG = Logger.getLogger(WaitingSearch.class.getName());

    private final WizardModel model;
    private final Background background;
    private @Nullable Future<?> running;

    WaitingSearch(WizardModel model, Background background) {
        this.model = model;
        this.background = background;
        model.machine().addValueChangeListener(e -> start());
    }

    /** Asks, without asking the user anything: nobody has asked for this. */
    void start() {
        start(ServerSuggestions.NOBODY);
    }

    /**
     * Asks, unless the server has not been tested, the machine is not known yet, or the settings forbid it.
     *
     * @param user
     *            asked what the session does not know yet
     */
    void start(ServerDialog user) {
        stop();
        MachineModel known = model.machine().getValue();
        if (known == null || model.server().tested().getValue() == null
                || model.input().settings().run().resume() == ResumeChoice.NEVER) {
            return;
        }
        Engine engine = model.input().engine();
        Machine machine = known.machine();
        ServerLogin login = model.login();
        ServerDialog dialog = model.session().dialog(login.address(), user);
        running = background.start(() -> engine.waiting(login, machine, dialog), model.waiting()::found, e -> {
            LOG.log(Level.FINE, "not known what is waiting", e);
            model.waiting().failed(ServerPage.firstLine(ServerPage.message(e)));
        });
    }

    /** The answer, if one comes, is not for the server that the fields name now. */
    void stop() {
        Future<?> asked = running;
        running = null;
        if (asked != null) {
            asked.cancel(true);
        }
        model.waiting().forget();
    }
}
