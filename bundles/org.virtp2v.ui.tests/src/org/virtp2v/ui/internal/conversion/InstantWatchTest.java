package org.virtp2v.ui.internal.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.instant.InstantNews;

/** What the status says of a guest that runs before its disks are copied. */
class InstantWatchTest {
    private static final InstantNews.Started STARTED = new InstantNews.Started(Instant.ofEpochSecond(1_790_000_000),
            true, "libvirt domain web1", "");

    @Test
    void saysByTheHourWhatGoingBackWouldLose() {
        var now = new AtomicReference<>(STARTED.at());
        var watch = new InstantWatch(now::get);
        assertThat(watch.status("Copying")).isEqualTo("Copying");
        watch.take(STARTED);
        String since = "Guest running since " + STARTED.clock();
        assertThat(watch.status("Copying")).isEqualTo(since + " · Copying");
        now.set(STARTED.at().plusSeconds(3 * 3600 + 59));
        assertThat(watch.status("Copying"))
                .isEqualTo(since + "; going back now would lose 3 h of its work · Copying");
        watch.take(new InstantNews.Off());
        assertThat(watch.status("Copying")).isEqualTo("The guest has switched itself off · Copying");
    }
}
