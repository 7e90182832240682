package org.virtp2v.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.convert.ConversionEvent;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.trial.TrialNews;

class TrialLinesTest extends TextModeFixture {
    private static ConversionEvent started(String whyNoKvm, int memoryMib) {
        return new ConversionEvent.TrialTold(new TrialNews.Started(whyNoKvm.isEmpty(), memoryMib, 2048, "bios",
                Duration.ofMinutes(5), whyNoKvm, "/dev/kvm"));
    }

    @Test
    void saysHowTheGuestIsTried() {
        assertThat(shown(false, false, started("", 2048))).isEqualTo("The guest runs on conv to try it, with KVM,"
                + " with 2.0 GiB of memory, without a network, for 5:00 at most; Ctrl-C ends only that.\n");
        assertThat(shown(false, false, started("", 1024))).contains("with 1.0 GiB in the place of 2.0 GiB of memory");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "absent|which is not there", "not-allowed|add it to the group kvm; /dev/kvm",
            "failed|which does not work there (/dev/kvm)", "switched-off|which is switched off there (/dev/kvm)",
            "a word of later times|which does not work there (/dev/kvm)" })
    void saysWhyTheGuestIsSlow(String whyNoKvm, String words) {
        assertThat(shown(false, false, started(whyNoKvm, 2048))).contains("without KVM, ", words);
    }

    @Test
    void tellsOfARestartAndLeavesTheEndToTheResult() {
        assertThat(shown(false, false,
                new ConversionEvent.TrialTold(
                        new TrialNews.Happened(Duration.ofSeconds(9), TrialNews.What.RESET, null)),
                new ConversionEvent.TrialTold(
                        new TrialNews.Happened(Duration.ofSeconds(9), TrialNews.What.AGENT, "Debian")),
                new ConversionEvent.TrialTold(new TrialNews.Ended(Duration.ofSeconds(9), TrialNews.Verdict.AGENT, "",
                        0, "", "", ""))))
                .isEqualTo("The guest restarted after 0:09.\n");
    }

    @Test
    void namesTheServerThatWasChosen() {
        assertThat(shown(false, false,
                new ConversionEvent.ServerChosen(new ServerLogin("conv2", 22, "root", null, null, false),
                        List.of(), null),
                started("", 2048))).contains("\nThe guest runs on conv2 to try it");
    }
}
