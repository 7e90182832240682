package org.virtp2v.nbd.internal.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.testing.Seeds;

@Timeout(60)
class DiskFileTest {
    @TempDir
    private Path directory;
    private Path path;
    private byte[] content;

    @BeforeEach
    void makeFile() throws IOException {
        content = new byte[1 << 20];
        Seeds.random().nextBytes(content);
        path = Files.write(directory.resolve("disk"), content);
    }

    private static byte[] read(DiskFile disk, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        disk.read(buffer, offset);
        return buffer.array();
    }

    @Test
    void readsAnyPartAndNotBeyondTheEnd() throws IOException {
        try (DiskFile disk = DiskFile.of(path)) {
            assertThat(disk.size()).isEqualTo(1 << 20);
            assertThat(read(disk, 4711, 100_000)).isEqualTo(Arrays.copyOfRange(content, 4711, 104_711));
            assertThatThrownBy(() -> read(disk, (1 << 20) - 512, 513)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void anInterruptedReaderLeavesTheDiskToTheOthers() throws Exception {
        try (DiskFile disk = DiskFile.of(path)) {
            var done = new AtomicBoolean();
            var other = new CompletableFuture<Boolean>();
            Thread.ofPlatform().daemon().start(() -> other.complete(readsWhile(disk, done)));
            for (int i = 0; i < 200; i++) {
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> read(disk, 0, 512)).isInstanceOf(ClosedByInterruptException.class);
                assertThat(Thread.interrupted()).isTrue();
                assertThat(read(disk, 0, 512)).isEqualTo(Arrays.copyOf(content, 512));
            }
            done.set(true);
            assertThat(other.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void readsNothingOfAnotherDiskThatHasComeInItsPlace() throws Exception {
        try (DiskFile disk = DiskFile.of(path)) {
            Path other = Files.write(directory.resolve("other"), new byte[content.length]);
            Files.move(other, path, StandardCopyOption.REPLACE_EXISTING);
            assertThat(read(disk, 0, 512)).as("it is still open").isEqualTo(Arrays.copyOf(content, 512));

            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> read(disk, 0, 512)).hasMessageStartingWith("another device");
            assertThat(Thread.interrupted()).isTrue();

            assertThatThrownBy(() -> read(disk, 0, 512)).hasMessageStartingWith("another device");
            assertThatThrownBy(disk::verifyPresent).hasMessageStartingWith("another device");
        }
    }

    @Test
    void goesOnAsADiskThatWasOpenedAgainAlsoForReadersOfTheOldOne() throws Exception {
        try (DiskFile disk = DiskFile.of(path)) {
            var done = new AtomicBoolean();
            var other = new CompletableFuture<Boolean>();
            Thread.ofPlatform().daemon().start(() -> other.complete(readsWhile(disk, done)));
            for (int i = 0; i < 20; i++) {
                Path place = Files.write(directory.resolve("place" + i), content);
                disk.become(DiskFile.of(place));
                assertThat(disk.path()).isEqualTo(place);
                disk.verifyPresent();
                assertThat(read(disk, 512, 512)).isEqualTo(Arrays.copyOfRange(content, 512, 1024));
            }
            done.set(true);
            assertThat(other.get(20, TimeUnit.SECONDS)).isTrue();
            disk.close();
            assertThatThrownBy(() -> disk.become(DiskFile.of(path))).isInstanceOf(ClosedChannelException.class);
        }
    }

    private boolean readsWhile(DiskFile disk, AtomicBoolean done) {
        try {
            while (!done.get()) {
                if (!Arrays.equals(read(disk, 0, content.length), content)) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void readsNothingAfterItsEnd() throws IOException {
        DiskFile disk = DiskFile.of(path);
        disk.close();
        disk.close();
        assertThatThrownBy(() -> read(disk, 0, 512)).isInstanceOf(ClosedChannelException.class);
    }
}
