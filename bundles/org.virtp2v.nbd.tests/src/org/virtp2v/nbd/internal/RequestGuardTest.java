package org.virtp2v.nbd.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.virtp2v.nbd.internal.TestClient.extendedRequest;
import static org.virtp2v.nbd.internal.TestClient.handshake;
import static org.virtp2v.nbd.internal.TestClient.request;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.IntSupplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.testing.Fuzz;
import org.virtp2v.core.testing.RecordedReads;
import org.virtp2v.core.testing.Seeds;
import org.virtp2v.nbd.internal.protocol.Nbd;

class RequestGuardTest {
    private static final long SIZE = 1L << 40;

    private final RecordedReads reads = new RecordedReads();
    private final Answers answers = new Answers();
    private final RequestGuard guard = new RequestGuard(SIZE, reads, answers);
    private final ByteBuffer passed = ByteBuffer.allocate(64 * 1024);

    @Test
    void passesAConversationByteByByteUnchanged() throws Exception {
        byte[] conversation = conversation();
        send(conversation, () -> 1);
        assertThat(passed()).isEqualTo(conversation);
        assertThat(reads.asked).containsExactly(new Extent(0, 512), new Extent(SIZE - 512, 512));
    }

    @RepeatedTest(50)
    void passesAConversationInPiecesOfAnySizeUnchanged() throws Exception {
        byte[] conversation = conversation();
        Random random = Seeds.random();
        send(conversation, () -> 1 + random.nextInt(100));
        assertThat(passed()).isEqualTo(conversation);
        assertThat(reads.asked).containsExactly(new Extent(0, 512), new Extent(SIZE - 512, 512));
    }

    @Test
    void continuesWithOptionsWhenTheServerRefusedToGo() throws Exception {
        answers.go = false;
        byte[] conversation = join(handshake(), option(7, 6), option(3, 0), option(1, 5), request(0, 0, 1));
        send(conversation, () -> 3);
        assertThat(passed()).isEqualTo(conversation);
    }

    @ParameterizedTest(name = "request type {0}")
    @ValueSource(ints = { 1, 4, 6, 8, 9, 255, 65535 })
    void stopsARequestThatCouldWrite(int type) throws Exception {
        byte[] before = join(handshake(), request(0, 0, 512));
        send(join(ByteBuffer.wrap(before), request(type, 0, 512).slice(0, 27)), () -> 1);
        assertThat(passed()).as("nothing of it is passed on before it is judged").isEqualTo(before);
        assertThatExceptionOfType(ForbiddenRequestException.class).isThrownBy(() -> send(new byte[] { 0 }, () -> 1))
                .withMessageContaining("type " + type);
        assertThat(passed()).isEqualTo(before);
    }

    @Test
    void passesExtendedRequestsWhenTheyWereAgreedTo() throws Exception {
        answers.extended = true;
        byte[] conversation = join(handshake(), extendedRequest(0, 0, 4096, 1L << 33));
        send(conversation, () -> 1);
        assertThat(passed()).isEqualTo(conversation);
        assertThat(reads.asked).containsExactly(new Extent(4096, 8L << 30));
        refused(join(request(0, 0, 512)));
    }

    @Test
    void stopsAnExtendedRequestThatWasNotAgreedTo() {
        refused(join(handshake(), extendedRequest(0, 0, 4096, 512)));
    }

    @Test
    void stopsWhatComesBeforeTheServerHasAnswered() throws Exception {
        answers.go = null;
        send(join(handshake()), () -> 1);
        refused(join(request(0, 0, 512)));
        assertThat(passed()).isEqualTo(join(handshake()));
    }

    @Test
    void stopsAnExtendedRequestThatCouldWrite() {
        answers.extended = true;
        refused(join(handshake(), extendedRequest(0, 1, 0, 512)));
    }

    @Test
    void stopsARequestWithAPayload() {
        answers.extended = true;
        refused(join(handshake(), extendedRequest(Nbd.NBD_CMD_FLAG_PAYLOAD_LEN, 7, 0, 28)));
    }

    @Test
    void stopsAWriteThatHidesBehindAnEndedNegotiation() {
        refused(join(handshake(), request(0, 0, 1), option(3, 28), request(1, 0, 512)));
    }

    @Test
    void stopsWhatIsNotNbd() {
        refused(join(handshake(), ByteBuffer.wrap("GET / HTTP/1.1\r\n".getBytes())));
    }

    @Test
    void stopsARequestBeforeTheNegotiationHasEnded() {
        refused(join(ByteBuffer.allocate(4), request(0, 0, 512)));
    }

