package org.virtp2v.nbd.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;

import org.junit.jupiter.api.Test;

/** What a program writes, in a buffer. */
class FillingTest {
    private final ByteBuffer buffer = ByteBuffer.wrap("..........".getBytes(US_ASCII)).position(2).limit(8);
    private final Filling filling = new Filling(buffer, 3);

    private void write(String text) {
        byte[] bytes = ("#" + text).getBytes(US_ASCII);
        filling.write(bytes, 1, text.length());
    }

    private String content() {
        return new String(buffer.array(), US_ASCII);
    }

    @Test
    void fillsTheBufferWithWhatComesAfterTheBeginning() {
        write("ab");
        write("c123");
        filling.write('4');
        write("567");
        filling.end();
        assertThat(content()).isEqualTo("..123456..");
        assertThat(buffer.hasRemaining()).isFalse();
    }

    @Test
    void leavesThePositionWhereTooLittleCame() {
        write("abc12345");
        filling.end();
        assertThat(buffer.position()).isEqualTo(2);
    }

    @Test
    void takesNothingOfAProgramThatNobodyWaitsForAnyMore() {
        filling.end();
        write("abc123456");
        assertThat(content()).isEqualTo("..........");
        assertThat(buffer.position()).isEqualTo(2);
    }
}
