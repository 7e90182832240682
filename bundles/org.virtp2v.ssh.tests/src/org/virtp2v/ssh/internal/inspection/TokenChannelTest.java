package org.virtp2v.ssh.internal.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What tests whether a forwarded port leads back. */
@Timeout(120)
class TokenChannelTest {
    @Test
    void noticesOtherBytesThanItGave() {
        TokenChannel channel = new TokenChannel(new byte[] { 1, 2, 3 });
        channel.read(ByteBuffer.allocate(10));
        channel.write(ByteBuffer.wrap(new byte[] { 1, 2 }));
        assertThat(channel.returned()).isNotDone();
        channel.write(ByteBuffer.wrap(new byte[] { 4 }));
        assertThat(channel.returned()).isCompletedExceptionally();
    }
}
