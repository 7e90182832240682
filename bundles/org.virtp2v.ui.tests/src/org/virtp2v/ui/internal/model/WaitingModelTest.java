package org.virtp2v.ui.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.virtp2v.core.convert.Resumable;
import org.virtp2v.core.plan.RunRecord;
import org.virtp2v.core.server.WaitingRun;
import org.virtp2v.core.server.WaitingRun.State;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.ui.internal.model.WaitingModel.Answer;

class WaitingModelTest {
    private CallersRealm realm;
    private WaitingModel model;

    @BeforeEach
    void begin() {
        realm = new CallersRealm();
        model = new WaitingModel();
    }

    @AfterEach
    void end() {
        realm.close();
    }

    private static Resumable run(String guest, State state) {
        return new Resumable(new WaitingRun("/tmp/" + guest, state, null, ""),
                new RunRecord("1.0.0", Instant.EPOCH, null, "host", guest, Settings.NONE, "", List.of(), List.of()));
    }

    @Test
    void hasTheNewestFirstAndLeavesOutWhatWasGivenUp() {
        Resumable old = run("old", State.RUNNING);
        Resumable dead = run("new", State.DEAD);
        model.found(List.of(old, run("gone", State.GAVE_UP), dead));
        assertThat(model.answer().getValue()).isEqualTo(new Answer.Found(List.of(dead, old)));
    }

    @Test
    void forgetsTheAnswerWhenAConversionBeginsUntilItIsAskedAgain() {
        model.found(List.of(run("web1", State.RUNNING)));
        assertThat(model.isOutdated()).isFalse();
        model.outdate();
        assertThat(model.answer().getValue()).isEqualTo(new Answer.None());
        assertThat(model.isOutdated()).isTrue();
        model.found(List.of(run("web1", State.RUNNING)));
        assertThat(model.answer().getValue()).as("an answer that comes late").isEqualTo(new Answer.None());
        model.forget();
        model.failed("why");
        assertThat(model.isOutdated()).isFalse();
        assertThat(model.answer().getValue()).isEqualTo(new Answer.Unknown("why"));
    }
}
