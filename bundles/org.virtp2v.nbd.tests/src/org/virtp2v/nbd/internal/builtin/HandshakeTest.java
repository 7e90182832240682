package org.virtp2v.nbd.internal.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.testing.RecordedReads;
import org.virtp2v.core.testing.Seeds;
import org.virtp2v.nbd.internal.protocol.Nbd;

/** What clients and our NBD server agree on before the first request. */
@Timeout(60)
class HandshakeTest {
    private static final int SIZE = (1 << 20) + 1536;
    private static final int MOST = 260 * 1024;

    private final Content content = Content.mixed(SIZE, Seeds.random());

    private BuiltinServer server(long size, int sector) {
        return new BuiltinServer(content, size, new BuiltinServer.Sectors(sector, sector), List.of(),
                new RecordedReads(), (offset, error) -> {
                }, part -> false);
    }

    /** A client that has said its flags. */
    private static StructuredClient client(BuiltinServer server, int flags) throws IOException {
        var client = new StructuredClient(server.connect(), MOST);
        client.receive(Nbd.GREETING_BYTES);
        client.send(ByteBuffer.allocate(4).putInt(flags));
        return client;
    }

    private StructuredClient client(int flags) throws IOException {
        return client(server(SIZE, 512), flags);
    }

    /** The header of an option, and room for its data. */
    private static ByteBuffer option(int option, int length, int room) {
        return ByteBuffer.allocate(Nbd.OPTION_BYTES + room).putLong(Nbd.IHAVEOPT).putInt(option).putInt(length);
    }

    @Test
    void answersEveryOption() throws IOException {
        try (StructuredClient client = client(1)) {
            assertThat(client.option(Nbd.NBD_OPT_LIST, new byte[0])).isEqualTo(Nbd.NBD_REP_ACK);
            assertThat(client.option(Nbd.NBD_OPT_LIST, new byte[1])).isEqualTo(Nbd.NBD_REP_ERR_INVALID);
            assertThat(client.option(5, new byte[0])).isEqualTo(Nbd.NBD_REP_ERR_UNSUP);
            assertThat(client.option(Nbd.NBD_OPT_EXTENDED_HEADERS, new byte[0])).isEqualTo(Nbd.NBD_REP_ERR_UNSUP);
            assertThat(client.option(4711, new byte[70_000])).isEqualTo(Nbd.NBD_REP_ERR_TOO_BIG);
            assertThat(client.option(Nbd.NBD_OPT_SET_META_CONTEXT, new byte[8])).isEqualTo(Nbd.NBD_REP_ERR_INVALID);
            assertThat(client.option(Nbd.NBD_OPT_STRUCTURED_REPLY, new byte[0])).isEqualTo(Nbd.NBD_REP_ACK);
            assertThat(client.option(Nbd.NBD_OPT_LIST_META_CONTEXT, new byte[8])).isEqualTo(Nbd.NBD_REP_ACK);
            assertThat(client.option(Nbd.NBD_OPT_INFO, new byte[6])).isEqualTo(Nbd.NBD_REP_ACK);
            assertThat(client.option(Nbd.NBD_OPT_INFO, new byte[5])).isEqualTo(Nbd.NBD_REP_ERR_INVALID);
            assertThat(client.option(Nbd.NBD_OPT_GO, name("sdb"))).isEqualTo(Nbd.NBD_REP_ERR_UNKNOWN);
            assertThat(client.option(Nbd.NBD_OPT_GO, new byte[6])).isEqualTo(Nbd.NBD_REP_ACK);
            assertThat(client.read(0, 0, 512).data()).isEqualTo(content.part(0, 512));
        }
    }

    private static byte[] name(String name) {
        return ByteBuffer.allocate(6 + name.length()).putInt(name.length())
                .put(name.getBytes(StandardCharsets.US_ASCII)).array();
    }

    @Test
    void skipsWhatNoOptionNeeds() throws IOException {
        try (StructuredClient client = client(3)) {
            client.send(option(Nbd.NBD_OPT_GO, -1, 0));
            assertThat(client.receive(Nbd.OPTION_REPLY_BYTES).getInt(12)).isEqualTo(Nbd.NBD_REP_ERR_TOO_BIG);
        }
    }

