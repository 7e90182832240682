package org.virtp2v.core.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.virtp2v.core.progress.SimulatedCopy.GIB;
import static org.virtp2v.core.progress.SimulatedCopy.MIB;
import static org.virtp2v.core.progress.SimulatedCopy.SECOND;
import static org.virtp2v.core.progress.SimulatedCopy.front;
import static org.virtp2v.core.progress.SimulatedCopy.spread;
import static org.virtp2v.core.progress.SimulatedCopy.steady;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.virtp2v.core.progress.SimulatedCopy.Data;
import org.virtp2v.core.progress.SimulatedCopy.Moment;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.RateLimiter;

/** What people see of whole copies, held to what they turn out to be: simulated disks, the real meters. */
class CopySimulationTest {
    private static final long RATE = 100 * MIB;
    /** Until then nothing can be known. */
    private static final double FIRST_SECONDS = 5;
    private static final double LEFT_PART = 0.25;

    private List<Moment> moments = List.of();

    private void run(List<Data> disks) {
        moments = SimulatedCopy.run(disks, 1, steady(RATE));
    }

    private double truePercent(Moment moment) {
        return 100.0 * moment.moved() / moments.getLast().moved();
    }

    private double trueSecondsLeft(Moment moment) {
        return moments.getLast().at() - moment.at();
    }

    private void assertFollowsTheBytes(double points) {
        assertThat(moments).allSatisfy(m -> assertThat((double) m.total().percent()).as("percent: %s", m)
                .isCloseTo(m.total().percent() == 100 ? 100 : truePercent(m), within(points)));
    }

    private void assertTimeLeftIsRightFrom(double seconds) {
        assertTimeLeftIsRightFrom(seconds, 2);
    }

    private void assertTimeLeftIsRightFrom(double seconds, double slack) {
        assertThat(moments).filteredOn(m -> m.at() > seconds && m.total().timeLeft() != null)
                .allSatisfy(m -> assertThat(m.secondsLeft()).as("time left: %s", m)
                        .isCloseTo(trueSecondsLeft(m), within(slack + LEFT_PART * trueSecondsLeft(m))));
    }

    /** Within this part of it, and two seconds. */
    private void assertTimeLeftFallsFrom(double seconds, double tolerance) {
        double least = Double.MAX_VALUE;
        for (Moment moment : moments) {
            if (moment.at() > seconds && moment.total().timeLeft() != null) {
                assertThat(moment.secondsLeft()).as("%s", moment).isLessThanOrEqualTo(least + 2 + tolerance * least);
                least = Math.min(least, moment.secondsLeft());
            }
        }
        assertThat(least).isZero();
    }

    @AfterEach
    void neverGoesBackNorJumpsAndEndsAt100() {
        for (int i = 1; i < moments.size() - 1; i++) {
            Moment moment = moments.get(i);
            int before = moments.get(i - 1).total().percent();
            assertThat(moment.total().percent()).as("%s", moment).isBetween(before, Math.min(99, before + 4));
            if (moment.moved() == moments.get(i - 1).moved()) {
                assertThat(moment.total().percent()).as("moves only with bytes: %s", moment).isEqualTo(before);
            }
        }
        assertThat(moments.getLast().total().percent()).isEqualTo(100);
        assertThat(moments.getLast().own().percent()).isEqualTo(100);
    }

    static Stream<List<Data>> knownUse() {
        return Stream.of(
                List.of(spread(100 * GIB, 0.05, 5 * GIB), front(20 * GIB, 20 * GIB, 20 * GIB)),
                List.of(front(100 * GIB, 5 * GIB, 5 * GIB), front(20 * GIB, 20 * GIB, 20 * GIB)),
                List.of(front(20 * GIB, 20 * GIB, 20 * GIB), front(100 * GIB, 5 * GIB, 5 * GIB)),
                List.of(spread(10 * GIB, 0.5, 5 * GIB), spread(200 * GIB, 0.02, 4 * GIB),
                        front(8 * GIB, 8 * GIB, 8 * GIB)));
    }

    @ParameterizedTest
    @MethodSource("knownUse")
    void followsTheBytesWhereTheUsedSpaceIsKnown(List<Data> disks) {
        run(disks);
        assertFollowsTheBytes(2);
        assertTimeLeftIsRightFrom(FIRST_SECONDS);
        assertTimeLeftFallsFrom(FIRST_SECONDS, 0);
    }

    @ParameterizedTest
    @MethodSource("knownUse")
    void followsFourThreadsOfNbdcopy(List<Data> disks) {
        moments = SimulatedCopy.run(disks, 4, steady(RATE));
        assertFollowsTheBytes(2);
        assertTimeLeftIsRightFrom(FIRST_SECONDS);
    }

    /** What is in use at most is most often a little more than what virt-v2v copies. */
    @Test
    void forgivesAnEstimateThatIsALittleWrong() {
        run(List.of(spread(100 * GIB, 0.10, 11 * GIB), spread(40 * GIB, 0.52, 20 * GIB)));
        assertFollowsTheBytes(5);
        assertTimeLeftIsRightFrom(FIRST_SECONDS, (double) GIB / RATE);
        assertTimeLeftFallsFrom(FIRST_SECONDS, 0.1);
    }

