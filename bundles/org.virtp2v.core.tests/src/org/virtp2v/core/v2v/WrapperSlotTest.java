package org.virtp2v.core.v2v;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That the run shares the slot that its machine was given, from its beginning to its end, however that comes. */
class WrapperSlotTest extends WrapperFixture {
    private Path slot;

    @BeforeEach
    void takeSlot() throws Exception {
        slot = Files.createFile(temp.resolve("slot.abc"));
        virtV2v("""
                touch begun
                sleep 1000 &
                wait
                """);
    }

    private Run running() throws Exception {
        Run run = prepare();
        Files.writeString(run.dir.resolve("slot"), slot + "\n");
        return run.start().awaitBegun();
    }

    private boolean isFree() throws Exception {
        return new ProcessBuilder("flock", "-x", "-n", slot.toString(), "true").start().waitFor() == 0;
    }

    @Test
    void holdsItsSlotAsLongAsItRuns() throws Exception {
        Run run = running();
        assertThat(isFree()).isFalse();
        run.kill();
        await("the slot to be free", this::isFree);
    }

    @Test
    void doesNotBeginWhenItsSlotIsGone() throws Exception {
        Run run = prepare();
        Files.writeString(run.dir.resolve("slot"), temp.resolve("slot.gone") + "\n");
        assertThat(run.start().end()).isEqualTo(1);
        assertThat(run.file("refused")).isEqualTo("slot\n");
        assertThat(run.ran()).isFalse();
        assertThat(run.dir.resolve("output-before")).doesNotExist();
    }
}
