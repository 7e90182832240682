package org.virtp2v.nbd.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.exec.FirstBytes;
import org.virtp2v.exec.LocalProgram;

/**
 * The holes of an image file, as {@code qemu-img map} tells them: the JDK has no {@code SEEK_HOLE}. Where it is not
 * installed, or says anything that is not understood, none are known, which only costs time.
 *
 * @param tools
 *            where programs are
 */
record ImageHoles(Tools tools) {
    private static final Logger LOG = Logger.getLogger(ImageHoles.class.getName());
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** Of a file with more pieces than this can tell, the rest is read. */
    private static final int MOST_BYTES = 4 << 20;
    /** A line of {@code qemu-img map}: offset and length of a piece that is there; more fields follow. */
    private static final Pattern DATA = Pattern.compile("(0|0x\\p{XDigit}{1,16})\\s+0x(\\p{XDigit}{1,16})\\s.*");

    /** The holes, in order; none of a block device. */
    List<Extent> of(SourceDisk disk) throws InterruptedException {
        if (!Files.isRegularFile(disk.path())) {
            return List.of();
        }
        Path program = tools.find("qemu-img").orElse(null);
        if (program == null) {
            return List.of();
        }
        var output = new FirstBytes(MOST_BYTES);
        try {
            int status = LocalProgram.of(program.toString(), "map", "--force-share", "-f", "raw",
                    disk.path().toAbsolutePath().toString()).inCLocale().start(output, OutputStream.nullOutputStream())
                    .await(LIMIT);
            return status == 0 ? holes(output.bytes(), disk.sizeBytes()) : List.of();
        } catch (IOException | TimeoutException | NumberFormatException e) {
            LOG.log(Level.FINE, "holes of " + disk.path(), e);
            return List.of();
        }
    }

    /** What lies between the pieces of data; after the last line that was kept, nothing is known to be a hole. */
    private static List<Extent> holes(byte[] map, long size) {
        boolean whole = map.length < MOST_BYTES;
        List<Extent> holes = new ArrayList<>();
        long end = 0;
        List<String> lines = new String(map, StandardCharsets.UTF_8).lines().skip(1).toList();
        for (String line : whole ? lines : lines.subList(0, lines.size() - 1)) {
            Matcher data = DATA.matcher(line);
            if (!data.matches()) {
                return List.of();
            }
            long offset = Long.decode(data.group(1));
            if (offset > end) {
                holes.add(new Extent(end, offset - end));
            }
            end = Math.max(end, offset + Long.parseLong(data.group(2), 16));
        }
        if (whole && end < size) {
            holes.add(new Extent(end, size - end));
        }
        return holes;
    }
}
