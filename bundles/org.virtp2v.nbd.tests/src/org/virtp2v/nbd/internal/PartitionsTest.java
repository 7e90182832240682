package org.virtp2v.nbd.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.UnreadablePart;

class PartitionsTest {
    @TempDir
    Path device;

    private void partition(String name, long start, long size) throws IOException {
        Path directory = Files.createDirectory(device.resolve(name));
        Files.writeString(directory.resolve("partition"), "1\n");
        Files.writeString(directory.resolve("start"), start + "\n");
        Files.writeString(directory.resolve("size"), size + "\n");
    }

    @Test
    void findsThePartitionOfAByte() throws IOException {
        partition("sda1", 2048, 100);
        partition("sda4", 2148, 1000);
        partition("sda5", 2150, 10);
        Files.createDirectory(device.resolve("queue"));
        Partitions partitions = Partitions.in(device);
        assertThat(partitions.at(2048 * 512 - 1)).isNull();
        assertThat(partitions.at(2048 * 512)).isEqualTo("sda1");
        assertThat(partitions.at(2148 * 512)).isEqualTo("sda4");
        assertThat(partitions.at(2150 * 512)).as("a logical partition lies in an extended one").isEqualTo("sda5");
        assertThat(partitions.at(3148 * 512)).isNull();
    }

    @Test
    void splitsWhatIsInSeveral() throws IOException {
        partition("sda1", 63, 100);
        partition("sda2", 163, 1000);
        Partitions partitions = Partitions.in(device);
        assertThat(partitions.split(sectors(56, 64))).containsExactly(new UnreadablePart(sectors(56, 63), null),
                new UnreadablePart(sectors(63, 64), "sda1"));
        assertThat(partitions.split(sectors(100, 2000))).containsExactly(
                new UnreadablePart(sectors(100, 163), "sda1"), new UnreadablePart(sectors(163, 1163), "sda2"),
                new UnreadablePart(sectors(1163, 2000), null));
        assertThat(partitions.split(sectors(64, 163))).hasSize(1);
    }

    private static Extent sectors(long first, long end) {
        return new Extent(first * 512, (end - first) * 512);
    }

    @Test
    void knowsNoneOfAnImageFile() throws IOException {
        Path image = Files.createFile(device.resolve("image"));
        assertThat(Partitions.of(image).at(0)).isNull();
        assertThat(Partitions.of(device.resolve("missing")).at(0)).isNull();
    }
}