    @Test
    void doesNotReportReadsOutsideOfTheDisk() throws Exception {
        send(join(handshake(), request(0, SIZE, 1), request(0, -1, 2), request(0, SIZE - 1, 2), request(0, 5, 0)),
                () -> 7);
        assertThat(reads.asked).isEmpty();
    }

    /** What is passed on is read here by the letter of the protocol, and asks for nothing but to read. */
    @Test
    void passesNoWriteWhateverIsDamaged() {
        Fuzz.rounds(3000, random -> {
            var to = ByteBuffer.allocate(64 * 1024);
            var watched = new RecordedReads();
            var answersToAny = new Answers() {
                @Override
                public void requested(long cookie, long offset, long length) {
                    // any cookie, once it is damaged
                }
            };
            try {
                var from = ByteBuffer.wrap(Fuzz.damaged(conversation(), random));
                var careful = new RequestGuard(SIZE, watched, answersToAny);
                while (from.hasRemaining()) {
                    int length = Math.min(from.remaining(), 1 + random.nextInt(50));
                    careful.pass(from.slice(from.position(), length), to);
                    from.position(from.position() + length);
                }
            } catch (ForbiddenRequestException e) {
                // nothing of it was passed on
            }
            onlyReads(to.flip());
            assertThat(watched.asked).allMatch(part -> part.offset() >= 0 && part.end() <= SIZE && part.length() > 0);
        });
    }

    private static void onlyReads(ByteBuffer passed) {
        int option = 0;
        for (passed.position(Math.min(4, passed.limit())); option != Nbd.NBD_OPT_GO && option != 1;) {
            if (passed.remaining() < 16) {
                return;
            }
            assertThat(passed.getLong()).isEqualTo(Nbd.IHAVEOPT);
            option = passed.getInt();
            long length = Integer.toUnsignedLong(passed.getInt());
            if (passed.remaining() < length) {
                return;
            }
            passed.position(passed.position() + (int) length);
        }
        while (passed.remaining() >= 28) {
            assertThat(passed.getInt()).isEqualTo(Nbd.NBD_REQUEST_MAGIC);
            passed.getShort();
            assertThat(passed.getShort()).isIn((short) 0, (short) 2, (short) 3, (short) 5, (short) 7);
            passed.position(passed.position() + 20);
        }
    }

    /** What a server has answered, before it is asked. */
    private static class Answers implements ServerAnswers {
        private @Nullable Boolean go = true;
        private boolean extended;

        @Override
        public void flagged(int clientFlags) {
            // Of no interest here.
        }

        @Override
        public void asked(int option) {
            // Of no interest here.
        }

        @Override
        public void requested(long cookie, long offset, long length) {
            assertThat(cookie).isEqualTo(4711);
        }

        @Override
        public @Nullable Boolean isGoAccepted() {
            return go;
        }

        @Override
        public boolean hasExtendedHeaders() {
            return extended;
        }
    }

    private void refused(byte[] bytes) {
        assertThatExceptionOfType(ForbiddenRequestException.class).isThrownBy(() -> send(bytes, () -> 1));
    }

    private static byte[] conversation() {
        return join(ByteBuffer.allocate(4).putInt(3).flip(), option(8, 0), option(10, 40), option(7, 6),
                request(0, 0, 512), request(7, 0, 1 << 20), request(3, 0, 0), request(5, 0, 1 << 16),
                request(0, SIZE - 512, 512), request(2, 0, 0));
    }

    private static ByteBuffer option(int option, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(16 + length).putLong(Nbd.IHAVEOPT).putInt(option).putInt(length);
        while (bytes.hasRemaining()) {
            bytes.put((byte) 0x25);
        }
        return bytes.flip();
    }

    private static byte[] join(ByteBuffer... pieces) {
        ByteBuffer all = ByteBuffer.allocate(4096);
        for (ByteBuffer piece : pieces) {
            all.put(piece);
        }
        byte[] bytes = new byte[all.flip().remaining()];
        all.get(bytes);
        return bytes;
    }

    private void send(byte[] bytes, IntSupplier sizes) throws ForbiddenRequestException {
        for (int at = 0; at < bytes.length;) {
            int size = Math.min(sizes.getAsInt(), bytes.length - at);
            ByteBuffer piece = ByteBuffer.wrap(bytes, at, size);
            guard.pass(piece, passed);
            assertThat(piece.hasRemaining()).isFalse();
            at += size;
        }
    }

    private byte[] passed() {
        ByteBuffer copy = passed.duplicate().flip();
        byte[] bytes = new byte[copy.remaining()];
        copy.get(bytes);
        return bytes;
    }
}
