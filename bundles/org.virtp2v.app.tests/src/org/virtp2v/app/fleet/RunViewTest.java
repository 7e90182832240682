package org.virtp2v.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.app.fleet.RunView.State;
import org.virtp2v.core.server.ServerRun;

class RunViewTest {
    @Test
    void showsHowFarARunIs() {
        RunView view = RunView.of(Fleets.running("web01", 43));
        assertThat(view.state()).isEqualTo(State.RUNNING);
        assertThat(view.guest()).isEqualTo("web01");
        assertThat(view.machine()).isEqualTo("old-web01");
        assertThat(view.percent()).isEqualTo(43);
        assertThat(view.bytesPerSecond()).isEqualTo(112_000_000);
        assertThat(view.left()).isEqualTo(Duration.ofSeconds(754));
        assertThat(view.detail()).isEqualTo("Copying disk 1/2");
    }

    @ParameterizedTest
    @CsvSource({ "succeeded, FINISHED", "succeeded_with_losses, LOSSES", "failed, FAILED", "cancelled, CANCELLED",
            "ended, CANCELLED", "left, WAITING" })
    void knowsHowItEnded(String outcome, State state) {
        RunView view = RunView.of(Fleets.ended("web02", outcome, "It burns."));
        assertThat(view.state()).isEqualTo(state);
        assertThat(view.took()).isEqualTo(Duration.ofSeconds(3720));
        assertThat(view.bytesPerSecond()).isNull();
        if (state == State.FAILED) {
            assertThat(view.detail()).isEqualTo("It burns.");
        }
    }

    /** Without what the machine has told, or with an old one. */
    @ParameterizedTest
    @CsvSource(nullValues = "-", value = { "PREPARING, -, -, WAITING", "RUNNING, 99, 5, RUNNING",
            "RUNNING, 99, 200, LOST",
            "ENDED, 0, 100, RUNNING", "ENDED, 0, 200, LOST", "ENDED, 0, -, FINISHED", "ENDED, 1, -, FAILED",
            "GAVE_UP, 98, 9000, FAILED",
            "DEAD, 99, 9000, FAILED", "RUNNING, 99, -, RUNNING" })
    void goesByTheServerWhereNothingElseIsKnown(ServerRun.State there, Integer status, Integer heard, State state) {
        assertThat(RunView.of(Fleets.run(there, status, heard, "")).state()).isEqualTo(state);
        assertThat(RunView.of(Fleets.run(there, status, heard, "")).guest()).isEqualTo("named");
    }

    /** A run that its machine has left, and that the server gave up later. */
    @Test
    void believesTheServerThatItGaveUp() {
        ServerRun left = Fleets.ended("g", "left", null);
        RunView view = RunView.of(new ServerRun(left.directory(), 0, ServerRun.State.GAVE_UP, false, 98,
                left.heartbeatAge(), left.progressAge(), left.changed(), "g", left.progress()));
        assertThat(view.state()).isEqualTo(State.FAILED);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "{", "[]", "{\"percent\":\"x\",\"guest\":7,\"result\":[1],\"secondsLeft\":-5}",
            "{\"percent\":1e300,\"secondsLeft\":1e38,\"bytesRead\":-1,\"machine\":\"m\"}" })
    void takesWhateverAServerTells(String progress) {
        RunView view = RunView.of(Fleets.run(ServerRun.State.RUNNING, 99, 1, progress));
        assertThat(view.state()).isEqualTo(State.RUNNING);
        assertThat(view.bytesRead()).isNotNegative();
    }

    @Test
    void hasNoControlCharactersAndNoLongNames() {
        RunView view = RunView.of(Fleets.running(Fleets.evil() + "x".repeat(1000), 1));
        assertThat(view.guest()).doesNotContain("\u001b", "\u0007", "\n", "\u202e").hasSizeLessThan(210)
                .contains("<script>");
    }
}
