package org.virtp2v.core.progress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StreamMeterTest {
    private static final long GIB = 1L << 30;
    private static final long SECOND = 1_000_000_000L;

    private static Progress read(long bytes) {
        return new Progress(0, bytes, 50e6, null);
    }

    @Test
    void countsEachDiskAndAllTogether() {
        var meter = new StreamMeter(new long[] { GIB, 3 * GIB }, false);
        meter.told(0, false, GIB, GIB);
        meter.told(1, false, 0, 3 * GIB);
        assertThat(meter.disk(0, read(GIB), 0).percent()).isEqualTo(100);
        assertThat(meter.disk(1, read(0), 0).percent()).isZero();
        assertThat(meter.all(read(GIB), 0).percent()).isEqualTo(25);
        assertThat(meter.isCopied(0)).isTrue();
        assertThat(meter.isCopied(1)).isFalse();
    }

    @Test
    void movingToTheFinalFileIsHalfOfTheWork() {
        var meter = new StreamMeter(new long[] { GIB }, true);
        meter.told(0, false, GIB, GIB);
        assertThat(meter.isCopied(0)).isTrue();
        assertThat(meter.disk(0, read(GIB), 0).percent()).isEqualTo(50);
        meter.told(0, true, GIB, GIB);
        assertThat(meter.disk(0, read(GIB), 1).percent()).isEqualTo(100);
        assertThat(meter.all(read(GIB), 1).percent()).isEqualTo(99);
    }

    @Test
    void neverGoesBackAndNeverBeyondTheEnd() {
        var meter = new StreamMeter(new long[] { GIB }, false);
        meter.told(0, false, 800, 1000);
        int percent = meter.disk(0, read(0), 0).percent();
        meter.told(0, false, 10, 1000);
        assertThat(meter.disk(0, read(0), 1).percent()).isEqualTo(percent).isBetween(79, 80);
        meter.told(0, false, 5000, 1000);
        assertThat(meter.position(0)).isEqualTo(GIB);
        meter.told(0, false, 1, 0);
        assertThat(meter.position(0)).isEqualTo(GIB);
    }

    @Test
    void estimatesTheTimeLeftFromWhatTheServerHasDone() {
        var meter = new StreamMeter(new long[] { 100 * GIB }, false);
        Progress progress = Progress.NONE;
        for (int second = 0; second <= 300; second++) {
            meter.told(0, false, second * (GIB / 10), 100 * GIB);
            progress = meter.all(read(second * (GIB / 10)), second * SECOND);
        }
        assertThat(progress.timeLeft().toSeconds()).isBetween(650L, 750L);
    }
}
