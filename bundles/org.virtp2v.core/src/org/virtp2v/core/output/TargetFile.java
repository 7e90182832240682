package org.virtp2v.core.output;

import org.virtp2v.core.server.Secret;

/**
 * A file that a target needs on the conversion server.
 *
 * @param name
 *            without a path; must not be the name of another file in the remote directory
 * @param content
 *            its text
 * @param use
 *            its purpose
 */
public record TargetFile(String name, Secret content, Use use) {

    /**
     * The purpose of a file. It goes to the directory that virt-v2v is started in, so options name it without a path.
     */
    public enum Use {
        /** For virt-v2v; stays with the logs. */
        INPUT,
        /**
         * For virt-v2v; only the remote user can read it, and it is removed when virt-v2v has ended, however it ends.
         */
        SECRET,
        /** A script for the user, put beside the guest's disks after the conversion has succeeded. */
        SCRIPT
    }

    public TargetFile {
        if (!name.matches("[^/\\p{Cc}]+") || name.startsWith(".")) {
            throw new IllegalArgumentException("not a file name: " + name);
        }
    }
}
