package org.virtp2v.core.server;

/**
 * A file to put into the remote directory.
 *
 * @param name
 *            its name there, without a path
 * @param content
 *            its bytes; the array must not be changed afterwards
 * @param required
 *            whether the conversion cannot do without it
 * @param executable
 *            whether it gets mode 0700 instead of 0600
 */
public record RemoteFile(String name, byte[] content, boolean required, boolean executable) {
}
