package org.virtp2v.core.v2v;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.v2v.ToolOutput.Message;
import org.virtp2v.core.v2v.ToolOutput.Message.StageBegan;
import org.virtp2v.core.v2v.ToolOutput.Message.Warned;

class ToolOutputTest {
    private final List<Message> messages = new ArrayList<>();
    private final ToolOutput output = new ToolOutput(messages::add);

    @ParameterizedTest
    @ValueSource(ints = { 1, 7, 100, 100_000 })
    void understandsWhatVirtV2vPrintsHoweverItIsCut(int size) throws Exception {
        String text = Files.readString(Path.of("samples", "v2v-stdout-coloured.txt"));
        for (int at = 0; at < text.length(); at += size) {
            output.accept(text.substring(at, Math.min(text.length(), at + size)));
        }
        assertThat(messages.stream().filter(StageBegan.class::isInstance)).hasSize(13).element(1)
                .isEqualTo(new StageBegan(Duration.ofMillis(1000), "Opening the source"));
        assertThat(messages.stream().filter(Warned.class::isInstance)).containsExactly(
                new Warned("could not determine a way to update the configuration of Grub2"));
    }

    @Test
    void knowsWhichDiskIsCopied() {
        output.accept("[  60.3] Copying disk 2/3\n[  61.0] Creating output metadata\n");
        assertThat(messages).extracting(m -> ((StageBegan) m).copiedDisk()).containsExactly(Optional.of(2),
                Optional.empty());
    }

    @Test
    void doesNotMistakeOtherLinesAndSurvivesVeryLongOnes() {
        output.accept("x".repeat(10_000_000) + "\n[x] no\nvirt-v2v: This guest has virtio drivers installed.\n");
        assertThat(messages).isEmpty();
    }

    @Test
    void takesNothingForNewsInTheEndOfTheLogThatIsShownAgain() {
        String lines = "[  60.0] Copying disk 1/1\nvirt-v2v: warning: careful\n";
        output.accept(
                lines + "\n\n\u001b[1;31m" + ToolOutput.FAILED_HEADING + "\n\nOnly the last 50 lines\n\u001b[0m\n\n"
                        + lines + "[  61.0] Creating output metadata\n");
        assertThat(messages).hasSize(2);
    }

    @Test
    void doesNotRepeatWhatGoesWrongInTheDebuggingOfVirtV2v() {
        output.accept("""
                virt-v2v: warning: log file /tmp/builder.log: Guestfs.Error("download: No such file") (ignored)
                virt-v2v: warning: Guestfs.Error("debug: ") (ignored)
                virt-v2v: warning: Guestfs.Error("umount: busy") (ignored)
                """);
        assertThat(messages).containsExactly(new Warned("Guestfs.Error(\"umount: busy\") (ignored)"));
    }

    @Test
    void numbersWithoutEndAreNoStages() {
        String digits = "9".repeat(4000);
        output.accept("[  " + digits + ".3] Copying disk 1/1\n[  1.0] Copying disk " + digits.substring(100) + "/1\n");
        assertThat(messages).extracting(m -> ((StageBegan) m).copiedDisk()).containsExactly(Optional.empty());
    }

    @Test
    void readsALineThatIsRewritten() {
        output.accept("  10%\r  20%\r[   1.0] Opening the source\r");
        assertThat(messages).containsExactly(new StageBegan(Duration.ofSeconds(1), "Opening the source"));
    }
}
