package org.virtp2v.nbd.internal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.Messages;
import org.virtp2v.nbd.internal.builtin.DiskFile;

/**
 * Looks at a source disk itself, before a server is started and when one fails, so that a fault of the disk is said in
 * plain words. It opens the disk for reading only, and reads nothing.
 */
final class SourceCheck {
    private static final Messages TEXT = Messages.beside(SourceCheck.class);
    private static final int SECTOR_BYTES = 512;
    /** File type bits of {@code st_mode}, and their value for a block device: inode(7). */
    private static final int S_IFMT = 0170000;
    private static final int S_IFBLK = 0060000;

    private SourceCheck() {
    }

    /**
     * Makes sure that the disk is there, can be opened, and has the planned size.
     *
     * @throws SourceException
     *             when not
     */
    static void verify(SourceDisk disk) throws SourceException {
        long size = measure(disk);
        if (size != disk.sizeBytes()) {
            throw failure(disk, "source.size", Long.toString(size), Long.toString(disk.sizeBytes()));
        }
    }

    /**
     * The size in bytes that a disk has now, whatever was planned.
     *
     * @throws SourceException
     *             when it is not there, is no disk, is empty, or cannot be opened
     */
    static long measure(SourceDisk disk) throws SourceException {
        try {
            verifyKind(disk);
            long size = size(disk.path());
            verifySize(disk, size);
            return size;
        } catch (NoSuchFileException e) {
            throw failure(disk, e, "source.missing");
        } catch (AccessDeniedException e) {
            throw failure(disk, e, "source.denied");
        } catch (FileSystemException e) {
            throw failure(disk, e, "source.io", String.valueOf(e.getReason()));
        } catch (IOException e) {
            throw failure(disk, e, "source.io", String.valueOf(e.getMessage()));
        }
    }

    /** How a disk is called in messages: its name, and its path where that says more. */
    static String describe(SourceDisk disk) {
        String path = disk.path().toString();
        return path.equals(disk.name()) ? path : disk.name() + " (" + path + ")";
    }

    private static void verifyKind(SourceDisk disk) throws IOException, SourceException {
        if (Files.isDirectory(disk.path())) {
            throw failure(disk, "source.directory");
        }
        int mode = (Integer) Files.getAttribute(disk.path(), "unix:mode");
        if (!Files.isRegularFile(disk.path()) && (mode & S_IFMT) != S_IFBLK) {
            throw failure(disk, "source.kind"); // opening a pipe or a terminal might wait for ever
        }
    }

    private static void verifySize(SourceDisk disk, long size) throws SourceException {
        if (size == 0) {
            throw failure(disk, "source.empty");
        }
        if (size % SECTOR_BYTES != 0) {
            throw failure(disk, "source.sectors", Long.toString(size), Integer.toString(SECTOR_BYTES));
        }
    }

    private static long size(Path path) throws IOException {
        try (DiskFile file = DiskFile.of(path)) {
            return file.size();
        }
    }

    private static SourceException failure(SourceDisk disk, String key, String... arguments) {
        return new SourceException(text(disk, key, arguments));
    }

    private static SourceException failure(SourceDisk disk, IOException cause, String key, String... arguments) {
        return new SourceException(text(disk, key, arguments), cause);
    }

    private static String text(SourceDisk disk, String key, String... arguments) {
        return TEXT.get("source.failure", describe(disk), TEXT.get(key, (Object[]) arguments));
    }
}
