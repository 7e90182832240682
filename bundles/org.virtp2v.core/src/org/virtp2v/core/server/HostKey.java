package org.virtp2v.core.server;

/**
 * The key a conversion server identified itself with.
 *
 * @param type
 *            its algorithm name, such as {@code ssh-ed25519} (RFC 4253, section 6.6)
 * @param fingerprint
 *            {@code SHA256:} and the unpadded base64 of the key's SHA-256, as {@code ssh-keygen -l} prints it
 */
public record HostKey(String type, String fingerprint) {
}
