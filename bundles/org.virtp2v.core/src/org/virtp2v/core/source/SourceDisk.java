package org.virtp2v.core.source;

import java.nio.file.Path;

/**
 * A disk that is to be copied: a block device of this machine, or an image file in tests.
 *
 * @param name
 *            what people call it, such as {@code sda}, or the absolute path of an image
 * @param path
 *            absolute path of the block device or file
 * @param sizeBytes
 *            the size in bytes that an export of it must have
 * @param targetDevice
 *            the name the guest's description gives it ({@code target/@dev} in {@code physical.xml})
 */
public record SourceDisk(String name, Path path, long sizeBytes, String targetDevice) {
}
