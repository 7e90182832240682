package org.virtp2v.hardware.internal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.source.Extent;

/** Reading of a volume, where its device cannot be read. */
class VolumeReaderTest {
    /** There is an error where this process has no memory, as at the beginning. */
    private static final Path BROKEN = Path.of("/proc/self/mem");
    private static final Extent PART = new Extent(4096, 1024);

    private static VolumeReader reader(VolumeReader.Exactly exactly) throws IOException {
        return new VolumeReader(BROKEN, exactly, PART, new TimeLimit(Duration.ofMinutes(1)));
    }

    @Test
    void readsPastThePageCacheWhatThatCannotRead() throws IOException {
        try (var reader = reader((offset, length) -> {
            byte[] bytes = new byte[Math.min(length, 256)];
            Arrays.fill(bytes, (byte) (offset / 512));
            return bytes;
        })) {
            var bytes = reader.read(256, 512);

            assertThat(bytes.remaining()).isEqualTo(512);
            assertThat(List.of(bytes.get(0), bytes.get(255), bytes.get(256), bytes.get(511)))
                    .containsExactly((byte) 8, (byte) 8, (byte) 9, (byte) 9);
        }
    }

    @Test
    void readsWholeSectorsWhereTheDeviceKnowsNoOthers() throws IOException {
        try (var reader = reader((offset, length) -> {
            byte[] bytes = new byte[offset % 4096 == 0 && length == 4096 ? length : 0];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (i / 512);
            }
            return bytes;
        })) {
            var bytes = reader.read(512, 512);

            assertThat(bytes.remaining()).isEqualTo(512);
            assertThat(List.of(bytes.get(0), bytes.get(511))).containsOnly((byte) 1);
        }
    }

    @Test
    void readsNothingBehindTheVolume() throws IOException {
        try (var reader = reader((offset, length) -> new byte[length])) {
            assertThat(reader.read(512, 512).remaining()).isEqualTo(512);
            assertThatThrownBy(() -> reader.read(513, 512)).isInstanceOf(UnreadableException.class);
        }
    }

    @Test
    void cannotReadWhatIsBroken() throws IOException {
        try (var reader = reader((offset, length) -> new byte[0])) {
            assertThatThrownBy(() -> reader.read(0, 512)).isInstanceOf(UnreadableException.class);
        }
    }
}
