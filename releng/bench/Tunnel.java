import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

import org.virtp2v.core.server.Connections;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.Dialer;
import org.virtp2v.core.server.ExportKey;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerInspection;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.source.BlockExport;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.ReadErrorPolicy;
import org.virtp2v.core.source.ReadWatcher;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.nbd.internal.NbdExporter;
import org.virtp2v.ssh.internal.SshConversionServer;
import org.virtp2v.ssh.internal.SshOptions;

/**
 * The product's data path for one disk, without the rest of the product: NBD server, request guard, SSH, remote port.
 * It prints {@code port N}. For each line on its standard input it prints the time that the first GB took, and since
 * the line before, how long the SSH side waited for data ({@code reading}) and what it did else ({@code sending}). It
 * ends with its standard input. Without a relay whoever connects to the port is let in.
 */
public final class Tunnel {
    private static final long GB = 1_000_000_000;

    private Tunnel() {
    }

    /**
     * Opens the tunnel and keeps it open until the end of standard input.
     *
     * @param args
     *            disk, host, SSH port, user, private key file, NBD server as in {@code --nbd}, and {@code watched}, or
     *            {@code unwatched} to go past the request guard; then, for a relay, its directory, which it will find
     *            what it needs in, and how many connections there may be
     */
    public static void main(String[] args) throws Exception {
        Path disk = Path.of(args[0]).toAbsolutePath();
        ServerLogin login = new ServerLogin(args[1], Integer.parseInt(args[2]), args[3], null, "file://" + args[4],
                false).withConnections(args.length > 8 ? Connections.parse(args[8]) : Connections.exactly(1));
        List<NbdServer> servers = List.of(NbdServer.named(args[5]).orElseThrow());
        boolean watched = args[6].equals("watched");
        boolean relay = args.length > 7;
        ExportKey key = ExportKey.random();
        FirstGigabyte first = new FirstGigabyte();
        Times times = new Times();
        NbdExporter exporter = new NbdExporter();
        SourceDisk source = new SourceDisk("bench", disk, exporter.sizeOf(disk), "sda");
        try (BlockExport export = exporter.export(source, servers, first, ReadErrorPolicy.STOP, null);
                ServerAccess access = new SshConversionServer(relay ? SshOptions.standard()
                        : SshOptions.standard().with(List.of())).access(login, hostKey -> {
                        });
                DataConnection connection = access.openDataConnection(Link.disk(1),
                        times.of(watched ? export::connect : unwatched(export)), key);
                BufferedReader commands = new BufferedReader(new InputStreamReader(System.in))) {
            // As a conversion's preflight does.
            try (ServerInspection inspection = access.inspect()) {
                inspection.testForward();
                inspection.measureSpeed();
            }
            if (relay) {
                Files.writeString(Path.of(args[7], "relay.json"), """
                        {"reconnect": 60, "exports": [{"disk": 1, "size": %d, "key": "%s"}]}
                        """.formatted(source.sizeBytes(), key.hex()));
                connection.announce(args[7]);
            }
            System.out.println("port " + connection.remotePort());
            while (commands.readLine() != null) {
                System.out.printf(Locale.ROOT, "first %.4f%n", first.seconds());
                times.print();
                System.out.println("connections " + connection.most());
            }
        }
    }

    /** The way past the guard, which the product does not have. */
    private static Dialer unwatched(BlockExport export) throws ReflectiveOperationException {
        Field field = export.getClass().getDeclaredField("process");
        field.setAccessible(true);
        Object process = field.get(export);
        Method connect = process.getClass().getDeclaredMethod("connect");
        connect.setAccessible(true);
        return () -> {
            try {
                return (ByteChannel) connect.invoke(process);
            } catch (ReflectiveOperationException e) {
                throw new IOException(e);
            }
        };
    }

    /** How long whoever reads from the connections is inside of their reads, and how long outside. */
    private static final class Times {
        private final AtomicLong reading = new AtomicLong();
        private final AtomicLong sending = new AtomicLong();

        Dialer of(Dialer dialer) {
            return () -> new Timed(dialer.connect(), this);
        }

        void print() {
            System.out.printf(Locale.ROOT, "reading %.4f%nsending %.4f%n", reading.getAndSet(0) / 1e9,
                    sending.getAndSet(0) / 1e9);
        }
    }

    /** A connection that is timed. The first read, which waits for the first request, is not. */
    private static final class Timed implements ByteChannel {
        /** What is no data of the disk. */
        private static final int SMALL = 4096;

        private final ByteChannel connection;
        private final Times times;
        private long ended;

        Timed(ByteChannel connection, Times times) {
            this.connection = connection;
            this.times = times;
        }

        @Override
        public int read(ByteBuffer to) throws IOException {
            long began = System.nanoTime();
            int length = connection.read(to);
            long now = System.nanoTime();
            if (ended != 0 && length > SMALL) {
                times.sending.addAndGet(began - ended);
                times.reading.addAndGet(now - began);
            }
            ended = now;
            return length;
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            return connection.write(from);
        }

        @Override
        public boolean isOpen() {
            return connection.isOpen();
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }

    /** Measures from the first request until the first GB has been delivered. */
    private static final class FirstGigabyte implements ReadWatcher {
        private long delivered;
        private long begin;
        private long end;

        @Override
        public synchronized void reading(long offset, long length) {
            if (begin == 0) {
                begin = System.nanoTime();
            }
        }

        @Override
        public synchronized void delivered(long offset, long length) {
            delivered += length;
            if (end == 0 && delivered >= GB) {
                end = System.nanoTime();
            }
        }

        /** Seconds; 0 when it has not been delivered yet. */
        synchronized double seconds() {
            return end == 0 ? 0 : (end - begin) / 1e9;
        }
    }
}
