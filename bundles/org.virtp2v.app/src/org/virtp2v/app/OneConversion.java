package org.virtp2v.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.Engine;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.source.BlockExport;
import org.virtp2v.core.source.BlockExporter;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.RateLimiter;
import org.virtp2v.core.source.ReadErrorPolicy;
import org.virtp2v.core.source.ReadWatcher;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.Messages;

/**
 * On the live image there may be several of us, the wizard on the screen and a menu on each serial console, but this
 * machine is converted once at a time: from its first disk that is served to its last, a conversion holds a lock, in a
 * file that says who that is. It ends with the process, however that ends.
 */
final class OneConversion implements BlockExporter {
    /** On the live image; gone when the machine is off. */
    static final Path FILE = Path.of("/run/virt-p2v/converting");
    private static final Logger LOG = Logger.getLogger(OneConversion.class.getName());
    private static final Messages TEXT = Messages.beside(OneConversion.class);
    private static final String UNKNOWN = "?";

    private final BlockExporter exporter;
    private final Path file;
    private final String who;
    private int exports;
    private @Nullable FileChannel held;

    /**
     * @param who
     *            who converts, for people
     */
    OneConversion(BlockExporter exporter, Path file, String who) {
        this.exporter = exporter;
        this.file = file;
        this.who = who;
    }

    /** The same engine, which converts only when nobody else does. */
    static Engine of(Engine engine, Options options) {
        return new Engine(engine.machine(), new OneConversion(engine.exporter(), FILE, who(options)),
                engine.servers(), engine.targets(), engine.version(), engine.clock(), engine.files(),
                engine.poster());
    }

    private static String who(Options options) {
        if (options.menu()) {
            return TEXT.get("converting.menu", terminal());
        }
        return TEXT.get(options.wizard() ? "converting.wizard" : "converting.unattended");
    }

    private static String terminal() {
        try {
            return Files.readSymbolicLink(Keyboard.STANDARD_INPUT).toString();
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    @Override
    public BlockExport export(SourceDisk disk, List<NbdServer> order, ReadWatcher reads, ReadErrorPolicy errors,
            @Nullable RateLimiter limiter) throws SourceException, InterruptedException {
        take();
        try {
            return new Held(exporter.export(disk, order, reads, errors, limiter));
        } catch (SourceException | InterruptedException | RuntimeException e) {
            release();
            throw e;
        }
    }

    private synchronized void take() throws SourceException {
        if (exports == 0) {
            held = lock();
        }
        exports++;
    }

    private @Nullable FileChannel lock() throws SourceException {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                sign(channel);
                return channel;
            }
        } catch (IOException e) {
            // Better two conversions, which the server tells apart, than none.
            LOG.log(Level.WARNING, "No lock for the conversion: {0}", e.toString());
            close(channel);
            return null;
        }
        close(channel);
        throw new SourceException(TEXT.get("converting.already", holder()));
    }

    /** The lock holds without it, too. */
    private void sign(FileChannel channel) {
        try {
            channel.truncate(0).write(ByteBuffer.wrap(who.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Nobody can read who converts: {0}", e.toString());
        }
    }

    private String holder() {
        try {
            String name = Files.readString(file).strip();
            return name.isEmpty() ? UNKNOWN : name;
        } catch (IOException e) {
            LOG.log(Level.FINE, "Who converts", e);
            return UNKNOWN;
        }
    }

    private static void close(@Nullable FileChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.FINE, "Closing the lock", e);
        }
    }

    private synchronized void release() {
        exports--;
        FileChannel channel = held;
        if (exports == 0) {
            held = null;
            close(channel);
        }
    }

    @Override
    public @Nullable String fingerprint(SourceDisk disk) throws InterruptedException {
        return exporter.fingerprint(disk);
    }

    @Override
    public long sizeOf(Path path) throws SourceException {
        return exporter.sizeOf(path);
    }

    /** A disk of the conversion that holds the lock. */
    private final class Held implements BlockExport {
        private final BlockExport export;
        private boolean closed;

        Held(BlockExport export) {
            this.export = export;
        }

        @Override
        public SourceDisk disk() {
            return export.disk();
        }

        @Override
        public NbdServer server() {
            return export.server();
        }

        @Override
        public ByteChannel connect() throws IOException {
            return export.connect();
        }

        @Override
        public void check() throws SourceException {
            export.check();
        }

        @Override
        public @Nullable String fingerprint() throws InterruptedException {
            return export.fingerprint();
        }

        @Override
        public Duration silence() {
            return export.silence();
        }

        @Override
        public void close() {
            export.close();
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
            }
            release();
        }
    }
}
