package org.virtp2v.nbd.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.virtp2v.exec.FirstBytes;
import org.virtp2v.exec.LocalProgram;
import org.virtp2v.nbd.internal.builtin.BlockSource;
import org.virtp2v.nbd.internal.builtin.DiskFile;

/**
 * Reads just those sectors of a disk that are asked for, where that matters. The page cache reads more at once, 4096
 * bytes and often a multiple of it (folios), and fails with all of that when one sector is broken. The JDK has no other
 * way to a disk, so {@code dd} reads, with {@code O_DIRECT}. Where there is no dd, or the file system knows no such
 * reads, the page cache has to do.
 *
 * @param disk
 *            read for everything else
 * @param sectorBytes
 *            that the disk reads at least
 * @param tools
 *            where programs are
 */
record ExactReads(DiskFile disk, int sectorBytes, Tools tools) implements BlockSource {
    private static final Logger LOG = Logger.getLogger(ExactReads.class.getName());
    /** The kernel gives a command 30 seconds, and tries it again a few times. */
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int MOST_ERRORS = 4096;
    /** What dd says of a read that failed, and of nothing else. */
    private static final String READ_ERROR = "error reading";

    /** Reads a disk that is open, by the size of its sectors. */
    static ExactReads of(DiskFile disk, Tools tools) {
        return new ExactReads(disk, SectorSize.physical(disk.path()), tools);
    }

    @Override
    public void read(ByteBuffer to, long offset) throws IOException {
        disk.read(to, offset);
    }

    @Override
    public void readExactly(ByteBuffer to, long offset) throws IOException {
        disk.verifyPresent(); // also that it is not closed: nobody waits for the rest any more then
        Optional<Path> dd = tools.find("dd");
        if (dd.isEmpty() || !read(dd.get(), to, offset)) {
            disk.read(to, offset);
        }
    }

    /**
     * Whether dd could be used.
     *
     * @throws IOException
     *             when it could, and there is nothing to be read
     */
    private boolean read(Path dd, ByteBuffer to, long offset) throws IOException {
        long first = offset & -sectorBytes;
        int begin = (int) (offset - first);
        int length = begin + to.remaining() + sectorBytes - 1 & -sectorBytes;
        var output = new Filling(to, begin);
        var errors = new FirstBytes(MOST_ERRORS);
        int status;
        try {
            status = LocalProgram.of(dd.toString(), "if=" + disk.path().toAbsolutePath(), "iflag=direct,skip_bytes",
                    "bs=" + length, "skip=" + first, "count=1", "status=none").inCLocale().start(output, errors)
                    .await(LIMIT);
        } catch (TimeoutException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new ClosedByInterruptException().initCause(e);
        } catch (IOException e) {
            LOG.log(Level.FINE, "dd", e);
            return false;
        } finally {
            output.end();
        }
        if (!to.hasRemaining()) {
            disk.verifyPresent(); // dd has opened what was there
            return true;
        }
        String said = new String(errors.bytes(), StandardCharsets.UTF_8);
        LOG.fine(said);
        if (status == 0 || said.contains(READ_ERROR)) { // with 0 it has read as far as the broken sector
            throw new IOException(said.strip());
        }
        return false;
    }
}
