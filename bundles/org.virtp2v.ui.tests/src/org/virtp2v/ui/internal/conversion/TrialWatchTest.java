package org.virtp2v.ui.internal.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.trial.TrialNews;
import org.virtp2v.core.trial.TrialNews.What;

class TrialWatchTest {
    private long now = 5;
    private final TrialWatch watch = new TrialWatch(() -> now);

    private static TrialNews.Started started(boolean kvm) {
        return new TrialNews.Started(kvm, 512, 1024, "bios", Duration.ofMinutes(kvm ? 3 : 10), "", "");
    }

    private static TrialNews.Screen screen(int at, int bytes) {
        return new TrialNews.Screen(Duration.ofSeconds(at), "trial-" + at + ".png", new byte[bytes]);
    }

    private void pass(long seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void saysForHowLongTheGuestRunsAndWhatItHasDone() {
        assertThat(watch.status()).isNull();
        watch.take(started(true));
        pass(48);
        assertThat(watch.status()).isEqualTo("Running for 0:48 of 3:00 at most, with KVM…");
        watch.take(new TrialNews.Happened(Duration.ofSeconds(50), What.RESET, null));
        watch.take(new TrialNews.Happened(Duration.ofSeconds(60), What.RESET, null));
        assertThat(watch.status()).contains("it has restarted 2 ×");
        watch.take(new TrialNews.Happened(Duration.ofSeconds(70), What.AGENT, "Debian"));
        pass(1000);
        assertThat(watch.status()).contains("3:00 of 3:00", "its guest agent answered after 1:10");
        watch.skipped();
        assertThat(watch.status()).isEqualTo("The test boot is being ended…");
    }

    @Test
    void beginsAnewWithoutKvm() {
        watch.take(started(true));
        watch.take(screen(2, 10));
        watch.take(new TrialNews.Happened(Duration.ofSeconds(50), What.RESET, null));
        pass(45);
        watch.take(started(false));
        pass(3);
        assertThat(watch.pictures()).isEmpty();
        assertThat(watch.status())
                .isEqualTo("Running for 0:03 of 10:00 at most, without KVM, which is slow…");
    }

    @Test
    void keepsTheNewestPicturesInLittleRoom() {
        for (int i = 0; i < 100; i++) {
            watch.take(screen(i, 10));
        }
        assertThat(watch.pictures()).hasSize(TrialWatch.MOST_PICTURES);
        for (int i = 100; i < 160; i++) {
            watch.take(screen(i, 1 << 20));
        }
        assertThat(watch.pictures()).extracting(screen -> screen.at().toSeconds()).containsExactly(152L, 153L, 154L,
                155L, 156L, 157L, 158L, 159L);
        watch.take(screen(160, 100 << 20));
        assertThat(watch.pictures()).hasSize(1);
    }
}
