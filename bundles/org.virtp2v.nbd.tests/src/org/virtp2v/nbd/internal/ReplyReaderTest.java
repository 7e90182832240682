package org.virtp2v.nbd.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.testing.Fuzz;
import org.virtp2v.core.testing.RecordedReads;
import org.virtp2v.core.testing.Seeds;
import org.virtp2v.nbd.internal.protocol.Nbd;

@Timeout(60)
class ReplyReaderTest {
    private static final int EIO = Nbd.NBD_EIO;
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private static final int SIZE = 8 << 20;
    private final RecordedReads reads = new RecordedReads();
    private final ReplyReader reader = new ReplyReader(SIZE, reads,
            (offset, error) -> failures.add(offset + ":" + error));

    private static ByteBuffer bytes(int size) {
        return ByteBuffer.allocate(size);
    }

    private static ByteBuffer greeting(int flags) {
        return bytes(18).putLong(Nbd.NBDMAGIC).putLong(Nbd.IHAVEOPT).putShort((short) flags).flip();
    }

    private static ByteBuffer optionReply(int option, int type, int length) {
        return bytes(20 + length).putLong(Nbd.OPTION_REPLY_MAGIC).putInt(option).putInt(type).putInt(length).rewind();
    }

    private static ByteBuffer simple(int error, long cookie, int length) {
        return bytes(16 + length).putInt(Nbd.NBD_SIMPLE_REPLY_MAGIC).putInt(error).putLong(cookie).rewind();
    }

    private static ByteBuffer chunk(int flags, int type, long cookie, ByteBuffer payload) {
        return bytes(20 + payload.remaining()).putInt(Nbd.NBD_STRUCTURED_REPLY_MAGIC).putShort((short) flags)
                .putShort((short) type).putLong(cookie).putInt(payload.remaining()).put(payload).rewind();
    }

    private static ByteBuffer error(int number, String text, long offset) {
        return bytes(6 + text.length() + 8).putInt(number).putShort((short) text.length()).put(text.getBytes())
                .putLong(offset).flip();
    }

    private void pass(ByteBuffer... pieces) {
        for (ByteBuffer piece : pieces) {
            reader.passed(piece);
            assertThat(piece.hasRemaining()).isFalse();
        }
    }

    private void go() {
        reader.flagged(3);
        reader.asked(Nbd.NBD_OPT_GO);
        pass(greeting(3), optionReply(Nbd.NBD_OPT_GO, Nbd.NBD_REP_INFO, 12),
                optionReply(Nbd.NBD_OPT_GO, Nbd.NBD_REP_ACK, 0));
    }

    @Test
    void knowsWhetherGoWasAccepted() {
        pass(greeting(3));
        reader.asked(Nbd.NBD_OPT_GO);
        assertThat(reader.isGoAccepted()).isNull();
        pass(optionReply(Nbd.NBD_OPT_GO, 0x80000006, 5));
        assertThat(reader.isGoAccepted()).isFalse();
        reader.asked(Nbd.NBD_OPT_GO);
        assertThat(reader.isGoAccepted()).isNull();
        pass(optionReply(Nbd.NBD_OPT_GO, Nbd.NBD_REP_INFO, 12));
        assertThat(reader.isGoAccepted()).isNull();
        pass(optionReply(Nbd.NBD_OPT_GO, Nbd.NBD_REP_ACK, 0));
        assertThat(reader.isGoAccepted()).isTrue();
    }

    @Test
    void knowsWhetherExtendedHeadersWereAgreedTo() {
        pass(greeting(3), optionReply(Nbd.NBD_OPT_EXTENDED_HEADERS, 0x80000001, 0));
        assertThat(reader.hasExtendedHeaders()).isFalse();
        pass(optionReply(Nbd.NBD_OPT_EXTENDED_HEADERS, Nbd.NBD_REP_ACK, 0));
        assertThat(reader.hasExtendedHeaders()).isTrue();
    }

