package org.virtp2v.core.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.testing.Seeds;

/** Patterns of reads as nbdcopy makes them, and as it might. */
class CopyMeterTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MIB = 1 << 20;
    private static final long SIZE = 1000 * MIB;
    private static final int CHUNK = 256 * 1024;
    private final CopyMeter meter = new CopyMeter(SimulatedCopy.disk(SIZE, null));

    private static void read(CopyMeter meter, long from, long to) {
        for (long offset = from; offset < to; offset += CHUNK) {
            readOnce(meter, offset, Math.min(CHUNK, to - offset));
        }
    }

    private static void readOnce(CopyMeter meter, long offset, long length) {
        meter.reading(offset, length);
        meter.delivered(offset, length);
    }

    @Test
    void doesNotCountWhatWasReadBeforeCopying() {
        read(meter, 0, 900 * MIB);
        meter.mark();
        meter.begin(0);
        assertThat(meter.sample(SECOND)).isEqualTo(new CopyMeter.Sample(new Progress(0, 0, 0, null), 0, 0));
        assertThat(meter.totalBytes()).isEqualTo(900 * MIB);
        assertThat(meter.map().runs()).contains("-").doesNotContain("#", "o");
    }

    @Test
    void countsWhatWasReadBeforeTheWordOfCopyingArrived() {
        meter.mark();
        read(meter, 0, 100 * MIB);
        meter.begin(0);
        assertThat(meter.sample(SECOND).progress().percent()).isEqualTo(10);
        assertThat(meter.copiedBytes()).isEqualTo(100 * MIB);
        meter.settle();
        assertThat(meter.map().runs()).contains("#").doesNotContain("-");
    }

    @Test
    void countsWhatIsDeliveredNotWhatIsAskedFor() {
        meter.begin(0);
        for (long offset = 0; offset < 100 * MIB; offset += CHUNK) {
            meter.reading(offset, CHUNK);
        }
        assertThat(meter.sample(SECOND)).isEqualTo(new CopyMeter.Sample(new Progress(0, 0, 0, null), 0, 0));
        assertThat(meter.totalBytes()).isZero();
        assertThat(meter.map().runs()).contains("o").doesNotContain("#");
        meter.delivered(0, 50 * MIB);
        assertThat(meter.copiedBytes()).isEqualTo(50 * MIB);
        assertThat(meter.sample(2 * SECOND)).satisfies(s -> assertThat(s.progress().percent()).isEqualTo(5),
                s -> assertThat(s.position()).isEqualTo(50 * MIB));
        assertThat(meter.map().runs()).startsWith("200#200o");
    }

    @Test
    void expectsAsManyHolesAheadAsThereWere() {
        meter.begin(0);
        read(meter, 0, 100 * MIB);
        read(meter, 650 * MIB, 750 * MIB);
        CopyMeter.Sample sample = meter.sample(SECOND);
        assertThat(sample.position()).isEqualTo(750 * MIB);
        assertThat(sample.progress().bytesRead()).isEqualTo(200 * MIB);
        assertThat(meter.work().moved()).isEqualTo(200 * MIB);
        assertThat(meter.work().left() / MIB).isCloseTo(250 * (200 + 50.0) / (750 + 50), within(1.0));
    }

    @Test
    void knowsThatAnotherThreadIsNotSoFarYet() {
        meter.begin(0);
        read(meter, 0, 32 * MIB);
        meter.reading(32 * MIB, MIB);
        read(meter, 128 * MIB, 256 * MIB);
        assertThat(meter.work().left() / MIB).isCloseTo((744 + 95) * (160 + 50.0) / (256 - 95 + 50), within(1.0));
    }

    @Test
    void expectsTheUsedSpaceWhereItIsKnown() {
        var known = new CopyMeter(SimulatedCopy.disk(SIZE, 300 * MIB));
        assertThat(known.work()).isEqualTo(new CopyMeter.Work(0, 300 * MIB));
        known.begin(0);
        read(known, 0, 100 * MIB);
        assertThat(known.work()).isEqualTo(new CopyMeter.Work(100 * MIB, 200 * MIB));
        assertThat(known.sample(SECOND).progress().percent()).isEqualTo(33);
        read(known, 900 * MIB, 950 * MIB);
        assertThat(known.work()).as("no more than there is room for").isEqualTo(
                new CopyMeter.Work(150 * MIB, 50 * MIB));
    }

    @Test
    void expectsMoreWhenMoreWasInUseThanWasKnown() {
        var wrong = new CopyMeter(SimulatedCopy.disk(SIZE, 100 * MIB));
        wrong.begin(0);
        read(wrong, 0, 100 * MIB);
        assertThat(wrong.work().left()).isZero();
        read(wrong, 100 * MIB, 105 * MIB);
        assertThat(wrong.work().left()).isCloseTo(0.5 * 895 * MIB, within(1.0 * MIB));
        read(wrong, 105 * MIB, 200 * MIB);
        assertThat(wrong.work().left()).isCloseTo(800.0 * MIB, within(1.0));
    }

    @Test
    void expectsNothingOfThePartsThatStayBehind() {
        var disk = new SourceDisk("sda", Path.of("/dev/sda"), SIZE, "sda", null, null,
                List.of(new Extent(0, 300 * MIB), new Extent(500 * MIB, 100 * MIB)));
        assertThat(new CopyMeter(disk).work()).isEqualTo(new CopyMeter.Work(0, 600 * MIB));
    }

    @Test
    void isNotMisledByOneStrayRead() {
        meter.begin(0);
        read(meter, 0, 10 * MIB);
        readOnce(meter, SIZE - 512, 512);
        read(meter, 10 * MIB, 20 * MIB);
        readOnce(meter, SIZE - 512, 512);
        read(meter, 20 * MIB, 30 * MIB);
        assertThat(meter.sample(SECOND).position()).isEqualTo(30 * MIB);
    }

    @Test
    void readingAgainIsNotProgress() {
        meter.begin(0);
        read(meter, 0, 100 * MIB);
        read(meter, 0, 100 * MIB);
        CopyMeter.Sample sample = meter.sample(SECOND);
        assertThat(sample.progress().percent()).isEqualTo(10);
        assertThat(sample.progress().bytesRead()).isEqualTo(200 * MIB);
        assertThat(sample.bytesReadAgain()).isEqualTo(100 * MIB);
        assertThat(meter.work()).isEqualTo(new CopyMeter.Work(100 * MIB, 900 * MIB));
    }

    @Test
    void smoothsTheRateAndBeginsWithTheSecondSample() {
        meter.begin(0);
        read(meter, 0, 50 * MIB);
        assertThat(meter.sample(SECOND).progress().bytesPerSecond()).isZero();
        read(meter, 50 * MIB, 150 * MIB);
        double first = meter.sample(2 * SECOND).progress().bytesPerSecond();
        assertThat(first).isCloseTo(100.0 * MIB, within(1.0));
        double second = meter.sample(3 * SECOND).progress().bytesPerSecond();
        assertThat(second).isBetween(0.5 * first, 0.7 * first);
        assertThat(meter.sample(60 * SECOND).progress().timeLeft()).isNull();
    }

    /** On a line that stops and goes, a moment tells nothing of the whole. */
    @Test
    void estimatesTheTimeLeftFromALongerTime() {
        meter.begin(0);
        meter.delivered(0, 1);
        meter.sample(SECOND);
        for (int second = 2; second <= 30; second++) {
            int moved = second / 5 % 2 == 0 ? 20 : 1;
            read(meter, meter.copiedBytes(), meter.copiedBytes() + moved * MIB);
            long left = (SIZE - meter.copiedBytes()) / (meter.copiedBytes() / (second - 1));
            Duration told = meter.sample(second * SECOND).progress().timeLeft();
            assertThat(told).as("after %s s", second).isBetween(Duration.ofSeconds(left / 2),
                    Duration.ofSeconds(left * 2));
        }
    }

    @Test
    void doesNotCountWhatIsReadAfterItIsOver() {
        meter.begin(0);
        read(meter, 0, 10 * MIB);
        meter.stop();
        read(meter, 10 * MIB, 20 * MIB);
        assertThat(meter.copiedBytes()).isEqualTo(10 * MIB);
        assertThat(meter.totalBytes()).isEqualTo(10 * MIB);
    }

    @Test
    void isCompleteOnlyWhenVirtV2vSaysSo() {
        meter.begin(0);
        read(meter, 0, SIZE);
        assertThat(meter.sample(SECOND).progress().percent()).isEqualTo(99);
        meter.reading(0, CHUNK);
        meter.end(2 * SECOND);
        assertThat(meter.map().runs()).as("nothing is being read").matches("\\d+#");
        assertThat(meter.sample(3 * SECOND).progress().percent()).isEqualTo(100);
        assertThat(meter.copyTime()).isEqualTo(Duration.ofSeconds(2));
        read(meter, 0, 10 * MIB);
        assertThat(meter.copiedBytes()).isEqualTo(SIZE);
    }

    /** nbdcopy keeps 64 requests going; how they are interleaved with the answers decides their order here. */
    @RepeatedTest(30)
    void percentNeverGoesBackAndFollowsTheCopy() {
        Random random = Seeds.random();
        List<Long> chunks = new ArrayList<>();
        for (long offset = 0; offset < SIZE; offset += CHUNK) {
            if (offset / (20 * MIB) % 3 != 1) {
                chunks.add(offset);
            }
        }
        for (int i = 0; i < chunks.size(); i += 64) {
            Collections.shuffle(chunks.subList(i, Math.min(chunks.size(), i + 64)), random);
        }
        meter.begin(0);
        int last = 0;
        for (int i = 0; i < chunks.size(); i++) {
            long again = chunks.get(random.nextInt(i + 1));
            readOnce(meter, chunks.get(i), CHUNK);
            if (random.nextInt(10) == 0) {
                readOnce(meter, again, CHUNK);
            }
            CopyMeter.Sample sample = meter.sample((i + 1) * SECOND / 100);
            assertThat(sample.progress().percent()).isBetween(last, 99);
            assertThat(100.0 * chunks.get(i) / SIZE).isCloseTo(sample.progress().percent(), within(8.0));
            last = sample.progress().percent();
        }
        assertThat(last).isGreaterThan(90);
        meter.end(SECOND);
        assertThat(meter.sample(SECOND).progress().percent()).isEqualTo(100);
    }
}
