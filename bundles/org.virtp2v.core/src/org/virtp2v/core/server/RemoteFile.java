package org.virtp2v.core.server;

/**
 * A file to put into the remote directory.
 *
 * @param name
 *            its name there; with a directory before it, it comes into that, which is made
 * @param content
 *            its bytes; the array must not be changed afterwards
 * @param kind
 *            its purpose
 */
public record RemoteFile(String name, byte[] content, Kind kind) {

    /** The purpose of a file. */
    public enum Kind {
        /** The conversion cannot do without it. */
        NEEDED,
        /** For people who look at the conversion afterwards; it may be missing. */
        OPTIONAL,
        /** A program that the conversion cannot do without. */
        SCRIPT
    }

    /** A file without which there is no conversion; only its owner can read and write it. */
    public static RemoteFile needed(String name, byte[] content) {
        return new RemoteFile(name, content, Kind.NEEDED);
    }

    /** A file that the conversion can do without; only its owner can read and write it. */
    public static RemoteFile optional(String name, byte[] content) {
        return new RemoteFile(name, content, Kind.OPTIONAL);
    }

    /** A program without which there is no conversion; only its owner can read, write and run it. */
    public static RemoteFile script(String name, byte[] content) {
        return new RemoteFile(name, content, Kind.SCRIPT);
    }

    /** Whether the conversion cannot do without it. */
    public boolean required() {
        return kind != Kind.OPTIONAL;
    }

    /** Whether it gets mode 0700 instead of 0600. */
    public boolean executable() {
        return kind == Kind.SCRIPT;
    }
}
