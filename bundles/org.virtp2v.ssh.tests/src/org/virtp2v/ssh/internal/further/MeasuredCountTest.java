package org.virtp2v.ssh.internal.further;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.server.Connections;
import org.virtp2v.ssh.internal.further.ConnectionCount.Step;

/** The number of connections of a disk on a line that carries, by their number, so many MB a second. */
class MeasuredCountTest {
    private static final long MB = 1_000_000;
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Traffic traffic = new Traffic();
    private final Traffic.OfDisk disk = traffic.disk();
    private MeasuredCount count = count(Connections.AUTO, disk);
    private long now = -20_000_000_000L;
    private int have = 1;
    private double idle = 1;
    private int made;
    private boolean refused;
    private final List<Integer> changes = new ArrayList<>();

    private MeasuredCount count(Connections connections, Traffic.OfDisk disk) {
        return new MeasuredCount(connections, disk, MeasuredCount.Rule.STANDARD, () -> idle);
    }

    @Test
    void makesAsManyAsMakeItFaster() {
        copy(Duration.ofMinutes(5), n -> 20.0 * n);
        assertThat(changes).containsExactly(2, 3, 4);
    }

    @Test
    void staysWithTheNumberThatFillsTheLine() {
        copy(Duration.ofMinutes(5), n -> Math.min(45, 20.0 * n));
        assertThat(changes).as("the third brings 12 %").containsExactly(2, 3, 2);
    }

    @Test
    void closesWhatIsOfNoUseAndTriesItRarely() {
        copy(Duration.ofMinutes(32), n -> 110);
        assertThat(changes).containsExactly(2, 1, 2, 1, 2, 1, 2, 1);
    }

    @Test
    void waitsUntilTheRateGrowsNoMoreByItself() {
        double[] rate = { 5 };
        copy(Duration.ofSeconds(40), n -> rate[0] *= 1.01);
        assertThat(changes).isEmpty();
        copy(Duration.ofSeconds(10), n -> rate[0]);
        assertThat(changes).containsExactly(2);
    }

    @Test
    void triesNothingWhileAllCoresAreBusy() {
        idle = 0.1;
        copy(Duration.ofMinutes(5), n -> 20.0 * n);
        assertThat(changes).isEmpty();
        idle = 0.2;
        copy(Duration.ofSeconds(10), n -> 20.0 * n);
        assertThat(changes).containsExactly(2);
    }

    @Test
    void triesNothingWhileNothingIsCopied() {
        copy(Duration.ofMinutes(5), n -> 0.1);
        assertThat(changes).isEmpty();
    }

    @Test
    void goesBackToOneWhenTheDiskIsCopied() {
        copy(Duration.ofMinutes(1), n -> 20.0 * n);
        copy(Duration.ofSeconds(50), n -> 0);
        assertThat(have).isEqualTo(4);
        copy(Duration.ofMinutes(2), n -> 0);
        assertThat(have).isEqualTo(1);
    }

    @Test
    void makesNoneWhereTheBandwidthIsLimitedToWhatThereIs() {
        count = count(Connections.AUTO.upTo(20 * MB), disk);
        copy(Duration.ofMinutes(5), n -> 19);
        assertThat(changes).isEmpty();
    }

    @Test
    void theLimitIsThatOfAllDisks() {
        count = count(Connections.AUTO.upTo(20 * MB), disk);
        Traffic.OfDisk other = traffic.disk();
        for (int i = 0; i < 300; i++) {
            other.add((int) (2 * MB));
            copy(LOOK, n -> 9);
        }
        assertThat(changes).isEmpty();
    }

    @Test
    void oneDiskTriesAtATime() {
        Traffic.OfDisk other = traffic.disk();
        assertThat(other.beginTrial()).isTrue();
        copy(Duration.ofMinutes(1), n -> 20.0 * n);
        assertThat(changes).isEmpty();
        other.endTrial();
        copy(Duration.ofSeconds(5), n -> 20.0 * n);
        assertThat(changes).containsExactly(2);
        assertThat(other.beginTrial()).isFalse();
        copy(Duration.ofMinutes(1), n -> 20.0 * n);
        assertThat(other.beginTrial()).isTrue();
    }

    @Test
    void allDisksTogetherHaveNotTooMany() {
        Traffic.OfDisk other = traffic.disk();
        other.has(5);
        copy(Duration.ofMinutes(5), n -> 20.0 * n);
        assertThat(changes).as("six further ones in all").containsExactly(2, 3);
        other.has(1);
        copy(Duration.ofMinutes(1), n -> 20.0 * n);
        assertThat(changes).containsExactly(2, 3, 4);
    }

    @Test
    void isNotTriedAgainForAWhileWhenTheServerRefuses() {
        refused = true;
        copy(Duration.ofMinutes(9), n -> 20.0 * n);
        assertThat(made).isEqualTo(1);
        assertThat(traffic.disk().beginTrial()).isTrue();
    }

    @Test
    void aTrialEndsWithItsConnection() {
        copy(Duration.ofSeconds(7), n -> 20.0 * n);
        assertThat(have).isEqualTo(2);
        have = 1;
        copy(Duration.ofMinutes(9), n -> 20.0 * n);
        assertThat(changes).containsExactly(2);
        assertThat(traffic.disk().beginTrial()).isTrue();
    }

    @Test
    void beginsAnewWhenAllWereLost() {
        copy(Duration.ofMinutes(1), n -> 20.0 * n);
        have = 1;
        changes.clear();
        count.reset(now);
        copy(Duration.ofMinutes(1), n -> 20.0 * n);
        assertThat(changes).containsExactly(2, 3, 4);
    }

    /** For so long at a rate, in MB a second, that follows from the number of connections. */
    private void copy(Duration time, IntToDoubleFunction rate) {
        for (long end = now + time.toNanos(); now < end;) {
            now += LOOK.toNanos();
            disk.add((int) (rate.applyAsDouble(have) * MB * LOOK.toMillis() / 1000));
            Step step = count.step(now, have);
            if (step == Step.MORE) {
                made++;
                if (refused) {
                    count.failed(now);
                    continue;
                }
            }
            if (step != Step.NONE) {
                have += step == Step.MORE ? 1 : -1;
                changes.add(have);
            }
        }
    }
}
