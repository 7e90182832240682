package org.virtp2v.nbd.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.SourceDisk;

class ImageHolesTest {
    private static final long TIB = 1L << 40;

    @TempDir
    private Path directory;

    /** A file with nothing but these pieces of 64 KiB. */
    private SourceDisk image(long size, long... pieces) throws IOException {
        Path path = directory.resolve("an image, of=x\u00e4: n.img");
        byte[] data = new byte[64 * 1024];
        Arrays.fill(data, (byte) 'x');
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(size);
            for (long piece : pieces) {
                file.seek(piece);
                file.write(data);
            }
        }
        return new SourceDisk("sda", path, size, "sda");
    }

    private static List<Extent> holes(SourceDisk disk) throws InterruptedException {
        return new ImageHoles(Tools.ofThisMachine()).of(disk);
    }

    @Test
    void areWhatLiesBetweenThePieces() throws Exception {
        assertThat(holes(image(10 * TIB, 0, TIB, 9 * TIB))).containsExactly(
                new Extent(64 * 1024, TIB - 64 * 1024),
                new Extent(TIB + 64 * 1024, 8 * TIB - 64 * 1024),
                new Extent(9 * TIB + 64 * 1024, TIB - 64 * 1024));
    }

    @Test
    void areAllOfAnEmptyImageAndNothingOfAFullOne() throws Exception {
        assertThat(holes(image(1 << 20))).containsExactly(new Extent(0, 1 << 20));
        assertThat(holes(image(64 * 1024, 0))).isEmpty();
    }

    @Test
    void areUnknownWithoutTheProgramAndOfWhatIsNoFile() throws Exception {
        SourceDisk disk = image(1 << 20);
        assertThat(new ImageHoles(new Tools(List.of(directory))).of(disk)).isEmpty();
        assertThat(holes(new SourceDisk("null", Path.of("/dev/null"), 512, "sda"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "echo nonsense", "printf '0 0x1000 0 f\\nnonsense\\n'", "exit 1",
            "printf '0 0xffffffffffffffff 0 f\\n'" })
    void areUnknownWhenTheProgramIsNotUnderstood(String script) throws Exception {
        SourceDisk disk = image(1 << 20, 0);
        Path program = Files.writeString(directory.resolve("qemu-img"), "#!/bin/sh\necho Offset\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        assertThat(new ImageHoles(new Tools(List.of(directory))).of(disk)).isEmpty();
    }

    /** After the last line that is kept, nothing is known. */
    @Test
    void ofAFileWithVeryManyPiecesAreThoseThatAreKnown() throws Exception {
        SourceDisk disk = image(10 * TIB, 0);
        Path program = Files.writeString(directory.resolve("qemu-img"),
                "#!/bin/sh\necho Offset\nfor i in $(seq 0 200000); do printf '0x%x 0x1000 0x0 %s\\n' $((i*8192)) "
                        + "/a/rather/long/name/of/a/file; done\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        List<Extent> holes = new ImageHoles(new Tools(List.of(directory))).of(disk);
        assertThat(holes).hasSizeGreaterThan(50_000).allMatch(hole -> hole.length() == 4096);
    }
}
