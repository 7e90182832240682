package org.virtp2v.ui.internal.menu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.server.Connections;
import org.virtp2v.core.settings.ReadErrorChoice;
import org.virtp2v.ui.internal.model.RunOptions;
import org.virtp2v.ui.internal.model.WizardModel;

class OptionsPartTest extends MenuFixture {

    private boolean run(WizardModel model, String... answers) {
        terminal.answers.addAll(Arrays.asList(answers));
        return new OptionsPart(model, new Questions(terminal)).run();
    }

    @Test
    void asksForAllThatTheWizardHas() throws Exception {
        WizardModel model = model("");
        assertThat(run(model, "50M", "3", "2", "y", "n")).isTrue();
        RunOptions options = model.options();
        assertThat(options.limit()).isEqualTo("50M");
        assertThat(options.connections()).isEqualTo(Connections.exactly(3));
        assertThat(options.onReadError()).isEqualTo(ReadErrorChoice.ZERO);
        assertThat(options.compress()).isTrue();
        assertThat(model.instant().isWanted()).isFalse();
        assertThat(terminal.answers).isEmpty();
    }

    @Test
    void enterKeepsWhatIsChosen() throws Exception {
        WizardModel model = model("p2v.connections=2 p2v.compress p2v.bandwidth=1M");
        assertThat(run(model, "", "", "", "", "")).isTrue();
        assertThat(model.options().limit()).isEqualTo("1M");
        assertThat(model.options().connections()).isEqualTo(Connections.exactly(2));
        assertThat(model.options().compress()).isTrue();
    }

    @Test
    void whatIsNoNumberOfConnectionsIsAskedAgain() throws Exception {
        WizardModel model = model("");
        assertThat(run(model, "", "17", "some", "auto", CTRL_C)).isFalse();
        assertThat(terminal.shown).filteredOn(line -> line.contains("from 1 to 16")).hasSize(2);
        assertThat(model.options().connections()).isEqualTo(Connections.AUTO);
    }

    @Test
    void withoutAServerNothingIsStartedOrContinued() throws Exception {
        WizardModel model = model("");
        assertThat(new StartPart(model, new Questions(terminal), () -> {
        }).run()).isFalse();
        assertThat(new WaitingPart(model, new Questions(terminal), () -> {
        }).run()).isFalse();
        assertThat(terminal.shown).containsExactly("Choose a conversion server first.",
                "Choose a conversion server first.");
    }
}
