package org.virtp2v.core.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.virtp2v.core.testing.Seeds;

class CopyTotalTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MIB = 1 << 20;

    @Test
    void countsTheDisksThatAreStillToCome() {
        var first = new CopyMeter(100 * MIB);
        var second = new CopyMeter(300 * MIB);
        var total = new CopyTotal(List.of(first, second));
        assertThat(total.sample(0)).isEqualTo(new Progress(0, 0, 0, null));
        first.begin(0);
        first.reading(0, 50 * MIB);
        Progress progress = total.sample(SECOND);
        assertThat(progress.percent()).isEqualTo(12);
        assertThat(progress.timeLeft()).isEqualTo(Duration.ofSeconds(7));
        first.reading(50 * MIB, 50 * MIB);
        first.end(2 * SECOND);
        assertThat(total.sample(2 * SECOND).percent()).isEqualTo(25);
        second.begin(2 * SECOND);
        second.reading(0, 300 * MIB);
        second.end(3 * SECOND);
        assertThat(total.sample(3 * SECOND).percent()).isEqualTo(99);
        assertThat(total.end(3 * SECOND)).satisfies(p -> assertThat(p.percent()).isEqualTo(100),
                p -> assertThat(p.bytesRead()).isEqualTo(400 * MIB), p -> assertThat(p.timeLeft()).isZero());
    }

    @Test
    void expectsAsManyHolesInLaterDisksAsInEarlierOnes() {
        var first = new CopyMeter(1000 * MIB);
        var second = new CopyMeter(1000 * MIB);
        var total = new CopyTotal(List.of(first, second));
        first.begin(0);
        IntStream.range(0, 100).forEach(i -> first.reading(i * 10 * MIB, MIB));
        first.end(SECOND);
        assertThat(total.sample(SECOND).percent()).isEqualTo(50);
        assertThat(total.sample(2 * SECOND).timeLeft()).isNull();
    }

    @Test
    void anEmptyDiskIsNoWorkAndPromisesNothing() {
        var first = new CopyMeter(1000 * MIB);
        var second = new CopyMeter(1000 * MIB);
        var total = new CopyTotal(List.of(first, second));
        first.begin(0);
        first.end(1);
        assertThat(total.sample(SECOND).percent()).isZero();
        second.begin(2 * SECOND);
        second.reading(0, 500 * MIB);
        assertThat((double) total.sample(3 * SECOND).percent()).isCloseTo(50, within(1.0));
    }

    @RepeatedTest(30)
    void neverGoesBackAndEndsAt100() {
        Random random = Seeds.random();
        var meters = IntStream.range(0, 1 + random.nextInt(4))
                .mapToObj(i -> new CopyMeter(1 + random.nextLong(1000 * MIB))).toList();
        var total = new CopyTotal(meters);
        long now = 0;
        int last = 0;
        for (CopyMeter meter : meters) {
            meter.begin(now);
            long size = meter.work().left();
            boolean full = random.nextBoolean();
            for (long at = 0; at < size; at += full ? MIB : random.nextLong(50 * MIB) + 1) {
                meter.reading(at, Math.min(MIB, size - at));
                now += random.nextLong(SECOND);
                int percent = total.sample(now).percent();
                assertThat(percent).isBetween(last, 99);
                last = percent;
            }
            meter.end(now);
        }
        assertThat(total.sample(now).percent()).isEqualTo(99);
        assertThat(total.end(now).percent()).isEqualTo(100);
    }
}
