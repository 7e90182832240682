package org.virtp2v.ssh.internal.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.testing.Seeds;

/** What is given to measure the speed of a line. */
@Timeout(120)
class SpeedChannelTest {
    @Test
    void givesExactlyTheBytesThatArePulled() {
        long total = (1 << 20) + 12_345;
        long seed = Seeds.seed();
        SpeedChannel channel = new SpeedChannel(new Random(seed), new SpeedChannel.Amount(total, total, Duration.ZERO));
        byte[] expected = new byte[1 << 20];
        new Random(seed).nextBytes(expected);
        channel.write(ByteBuffer.wrap(new byte[] { '\n' }));
        ByteBuffer all = ByteBuffer.allocate(2 << 20);
        ByteBuffer piece = ByteBuffer.allocate(10_007);
        while (channel.read(piece) >= 0) {
            all.put(piece.flip());
            piece.clear();
        }
        assertThat(all.position()).isEqualTo((int) total);
        assertThat(all.flip().slice(0, 1 << 20)).isEqualTo(ByteBuffer.wrap(expected));
        assertThat(all.slice(1 << 20, 12_345)).isEqualTo(ByteBuffer.wrap(expected, 0, 12_345));
    }

    @ParameterizedTest
    @CsvSource({ "0, 64", "1000, 65", "60000, 256" })
    void givesMoreWhereTheLineIsFast(int millis, int blocks) throws Exception {
        var amount = new SpeedChannel.Amount(64 * 1000, 256 * 1000, Duration.ofMillis(millis));
        SpeedChannel channel = new SpeedChannel(Seeds.random(), amount);
        channel.write(ByteBuffer.wrap(new byte[] { '\n' }));
        int given = 0;
        while (channel.read(ByteBuffer.allocate(1000)) >= 0) {
            given++;
            if (given == 65 && millis == 1000) {
                Thread.sleep(millis);
            }
        }
        assertThat(given).isEqualTo(blocks);
    }
}
