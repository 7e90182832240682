package org.virtp2v.core.v2v;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a guest that runs already has written is in the output and nowhere else: it is not given up, and not removed.
 */
class WrapperInstantTest extends WrapperFixture {
    private Path disk;

    @BeforeEach
    void nameDisk() {
        disk = out.resolve("g-sda");
    }

    /** A run that waits for two short seconds. */
    private Run prepareImpatient() throws Exception {
        return prepare("p2v.os=\"" + out + "\"").with("patience=3690", "patience=2")
                .with("INT:100 TERM:50", "INT:2 TERM:2").with("pause \"$tick\"", "pause 0.3");
    }

    @Test
    void isNotGivenUpWhileAGuestRuns() throws Exception {
        virtV2v("touch guest-started; echo half > \"$OUT/g-sda\"; touch begun; while [ -e begun ]; do sleep 0.2; done\n");
        Run run = prepareImpatient().startApart().awaitBegun();
        Thread.sleep(2500);
        assertThat(run.process.isAlive()).isTrue();
        assertThat(run.dir.resolve("given-up")).doesNotExist();
        assertThat(disk).exists();
        Files.delete(run.dir.resolve("begun"));
        assertThat(run.end()).isZero();
        assertThat(disk).exists();
    }

    /** It was made while the script gave up: of the two, at least one looks after both have made their files. */
    @Test
    void takesGivingUpBackWhenAGuestHasJustBegun() throws Exception {
        virtV2v("echo half > \"$OUT/g-sda\"; touch begun; while [ -e begun ]; do sleep 0.2; done\n");
        Run run = prepareImpatient().with("touch given-up\n", "touch given-up guest-started\n").startApart()
                .awaitBegun();
        await("the guest", () -> Files.exists(run.dir.resolve("guest-started")));
        Thread.sleep(1500);
        assertThat(run.process.isAlive()).isTrue();
        assertThat(run.dir.resolve("given-up")).doesNotExist();
        Files.delete(run.dir.resolve("begun"));
        assertThat(run.end()).isZero();
    }

    @Test
    void leavesTheOutputOfARunThatFailedWhileTheMachineWasAway() throws Exception {
        failWithGuest("exit 1");
    }

    private Run failWithGuest(String end) throws Exception {
        virtV2v("[ \"${*: -1}\" = end ] && { " + end + "; }\n"
                + "touch guest-started; echo half > \"$OUT/g-sda\"; touch -d '1 minute ago' heartbeat; exit 1\n");
        Run run = prepareImpatient().startApart();
        assertThat(run.end()).isEqualTo(1);
        assertThat(disk).exists();
        assertThat(run.dir.resolve("given-up")).doesNotExist();
        return run;
    }

    @Test
    void removesItWhenTheOperatorWantsThatAndTheGuestIsDestroyed() throws Exception {
        Run run = failWithGuest("rm guest-started; exit 0");
        // The guest has gone on writing after the run had ended.
        Files.setLastModifiedTime(disk,
                FileTime.from(Instant.now().plusSeconds(600)));
        assertThat(run.ask("discard")).isEqualTo("done\n");
        assertThat(disk).doesNotExist();
    }

    /** What was there before is known from the first time; what was made by then is not taken for it. */
    @Test
    void goesOnWithTheGuestWhenItIsStartedAgain() throws Exception {
        virtV2v("[ \"${*: -1}\" = end ] && { rm guest-started; exit 0; }\n"
                + "if [ -e guest-started ]; then echo again; touch -d '1 minute ago' heartbeat; exit 1; fi\n"
                + "touch guest-started; echo half > \"$OUT/g-sda\"; touch -d '1 minute ago' heartbeat; exit 1\n");
        Run run = prepareImpatient().startApart();
        assertThat(run.end()).isEqualTo(1);
        Files.delete(run.dir.resolve("status"));
        run.startApart();
        assertThat(run.end()).isEqualTo(1);
        assertThat(disk).exists();
        // Also while it is about to be started again.
        Files.delete(run.dir.resolve("status"));
        assertThat(run.ask("discard")).isEqualTo("done\n");
        assertThat(disk).doesNotExist();
    }

    @Test
    void leavesItWhenTheGuestCannotBeDestroyed() throws Exception {
        Run run = failWithGuest("exit 1");
        assertThat(run.ask("discard")).isEqualTo("left " + disk + "\ndone\n");
        assertThat(disk).exists();
    }

    /** Nobody would hear of it a second time, and a guest would run that was cancelled. */
    @Test
    void startsNothingWhenItWasInterruptedWhileItAskedForTheVersion() throws Exception {
        virtV2v("touch begun; echo half > \"$OUT/g-sda\"\n");
        String asks = "\"${v2v_version[@]}\" > v2v-version < /dev/null\n";
        Run run = prepareImpatient().with(asks, asks + "kill -INT $$\n").startApart();
        assertThat(run.end()).isEqualTo(130);
        assertThat(run.dir.resolve("status")).content().isEqualTo("130\n");
        assertThat(run.dir.resolve("begun")).doesNotExist();
        assertThat(run.ask("discard")).isEqualTo("done\n");
    }

    @Test
    void neverRemovesWhatWasThereBefore() throws Exception {
        Files.writeString(disk, "another's");
        Run run = failWithGuest("rm guest-started; exit 0");
        assertThat(run.ask("discard")).isEqualTo("done\n");
        assertThat(disk).exists();
    }
}
