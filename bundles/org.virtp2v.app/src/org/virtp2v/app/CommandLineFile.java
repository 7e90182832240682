package org.virtp2v.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

import org.virtp2v.core.server.Secret;
import org.virtp2v.core.settings.CommandLineSecrets;
import org.virtp2v.core.text.Messages;

/** What stands for the kernel command line, from a file instead of an argument, which every user could read. */
record CommandLineFile(String name) {
    private static final Messages TEXT = Messages.beside(CommandLineFile.class);
    /** A thousand times what a kernel takes; a device or a disk named by mistake has no end. */
    private static final int LONGEST_BYTES = 2 << 20;
    private static final String STANDARD_INPUT = "-";

    /**
     * The bytes in it.
     *
     * @throws IOException
     *             when it cannot be read or is too long
     */
    byte[] read() throws IOException {
        try (InputStream in = STANDARD_INPUT.equals(name) ? System.in : Files.newInputStream(Path.of(name))) {
            byte[] bytes = in.readNBytes(LONGEST_BYTES + 1);
            if (bytes.length > LONGEST_BYTES) {
                throw new IOException(TEXT.get("commandLineFileLong", Integer.toString(LONGEST_BYTES)));
            }
            return bytes;
        }
    }

    /** Whether it has a secret that other users of this machine can read. */
    boolean isOpenToOthers(String text) throws IOException {
        Path file = Path.of(name);
        return !STANDARD_INPUT.equals(name) && CommandLineSecrets.hide(text).contains(Secret.HIDDEN)
                && Files.isRegularFile(file)
                && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
    }
}
