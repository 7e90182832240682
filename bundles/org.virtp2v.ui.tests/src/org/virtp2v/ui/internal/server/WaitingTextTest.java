package org.virtp2v.ui.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.virtp2v.core.convert.Resumable;
import org.virtp2v.core.plan.RunRecord;
import org.virtp2v.core.server.WaitingRun;
import org.virtp2v.core.server.WaitingRun.State;
import org.virtp2v.core.settings.ResumeChoice;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.ui.internal.model.WaitingModel.Answer;

class WaitingTextTest {
    private static final RunRecord RECORD = new RunRecord("1.0.0", Instant.EPOCH, null, "host", "web1", Settings.NONE,
            "", List.of(), List.of());

    private static WaitingText text(State state, @Nullable Duration heartbeatAge) {
        return WaitingText.of(new Resumable(new WaitingRun("/tmp/x", state, heartbeatAge, ""), RECORD), "conv1");
    }

    @Test
    void offersBothForWhatIsWaiting() {
        WaitingText text = text(State.RUNNING, Duration.ofMinutes(3));
        assertThat(text.headline()).contains("“web1”", "waiting on conv1");
        assertThat(text.goOn()).isEqualTo("Continue &with it");
        assertThat(text.ends()).isTrue();
    }

    @Test
    void warnsOfSomebodyWhoMayFollowIt() {
        assertThat(text(State.RUNNING, Duration.ofSeconds(3)).detail()).contains("Another virt-p2v");
    }

    @Test
    void neverOffersToEndWhatMayHaveMadeAGuest() {
        WaitingText text = text(State.ENDED, null);
        assertThat(text.goOn()).isEqualTo("See ho&w it ended");
        assertThat(text.ends()).isFalse();
    }

    @Test
    void offersToGoOnWithAGuestWhoseCopyHasBrokenOff() {
        WaitingText text = text(State.BROKEN_OFF, null);
        assertThat(text.headline()).contains("“web1”", "conv1", "broken off");
        assertThat(text.detail()).contains("is kept");
        assertThat(text.goOn()).isEqualTo("Continue &with it");
        assertThat(text.ends()).isTrue();
    }

    @Test
    void offersOnlyToEndWhatIsDead() {
        WaitingText text = text(State.DEAD, null);
        assertThat(text.goOn()).isNull();
        assertThat(text.ends()).isTrue();
    }

    @Test
    void saysThatThereIsNothingOnlyToWhoWantsNothingElse() {
        Answer nothing = new Answer.Found(List.of());
        assertThat(WaitingText.note(nothing, ResumeChoice.AUTO, "conv1")).isEmpty();
        assertThat(WaitingText.note(nothing, ResumeChoice.ONLY, "conv1")).contains("No conversion", "conv1");
        assertThat(WaitingText.note(new Answer.None(), ResumeChoice.ONLY, "conv1")).isEmpty();
    }
}
