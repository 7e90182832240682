package org.virtp2v.ui.internal.menu;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

import org.eclipse.core.databinding.observable.Realm;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.virtp2v.core.convert.Conversion;
import org.virtp2v.core.convert.ConversionListener;
import org.virtp2v.core.convert.ConversionResult;
import org.virtp2v.core.convert.Engine;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.PlanProblem;
import org.virtp2v.core.plan.Planning;
import org.virtp2v.core.preflight.PreflightListener;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.testing.FakeExporter;
import org.virtp2v.core.testing.FakeMachine;
import org.virtp2v.core.testing.FakeServer;
import org.virtp2v.core.testing.FakeTargets;
import org.virtp2v.core.testing.TestMachines;
import org.virtp2v.ui.MenuTerminal;
import org.virtp2v.ui.WizardInput;
import org.virtp2v.ui.internal.model.Probed;
import org.virtp2v.ui.internal.model.WizardModel;

class NetworkPartTest {
    private static final String CTRL_C = "\u0003";
    private final Script terminal = new Script();

    @BeforeEach
    void begin() {
        AnyThread.use(new AnyThread());
    }

    @AfterEach
    void end() {
        AnyThread.use(null);
    }

    private static WizardModel model(String line) throws Exception {
        Engine engine = new Engine(new FakeMachine(TestMachines::server), new FakeExporter(), new FakeServer(),
                new FakeTargets(), "1.0.0", Clock.systemUTC());
        var input = new WizardInput(engine, SettingsReader.read("p2v.server=conv " + line).settings(),
                List.of(NbdServer.values()), List.of(), false, null, () -> "random");
        var model = new WizardModel(input);
        model.probed(Probed.look(input));
        return model;
    }

    private boolean run(WizardModel model, String... answers) {
        terminal.answers.addAll(Arrays.asList(answers));
        return new NetworkPart(model, new Questions(terminal)).run();
    }

    @Test
    void enterKeepsANetworkWhoseNameIsANumberOfTheList() throws Exception {
        WizardModel model = model("p2v.network=1");
        assertThat(run(model, "1", "y", "", "")).isTrue();
        assertThat(terminal.shown).contains("  1  default", "  2  1");
        assertThat(model.known().networks().of("em1")).isEqualTo("1");
        assertThat(run(model, "1", "y", "2", "")).isTrue();
        assertThat(model.known().networks().of("em1")).isEqualTo("1");
        assertThat(run(model, "1", "y", "default", "")).isTrue();
        assertThat(model.known().networks().of("em1")).isEqualTo("default");
    }

    @Test
    void whoGoesBackFromABadNameHasNoneOfIt() throws Exception {
        WizardModel model = model("");
        assertThat(run(model, "1", "y", "a,b", CTRL_C, "")).isTrue();
        assertThat(terminal.shown).contains("A network needs a name without commas and quotes.");
        assertThat(model.known().networks().of("em1")).isEqualTo("default");
        List<PlanProblem> problems = model.plan() instanceof Planning.Refused refused ? refused.problems() : List.of();
        assertThat(problems).extracting(PlanProblem::field).doesNotContain(Key.NETWORK_MAP);
    }

    @Test
    void aPortWithoutAnAddressIsShownWithoutOne() throws Exception {
        assertThat(run(model("p2v.interfaces=em2"), "")).isTrue();
        assertThat(terminal.shown).contains("  1  [ ] em1, 52:54:00:12:34:56", "  2  [x] em2, to the network default");
    }

    /** Models need a realm, but no display. */
    private static final class AnyThread extends Realm {
        @Override
        public boolean isCurrent() {
            return true;
        }

        static void use(@Nullable Realm realm) {
            setDefault(realm);
        }
    }

    /** Gives these answers, one after the other. */
    private static final class Script implements MenuTerminal {
        private final Deque<String> answers = new ArrayDeque<>();
        private final List<String> shown = new ArrayList<>();

        @Override
        public void line(String text) {
            shown.add(text);
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
