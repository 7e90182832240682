package org.virtp2v.nbd.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    void knowsNoneOfAnImageFile() throws IOException {
        Path image = Files.createFile(device.resolve("image"));
        assertThat(Partitions.of(image).at(0)).isNull();
        assertThat(Partitions.of(device.resolve("missing")).at(0)).isNull();
    }
}
