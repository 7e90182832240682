package org.virtp2v.core.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.virtp2v.core.testing.Seeds;

class CopyTotalTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MIB = 1 << 20;

    private static CopyMeter meter(long size, @Nullable Long used) {
        return new CopyMeter(SimulatedCopy.disk(size, used));
    }

    private static void read(CopyMeter meter, long offset, long length) {
        meter.reading(offset, length);
        meter.delivered(offset, length);
    }

    @Test
    void countsTheDisksThatAreStillToCome() {
        CopyMeter first = meter(100 * MIB, null);
        CopyMeter second = meter(300 * MIB, null);
        var total = new CopyTotal(List.of(first, second));
        assertThat(total.sample(0)).isEqualTo(new Progress(0, 0, 0, null));
        first.begin(0);
        read(first, 0, 10 * MIB);
        assertThat(total.sample(SECOND).percent()).isEqualTo(2);
        read(first, 10 * MIB, 40 * MIB);
        assertThat(total.sample(2 * SECOND)).satisfies(p -> assertThat(p.percent()).isEqualTo(12),
                p -> assertThat(p.timeLeft()).isEqualTo(Duration.ofMillis(8750).plusMillis(250)));
        read(first, 50 * MIB, 50 * MIB);
        first.end(3 * SECOND);
        assertThat(total.sample(3 * SECOND).percent()).isEqualTo(25);
        second.begin(3 * SECOND);
        assertThat(total.sample(3 * SECOND).percent()).isEqualTo(25);
        read(second, 0, 300 * MIB);
        second.end(4 * SECOND);
        assertThat(total.sample(4 * SECOND).percent()).isEqualTo(99);
        assertThat(total.end(4 * SECOND)).satisfies(p -> assertThat(p.percent()).isEqualTo(100),
                p -> assertThat(p.bytesRead()).isEqualTo(400 * MIB), p -> assertThat(p.timeLeft()).isZero());
    }

    @Test
    void weighsDisksByTheirUsedSpace() {
        CopyMeter first = meter(1000 * MIB, 100 * MIB);
        CopyMeter second = meter(500 * MIB, 300 * MIB);
        var total = new CopyTotal(List.of(first, second));
        first.begin(0);
        IntStream.range(0, 100).forEach(i -> read(first, i * 10 * MIB, MIB));
        first.end(SECOND);
        assertThat(total.sample(SECOND).percent()).isEqualTo(25);
    }

    @Test
    void anEmptyDiskIsNoWorkAndPromisesNothing() {
        CopyMeter first = meter(1000 * MIB, null);
        CopyMeter second = meter(1000 * MIB, null);
        var total = new CopyTotal(List.of(first, second));
        first.begin(0);
        read(first, 999 * MIB, MIB);
        assertThat(total.sample(SECOND).percent()).isZero();
        first.end(SECOND);
        second.begin(2 * SECOND);
        read(second, 0, 500 * MIB);
        assertThat(total.sample(3 * SECOND).percent()).isBetween(45, 51);
    }

    @RepeatedTest(30)
    void neverGoesBackAndEndsAt100() {
        Random random = Seeds.random();
        var sizes = random.longs(1 + random.nextInt(4), 1, 1000 * MIB).boxed().toList();
        var meters = sizes.stream().map(size -> meter(size, random.nextBoolean() ? null : random.nextLong(size + 1)))
                .toList();
        var total = new CopyTotal(meters);
        long now = 0;
        int last = 0;
        for (int i = 0; i < sizes.size(); i++) {
            CopyMeter meter = meters.get(i);
            long size = sizes.get(i);
            meter.begin(now);
            boolean full = random.nextBoolean();
            for (long at = 0; at < size; at += full ? MIB : random.nextLong(50 * MIB) + 1) {
                read(meter, at, Math.min(MIB, size - at));
                now += random.nextLong(SECOND);
                int percent = total.sample(now).percent();
                assertThat(percent).isBetween(last, 99);
                last = percent;
            }
            meter.end(now);
        }
        assertThat(total.sample(now).percent()).isBetween(last, 99);
        assertThat(total.end(now).percent()).isEqualTo(100);
    }
}