    @Test
    void anAlmostEmptyFirstDiskPromisesNothingForTheNextOne() {
        run(List.of(front(100 * GIB, 100 * MIB, null), front(20 * GIB, 20 * GIB, null)));
        assertThat(moments).filteredOn(m -> m.disk() == 0).last()
                .satisfies(m -> assertThat(m.total().percent()).isLessThan(5));
        assertFollowsTheBytes(5);
        assertTimeLeftFallsFrom(FIRST_SECONDS, 0);
    }

    /** That it goes on smoothly is seen by what is held to each copy here. */
    @Test
    void isNotMovedByALongHoleNorByTheBeginningOfADisk() {
        var gap = new Data(SimulatedCopy.disk(100 * GIB, null),
                List.of(new Extent(0, 10 * GIB), new Extent(80 * GIB, 10 * GIB)));
        run(List.of(gap, front(20 * GIB, 20 * GIB, null)));
        assertThat(moments).filteredOn(m -> m.disk() == 1).first()
                .satisfies(m -> assertThat((double) m.total().percent()).isBetween(20.0, truePercent(m)));
        assertTimeLeftFallsFrom(FIRST_SECONDS, 0);
    }

    @Test
    void isOnTheSafeSideAndKeepsMovingWhereNothingIsKnown() {
        run(List.of(spread(100 * GIB, 0.05, null), front(20 * GIB, 20 * GIB, null)));
        assertThat(moments).allSatisfy(m -> assertThat((double) m.total().percent())
                .isLessThanOrEqualTo(m.total().percent() == 100 ? 100 : truePercent(m) + 2));
        Moment half = moments.stream().filter(m -> truePercent(m) >= 60).findFirst().orElseThrow();
        assertThat(half.total().percent()).isGreaterThan(45);
        assertTimeLeftFallsFrom(FIRST_SECONDS, 0);
    }

    @Test
    void learnsFromTheDiskItselfHowManyHolesItHas() {
        run(List.of(spread(100 * GIB, 0.5, null)));
        assertFollowsTheBytes(10);
        assertTimeLeftIsRightFrom(moments.getLast().at() / 4);
        assertTimeLeftFallsFrom(FIRST_SECONDS, 0.05);
    }

    /** A disk with new file systems: partition tables and what is beside the partitions are not known. */
    @Test
    void anAlmostEmptyDiskMayHaveMoreOnItThanIsKnown() {
        run(List.of(spread(100 * GIB, 0.0005, 30 * MIB), front(20 * GIB, 20 * GIB, 20 * GIB)));
        assertFollowsTheBytes(2);
        assertTimeLeftIsRightFrom(FIRST_SECONDS);
        assertTimeLeftFallsFrom(FIRST_SECONDS, 0);
    }

    @Test
    void changesItsMindWhereNothingWasDiscarded() {
        run(List.of(front(20 * GIB, 20 * GIB, 15 * GIB), front(10 * GIB, 10 * GIB, 10 * GIB)));
        assertFollowsTheBytes(20);
        assertTimeLeftIsRightFrom(175);
    }

    @Test
    void aLineThatStallsTellsNoTimeAndThenTheRightOne() {
        moments = SimulatedCopy.run(List.of(front(10 * GIB, 10 * GIB, 10 * GIB)), 1,
                now -> now / SECOND >= 30 && now / SECOND < 75 ? 0 : steady(RATE).applyAsLong(now));
        assertFollowsTheBytes(2);
        assertThat(moments).filteredOn(m -> m.at() > 60 && m.at() < 75)
                .allSatisfy(m -> assertThat(m.total().timeLeft()).isNull());
        assertTimeLeftIsRightFrom(78);
        assertThat(moments).filteredOn(m -> m.at() > 80)
                .allSatisfy(m -> assertThat(m.total().bytesPerSecond()).isCloseTo(RATE, within(0.1 * RATE)));
    }

    @Test
    void aLineThatStopsAndGoesIsTakenAsAWhole() {
        moments = SimulatedCopy.run(List.of(front(10 * GIB, 10 * GIB, 10 * GIB)), 1,
                now -> now / SECOND % 4 < 2 ? 0 : steady(RATE).applyAsLong(now));
        assertFollowsTheBytes(2);
        assertTimeLeftIsRightFrom(4 * FIRST_SECONDS);
        assertTimeLeftFallsFrom(4 * FIRST_SECONDS, 0.15);
    }

    @Test
    void showsTheRateOfALimitFromItsFirstMoment() {
        long limit = 8 * MIB;
        var limiter = new RateLimiter(limit, 0);
        long[] due = { 0 };
        moments = SimulatedCopy.run(List.of(front(GIB, GIB, GIB)), 1, now -> {
            long bytes = 0;
            while (due[0] <= now) {
                bytes += 32 * 1024;
                due[0] = limiter.passed(32 * 1024, now);
            }
            return bytes;
        });
        assertThat(moments).first().satisfies(m -> assertThat(m.total().bytesPerSecond()).isZero());
        List<Moment> shown = moments.stream().filter(m -> m.disk() == 0 && m.total().bytesPerSecond() > 0).toList();
        assertThat(shown).allSatisfy(m -> assertThat(m.total().bytesPerSecond()).as("%s", m)
                .isCloseTo(limit, within(0.1 * limit)));
        assertThat(shown.getFirst().at()).isLessThan(2);
        assertTimeLeftIsRightFrom(FIRST_SECONDS);
        assertTimeLeftFallsFrom(FIRST_SECONDS, 0);
    }
}
