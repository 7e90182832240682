package org.virtp2v.nbd.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.source.BlockExport;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.RateLimiter;
import org.virtp2v.core.source.ReadErrorPolicy;
import org.virtp2v.core.testing.RecordedReads;
import org.virtp2v.nbd.internal.protocol.Nbd;

/** p2v.bandwidth keeps its promise with a real server and a real client: within 10 %. */
@Timeout(60)
class BandwidthTest {
    private static final int SIZE = 32 << 20;
    private static final long RATE = 8 << 20;
    /** The common pool may have just one thread. */
    private static final Executor THREADS = work -> Thread.ofPlatform().daemon().start(work);

    @TempDir
    private Path directory;
    private Path sockets;
    private TestDisk disk;

    @BeforeEach
    void makeDisk() throws IOException {
        sockets = Files.createTempDirectory(Path.of("/tmp"), "s");
        disk = TestDisk.of(SIZE, directory.resolve("disk.img"));
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        assertThat(disk.isSoonGoneWith(sockets)).as("no process and no socket left").isTrue();
        Files.delete(sockets);
    }

    private BlockExport export(long rate) throws Exception {
        return export(new RateLimiter(rate, System.nanoTime()));
    }

    private BlockExport export(RateLimiter limiter) throws Exception {
        return new NbdExporter(Tools.ofThisMachine(), List.of(sockets), TestDisk.LIMIT).export(disk.source(),
                List.of(NbdServer.QEMU_NBD), new RecordedReads(), ReadErrorPolicy.STOP, limiter);
    }

    private static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }

    @Test
    void nbdcopyGetsTheRateWithin10Percent() throws Exception {
        Path copy = directory.resolve("copy");
        try (BlockExport export = export(RATE)) {
            var began = new AtomicLong();
            assertThat(Nbdcopy.copy(() -> {
                began.set(System.nanoTime());
                return export.connect();
            }, copy)).isZero();
            double seconds = (double) SIZE / RATE;
            assertThat(secondsSince(began.get())).isCloseTo(seconds, within(0.1 * seconds));
        }
        assertThat(Files.mismatch(copy, disk.path())).isEqualTo(-1);
    }

    @Test
    void disksShareTheRateFairly() throws Exception {
        var limiter = new RateLimiter(RATE, System.nanoTime());
        try (BlockExport first = export(limiter); BlockExport second = export(limiter)) {
            long began = System.nanoTime();
            var one = CompletableFuture.supplyAsync(() -> read(first, SIZE / 2), THREADS);
            var other = CompletableFuture.supplyAsync(() -> read(second, SIZE / 2), THREADS);
            double seconds = (double) SIZE / RATE;
            assertThat(one.get() - began / 1e9).isCloseTo(seconds, within(0.15 * seconds));
            assertThat(other.get() - began / 1e9).isCloseTo(seconds, within(0.15 * seconds));
            assertThat(secondsSince(began)).isCloseTo(seconds, within(0.1 * seconds));
        }
    }

    /** Reads and returns when it was done, in seconds. */
    private static double read(BlockExport export, int length) {
        try (TestClient client = TestClient.on(export.connect())) {
            client.read(0, length);
            return System.nanoTime() / 1e9;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void isSmooth() throws Exception {
        try (BlockExport export = export(RATE); TestClient client = TestClient.on(export.connect())) {
            client.channel().write(TestClient.request(Nbd.NBD_CMD_READ, 0, SIZE));
            client.receive(16);
            for (int i = 0; i < 10; i++) {
                long began = System.nanoTime();
                client.receive((int) RATE / 10);
                assertThat(secondsSince(began)).isBetween(0.02, 0.25);
            }
        }
    }

    @Test
    void closingEndsAReadThatIsHeldUp() throws Exception {
        try (BlockExport export = export(1)) {
            ByteChannel channel = export.connect();
            var reading = CompletableFuture.supplyAsync(() -> {
                try {
                    return TestClient.on(channel);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }, THREADS);
            Thread.sleep(200);
            channel.close();
            assertThatThrownBy(() -> reading.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(ExecutionException.class)
                    .hasRootCauseInstanceOf(AsynchronousCloseException.class);
        }
    }

    @Test
    void interruptingEndsAReadThatIsHeldUp() throws Exception {
        try (BlockExport export = export(1); ByteChannel channel = export.connect()) {
            var failure = new CompletableFuture<Throwable>();
            Thread reader = Thread.ofPlatform().start(() -> {
                try {
                    TestClient.on(channel);
                } catch (IOException e) {
                    failure.complete(e);
                }
            });
            Thread.sleep(200);
            reader.interrupt();
            assertThat(failure.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(ClosedByInterruptException.class);
            assertThat(reader.join(Duration.ofSeconds(1))).isTrue();
        }
    }
}
