package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.convert.ConversionEvent.StageEnded;
import org.virtp2v.core.convert.ConversionEvent.StageStarted;
import org.virtp2v.core.failure.SourceException;

class StagesTest {
    private final Cancellation cancellation = new Cancellation();
    private final List<ConversionEvent> events = new ArrayList<>();
    private final Stages stages = new Stages(cancellation, events::add);

    @Test
    void tellsOfTheBeginningAndTheEndAndHandsTheResultOver() throws Exception {
        assertThat(stages.run(Stage.SERVE_DISKS, () -> {
            assertThat(events).containsExactly(new StageStarted(Stage.SERVE_DISKS));
            return "served";
        })).isEqualTo("served");
        assertThat(events).hasSize(2).last().isInstanceOfSatisfying(StageEnded.class, ended -> {
            assertThat(ended.stage()).isEqualTo(Stage.SERVE_DISKS);
            assertThat(ended.completed()).isTrue();
            assertThat(ended.took()).isPositive();
        });
    }

    @Test
    void tellsThatAStageFailed() {
        assertThatThrownBy(() -> stages.run(Stage.CONVERT, () -> {
            throw new SourceException("sda is gone");
        })).hasMessage("sda is gone");
        assertThat(events).hasSize(2).last()
                .isInstanceOfSatisfying(StageEnded.class, ended -> assertThat(ended.completed()).isFalse());
    }

    @Test
    void beginsNoStageWhenTheConversionIsToStop() throws Exception {
        stages.run(Stage.CONTACT_SERVER, () -> cancellation.request(CancelCause.USER));
        assertThatThrownBy(() -> stages.run(Stage.SERVE_DISKS, () -> "served"))
                .isInstanceOf(InterruptedException.class);
        assertThat(events).hasSize(2);
    }

    @Test
    void cleansUpAlsoWhenTheConversionIsToStop() {
        cancellation.request(CancelCause.USER);
        stages.cleanUp(() -> assertThat(events).containsExactly(new StageStarted(Stage.CLEAN_UP)));
        assertThat(events).hasSize(2).last()
                .isInstanceOfSatisfying(StageEnded.class, ended -> assertThat(ended.completed()).isTrue());
    }
}