    @Test
    void knowsNoContextsWhoseCountIsWrong() throws IOException {
        try (StructuredClient client = client(3)) {
            client.option(Nbd.NBD_OPT_STRUCTURED_REPLY, new byte[0]);
            for (int count : new int[] { -1, Integer.MIN_VALUE, 1, Integer.MAX_VALUE }) {
                byte[] contexts = ByteBuffer.allocate(8).putInt(0).putInt(count).array();
                assertThat(client.option(Nbd.NBD_OPT_SET_META_CONTEXT, contexts)).isEqualTo(Nbd.NBD_REP_ERR_INVALID);
            }
        }
    }

    /** This option has no error: what comes instead of the end, clients take for the size of the disk. */
    @ParameterizedTest(name = "{0} bytes of a name")
    @ValueSource(ints = { 1, 4096, 70_000, -1 })
    void endsAConnectionToAnotherExport(int length) throws IOException {
        try (StructuredClient client = client(1)) {
            assertThatThrownBy(() -> client.send(option(Nbd.NBD_OPT_EXPORT_NAME, length, Math.max(0, length))))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> client.receive(1)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void endsAConnectionThatChoosesTwice() throws IOException {
        try (StructuredClient client = client(3)) {
            client.option(Nbd.NBD_OPT_GO, new byte[6]);
            assertThatThrownBy(() -> client.send(option(Nbd.NBD_OPT_EXPORT_NAME, 0, 16)))
                    .isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest(name = "{0} bytes in sectors of {1}: blocks of {2}")
    @CsvSource({ "8192,4096,4096", "8704,4096,512", "512,512,512", "9216,4096,1024" })
    void clientsCanReadTheDiskInItsSmallestBlocks(long size, int sector, int block) throws IOException {
        var server = server(size, sector);
        server.readEnds();
        server.readAnywhere();
        try (StructuredClient client = client(server, 3)) {
            client.send(option(Nbd.NBD_OPT_INFO, 8, 8).putInt(0).putShort((short) 1)
                    .putShort((short) Nbd.NBD_INFO_BLOCK_SIZE));
            client.receive(Nbd.OPTION_REPLY_BYTES + 12 + Nbd.OPTION_REPLY_BYTES + 2);
            assertThat(client.receive(4).getInt(0)).isEqualTo(block);
        }
    }

    @ParameterizedTest(name = "client flags {0}: {1} bytes")
    @CsvSource({ "1,134", "3,10" })
    void knowsTheOldOptionAndSimpleReplies(int flags, int length) throws IOException {
        content.broken().add(20L);
        try (StructuredClient client = client(flags)) {
            client.send(option(Nbd.NBD_OPT_EXPORT_NAME, 0, 0));
            assertThat(client.receive(length).getLong(0)).isEqualTo(SIZE);
            client.request(0, Nbd.NBD_CMD_READ, 9, 30_000, 600_000);
            ByteBuffer reply = client.receive(Nbd.SIMPLE_REPLY_BYTES + 600_000);
            assertThat(reply.getInt(0)).isEqualTo(Nbd.NBD_SIMPLE_REPLY_MAGIC);
            assertThat(reply.getInt(4)).isZero();
            assertThat(Arrays.copyOfRange(reply.array(), 16, 600_016)).isEqualTo(content.part(30_000, 600_000));
            client.request(0, Nbd.NBD_CMD_READ, 9, 10_000, 512);
            assertThat(client.receive(Nbd.SIMPLE_REPLY_BYTES).getInt(4)).isEqualTo(Nbd.NBD_EIO);
        }
    }

    @Test
    void endsAConnectionWithAnErrorInTheMiddleOfASimpleReply() throws IOException {
        content.broken().add(1500L);
        try (StructuredClient client = client(3)) {
            client.send(option(Nbd.NBD_OPT_EXPORT_NAME, 0, 0));
            client.receive(10);
            client.request(0, Nbd.NBD_CMD_READ, 9, 0, 900_000);
            assertThat(client.receive(Nbd.SIMPLE_REPLY_BYTES).getInt(4)).isZero();
            assertThatThrownBy(() -> client.receive(900_000)).isInstanceOf(IOException.class);
        }
    }
}
