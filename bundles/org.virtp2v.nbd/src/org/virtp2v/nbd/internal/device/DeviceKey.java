package org.virtp2v.nbd.internal.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

import org.jspecify.annotations.Nullable;

/**
 * The device, or file, that is behind a path. One that is plugged in again has another key, also under the same name.
 *
 * @param file
 *            its file; null where the file system has no such keys
 * @param sequence
 *            the kernel's number of the device ({@code diskseq}, Linux 5.15), which is never used again; empty: none
 */
public record DeviceKey(@Nullable Object file, String sequence) {
    private static final Path SYSFS = Path.of("/sys");

    /**
     * What is there now.
     *
     * @throws IOException
     *             when nothing is
     */
    public static DeviceKey of(Path path) throws IOException {
        Path directory = directory(path);
        Object file = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return new DeviceKey(file, directory == null ? "" : line(whole(directory).resolve("diskseq")));
    }

    /**
     * The directory of a block device in sysfs, without links.
     *
     * @return null when it is no block device, or there is none
     * @throws IOException
     *             when there is nothing at the path
     */
    public static @Nullable Path directory(Path path) throws IOException {
        return directory(path, SYSFS);
    }

    /**
     * The same in another sysfs.
     *
     * @param sysfs
     *            where sysfs is
     * @return null when it is no block device, or there is none
     * @throws IOException
     *             when there is nothing at the path
     */
    static @Nullable Path directory(Path path, Path sysfs) throws IOException {
        long device = (Long) Files.getAttribute(path, "unix:rdev");
        // gnu_dev_major(3), gnu_dev_minor(3)
        long major = device >> 8 & 0xfff | device >> 32 & ~0xfffL;
        long minor = device & 0xff | device >> 12 & ~0xffL;
        Path link = sysfs.resolve("dev/block/" + major + ":" + minor);
        return device != 0 && Files.isDirectory(link) ? link.toRealPath() : null;
    }

    /** The directory of the whole disk; a partition is a directory in it. */
    public static Path whole(Path directory) {
        return Files.exists(directory.resolve("partition")) ? directory.resolveSibling("") : directory;
    }

    /** What is in a small file; empty when it cannot be read. */
    static String line(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