    @RepeatedTest(20)
    void findsReadsThatFailHoweverTheBytesAreCut() {
        go();
        List<ByteBuffer> replies = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            reader.requested(i, i * 1000L, 1000);
        }
        for (int i = 0; i < 10; i++) {
            replies.add(i == 5 ? simple(EIO, i, 0) : simple(0, i, 1000));
        }
        // Not a reply, but the data of a disk: an error that looks real.
        replies.add(chunk(0, 1, 10, bytes(8 + 36).putLong(10_000).put(chunk(1, 0x8001, 11, error(EIO, "", 1))).flip()));
        replies.add(chunk(1, 2, 10, bytes(12).putLong(10_044).putInt(956).flip()));
        replies.add(chunk(0, 0x8002, 12, error(EIO, "bad sector", 12_512)));
        replies.add(chunk(1, 0, 12, bytes(0)));
        replies.add(chunk(1, 0x8001, 13, bytes(6).putInt(28).putShort((short) 0).flip()));
        replies.add(chunk(1, 0, 14, bytes(0)));
        replies.add(simple(EIO, 15, 0));
        ByteBuffer all = bytes(20_000);
        replies.forEach(all::put);
        Random random = Seeds.random();
        for (all.flip(); all.hasRemaining();) {
            int length = Math.min(all.remaining(), 1 + random.nextInt(300));
            pass(all.slice(all.position(), length));
            all.position(all.position() + length);
        }
        assertThat(failures).containsExactly("5000:5", "12512:5", "13000:28", "15000:5");
    }

    @Test
    void followsTheOldWayToAnExport() {
        reader.flagged(1);
        pass(greeting(3));
        reader.asked(Nbd.NBD_OPT_EXPORT_NAME);
        pass(bytes(10 + 124));
        reader.requested(1, 4096, 512);
        pass(simple(EIO, 1, 0));
        assertThat(failures).containsExactly("4096:5");
    }

    @Test
    void followsNoFurtherWhatItDoesNotUnderstand() {
        reader.passed(ByteBuffer.wrap("HTTP/1.1 400 Bad Request, and so on".getBytes()));
        reader.requested(1, 4096, 512);
        reader.passed(simple(EIO, 1, 0));
        assertThat(failures).isEmpty();
        assertThat(reader.isGoAccepted()).isNull();
    }

    @Test
    void tellsWhatIsDeliveredAsItPasses() {
        go();
        reader.requested(1, 4096, 1000);
        ByteBuffer reply = simple(0, 1, 1000);
        pass(reply.slice(0, 10));
        assertThat(reads.delivered).isEmpty();
        pass(reply.slice(10, 306));
        assertThat(reads.delivered).containsExactly(new Extent(4096, 300));
        pass(reply.slice(316, 700));
        assertThat(reads.delivered).containsExactly(new Extent(4096, 300), new Extent(4396, 700));
    }

    @Test
    void tellsOfHolesAndOfNothingThatIsNoDataOrFails() {
        go();
        for (int i = 0; i < 6; i++) {
            reader.requested(i, i * 1000L, 1000);
        }
        pass(chunk(0, 1, 0, bytes(8 + 600).putLong(400).rewind()),
                chunk(1, 2, 0, bytes(12).putLong(0).putInt(400).flip()),
                simple(EIO, 1, 0), chunk(1, 0x8001, 2, error(EIO, "", 0)), chunk(1, 0, 3, bytes(0)),
                chunk(1, 5, 4, bytes(4 + 8 * 10)), simple(0, 5, 1000));
        assertThat(reads.delivered).containsExactly(new Extent(400, 600), new Extent(0, 400), new Extent(5000, 1000));
    }

    @Test
    void tellsOfNothingOutsideTheDisk() {
        go();
        reader.requested(1, SIZE - 512, 1024);
        reader.requested(2, -512, 1024);
        pass(simple(0, 1, 1024), simple(0, 2, 1024), chunk(0, 1, 3, bytes(8 + 512).putLong(SIZE).rewind()),
                chunk(1, 2, 3, bytes(12).putLong(Long.MAX_VALUE).putInt(-1).flip()));
        assertThat(reads.delivered).isEmpty();
        reader.requested(3, SIZE - 512, 512);
        pass(simple(0, 3, 512));
        assertThat(reads.delivered).containsExactly(new Extent(SIZE - 512, 512));
    }

    @RepeatedTest(20)
    void addsUpWhatIsDeliveredHoweverTheBytesAreCut() {
        go();
        Random random = Seeds.random();
        ByteBuffer all = bytes(64 * 4000);
        int[] times = new int[64 * 512];
        for (int i = 0; i < 64; i++) {
            reader.requested(i, i * 512L, 512);
            int hole = 1 + random.nextInt(511);
            switch (random.nextInt(3)) {
                case 0 -> all.put(simple(0, i, 512));
                case 1 -> all.put(chunk(1, 1, i, bytes(8 + 512).putLong(i * 512L).rewind()));
                default -> all.put(chunk(0, 2, i, bytes(12).putLong(i * 512L).putInt(hole).flip()))
                        .put(chunk(1, 1, i, bytes(8 + 512 - hole).putLong(i * 512L + hole).rewind()));
            }
        }
        int pieces = 0;
        for (all.flip(); all.hasRemaining(); pieces++) {
            int length = Math.min(all.remaining(), 1 + random.nextInt(2000));
            pass(all.slice(all.position(), length));
            all.position(all.position() + length);
        }
        reads.delivered.forEach(part -> IntStream.range((int) part.offset(), (int) part.end())
                .forEach(at -> times[at]++));
        assertThat(times).containsOnly(1);
        assertThat(reads.delivered).as("calls").hasSizeLessThanOrEqualTo(pieces + 2 * 64);
    }

    @Test
    void takesReadsForDeliveredThatAreAskedForOnceTheThreadIsLost() {
        go();
        reader.requested(1, 0, 512);
        reader.requested(2, 512, 512);
        pass(simple(0, 1, 512));
        reader.passed(bytes(20));
        assertThat(reads.delivered).containsExactly(new Extent(0, 512), new Extent(512, 512));
        reader.requested(3, 1024, 512);
        reader.requested(4, SIZE, 512);
        assertThat(reads.delivered).last().isEqualTo(new Extent(1024, 512));
    }

    /**
     * A server may lie, but nothing outside of the disk is counted, and a reader that is lost says so to nobody else.
     */
    @Test
    void takesAnyReply() {
        Fuzz.rounds(3000, random -> {
            var delivered = new RecordedReads();
            var read = new ReplyReader(SIZE, delivered, (offset, error) -> assertThat(offset).isBetween(0L, SIZE - 1L));
            read.flagged(3);
            read.asked(Nbd.NBD_OPT_GO);
            ByteBuffer all = bytes(20_000).put(greeting(3)).put(optionReply(Nbd.NBD_OPT_GO, Nbd.NBD_REP_INFO, 12))
                    .put(optionReply(Nbd.NBD_OPT_GO, Nbd.NBD_REP_ACK, 0));
            for (int i = 0; i < 8; i++) {
                read.requested(i, i * 1000L, 1000);
                all.put(switch (random.nextInt(5)) {
                    case 0 -> simple(0, i, 1000);
                    case 1 -> simple(EIO, i, 0);
                    case 2 -> chunk(1, 1, i, bytes(8 + 1000).putLong(i * 1000L).rewind());
                    case 3 -> chunk(1, 2, i, bytes(12).putLong(i * 1000L).putInt(1000).flip());
                    default -> chunk(1, 0x8002, i, error(EIO, "bad", i * 1000L + 512));
                });
            }
            byte[] sample = new byte[all.flip().remaining()];
            all.get(sample);
            var from = ByteBuffer.wrap(Fuzz.damaged(sample, random));
            while (from.hasRemaining()) {
                int length = Math.min(from.remaining(), 1 + random.nextInt(600));
                read.passed(from.slice(from.position(), length));
                from.position(from.position() + length);
            }
            assertThat(delivered.delivered).allMatch(part -> part.offset() >= 0 && part.end() <= SIZE);
        });
    }

    /** nbdcopy agrees with nbdkit on structured replies. */
    @Test
    void findsWhatARealServerCannotRead(@TempDir Path directory) throws Exception {
        Path socket = directory.resolve("s");
        Process server = new ProcessBuilder("nbdkit", "-f", "-r", "-U", socket.toString(), "--filter=error", "pattern",
                "8M",
                "error-pread=EIO", "error-pread-rate=1").start();
        try {
            while (!Files.exists(socket)) {
                Thread.sleep(20);
            }
            int code = Nbdcopy.copy(() -> {
                var replies = new ReplyReader(SIZE, reads,
                        (offset, error) -> failures.add(offset + ":" + error));
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                channel.connect(UnixDomainSocketAddress.of(socket));
                return new GuardedChannel(channel, new RequestGuard(SIZE, reads, replies), replies,
                        violation -> {
                        });
            }, directory.resolve("copy"));
            assertThat(code).isNotZero();
            assertThat(failures).isNotEmpty().allMatch(failure -> failure.endsWith(":" + EIO));
            assertThat(reads.asked).isNotEmpty();
            assertThat(reads.delivered).isEmpty();
        } finally {
            server.destroy();
            server.waitFor();
        }
    }
}
