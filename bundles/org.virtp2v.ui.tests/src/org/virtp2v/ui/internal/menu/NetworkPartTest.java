package org.virtp2v.ui.internal.menu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.plan.PlanProblem;
import org.virtp2v.core.plan.Planning;
import org.virtp2v.core.settings.Key;
import org.virtp2v.ui.internal.model.WizardModel;

class NetworkPartTest extends MenuFixture {
    private static final String SERVER = "p2v.server=conv ";

    private boolean run(WizardModel model, String... answers) {
        terminal.answers.addAll(Arrays.asList(answers));
        return new NetworkPart(model, new Questions(terminal)).run();
    }

    @Test
    void enterKeepsANetworkWhoseNameIsANumberOfTheList() throws Exception {
        WizardModel model = model(SERVER + "p2v.network=1");
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
        WizardModel model = model(SERVER);
        assertThat(run(model, "1", "y", "a,b", CTRL_C, "")).isTrue();
        assertThat(terminal.shown).contains("A network needs a name without commas and quotes.");
        assertThat(model.known().networks().of("em1")).isEqualTo("default");
        List<PlanProblem> problems = model.plan() instanceof Planning.Refused refused ? refused.problems() : List.of();
        assertThat(problems).extracting(PlanProblem::field).doesNotContain(Key.NETWORK_MAP);
    }

    @Test
    void aPortWithoutAnAddressIsShownWithoutOne() throws Exception {
        assertThat(run(model(SERVER + "p2v.interfaces=em2"), "")).isTrue();
        assertThat(terminal.shown).contains("  1  [ ] em1, 52:54:00:12:34:56", "  2  [x] em2, to the network default");
    }
}
