package org.virtp2v.ui.internal.menu;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.virtp2v.core.convert.Conversion;
import org.virtp2v.core.convert.ConversionListener;
import org.virtp2v.core.convert.ConversionResult;
import org.virtp2v.core.convert.Engine;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.preflight.PreflightListener;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.testing.FakeExporter;
import org.virtp2v.core.testing.FakeMachine;
import org.virtp2v.core.testing.FakeServer;
import org.virtp2v.core.testing.FakeTargets;
import org.virtp2v.core.testing.TestMachines;
import org.virtp2v.ui.MenuTerminal;
import org.virtp2v.ui.WizardInput;
import org.virtp2v.ui.internal.model.CallersRealm;
import org.virtp2v.ui.internal.model.Probed;
import org.virtp2v.ui.internal.model.WizardModel;

/** What tests of the menu's parts need: a model of a machine, and a terminal at which answers are given. */
abstract class MenuFixture {
    static final String CTRL_C = "\u0003";
    final Script terminal = new Script();

    private final CallersRealm realm = new CallersRealm();

    @AfterEach
    void end() {
        realm.close();
    }

    static WizardModel model(String line) throws Exception {
        Engine engine = new Engine(new FakeMachine(TestMachines::server), new FakeExporter(), new FakeServer(),
                new FakeTargets(), "1.0.0", Clock.systemUTC());
        var input = new WizardInput(engine, SettingsReader.read(line).settings(),
                List.of(NbdServer.values()), List.of(), false, null, () -> "random");
        var model = new WizardModel(input);
        model.probed(Probed.look(input));
        return model;
    }

    /** Gives these answers, one after the other. */
    static final class Script implements MenuTerminal {
        final Deque<String> answers = new ArrayDeque<>();
        final List<String> shown = new ArrayList<>();

        @Override
        public void line(String text) {
            shown.add(text);
        }

        @Override
        public void status(String text) {
            // Nobody looks at what goes again.
        }

        @Override
        public @Nullable String ask(String question) {
            String answer = answers.remove();
            return answer.equals(CTRL_C) ? null : answer;
        }

        @Override
        public @Nullable Secret askSecret(String question) {
            throw new AssertionError(question);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public PreflightListener checks(ServerLogin login) {
            throw new AssertionError(login);
        }

        @Override
        public ConversionResult convert(ConversionPlan plan, Function<ConversionListener, Conversion> conversion) {
            throw new AssertionError(plan);
        }

        @Override
        public void openShell() {
            throw new AssertionError();
        }
    }
}
