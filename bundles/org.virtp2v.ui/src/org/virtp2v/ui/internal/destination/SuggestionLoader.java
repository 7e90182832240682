package org.virtp2v.ui.internal.destination;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.eclipse.core.databinding.observable.value.ComputedValue;
import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.output.OutputTarget;
import org.virtp2v.core.output.ServerSuggestions;
import org.virtp2v.core.output.TargetInput;
import org.virtp2v.core.server.ConversionServer;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.ui.internal.model.MachineModel;
import org.virtp2v.ui.internal.model.TargetForm;
import org.virtp2v.ui.internal.model.WizardModel;
import org.virtp2v.widgets.Background;

/**
 * Loads suggestions for the chosen target from the conversion server, in the background. The user is never disturbed: a
 * server that needs an answer gives no suggestions, and failures are only logged. UI thread only.
 */
final class SuggestionLoader {
    private static final Logger LOG = Logger.getLogger(SuggestionLoader.class.getName());
    /** The user has stopped typing or looking through the targets. */
    private static final int PAUSE_MILLIS = 400;

    private final WizardModel model;
    private final Background background;
    private final Display display;
    private final IObservableValue<@Nullable Subject> wanted;
    private final Runnable ask = this::ask;
    private @Nullable Subject known;
    private @Nullable Future<?> running;

    /** The subject of a query: suggestions for one are not those for another. */
    private record Subject(ServerInfo server, TargetForm form, Map<String, String> with) {
    }

    /**
     * @param page
     *            loading ends when it is gone
     */
    SuggestionLoader(WizardModel model, MachineModel machine, Background background, Control page) {
        this.model = model;
        this.background = background;
        this.display = page.getDisplay();
        wanted = ComputedValue.create(() -> {
            ServerInfo server = model.server().tested().getValue();
            TargetForm form = machine.output().chosen().getValue();
            return server == null ? null : new Subject(server, form, form.askedWith());
        });
        wanted.addValueChangeListener(e -> changed());
        page.addDisposeListener(e -> stop());
        changed();
    }

    private void stop() {
        wanted.dispose();
        display.timerExec(-1, ask);
        if (running != null) {
            running.cancel(true);
        }
    }

    private void changed() {
        if (running != null) {
            running.cancel(true);
            running = null;
            known = null;
        }
        display.timerExec(PAUSE_MILLIS, ask);
    }

    private void ask() {
        Subject subject = wanted.getValue();
        if (subject == null) {
            return;
        }
        OutputTarget target = subject.form().target();
        if (target == null || Objects.equals(subject, known)) {
            return;
        }
        known = subject;
        TargetInput input = model.targetInput();
        ServerLogin login = model.login();
        ConversionServer servers = model.input().engine().servers();
        ServerDialog dialog = model.session().dialog(login.address(), ServerSuggestions.NOBODY);
        running = background.start(() -> ServerSuggestions.ask(target, input, servers, login, dialog),
                found -> show(subject, found), e -> {
                    LOG.log(Level.FINE, "no suggestions", e);
                    known = null;
                    show(subject, ServerSuggestions.Found.NONE);
                });
    }

    /** Late suggestions are dropped. */
    private void show(Subject subject, ServerSuggestions.Found found) {
        running = null;
        if (subject.equals(wanted.getValue())) {
            subject.form().suggest(found);
        }
    }
}
