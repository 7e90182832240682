package org.virtp2v.core.server;

/**
 * The key a conversion server identified itself with.
 *
 * @param type
 *            its algorithm name, such as {@code ssh-ed25519} (RFC 4253, section 6.6)
 * @param bits
 *            its size as {@code ssh-keygen -l} prints it; 0 when it is not known
 * @param fingerprint
 *            {@code SHA256:} and the unpadded base64 of the key's SHA-256, as {@code ssh-keygen -l} prints it
 */
public record HostKey(String type, int bits, String fingerprint) {

    /** The picture that {@code ssh-keygen -lv} draws of the fingerprint: 11 lines of 19 characters. */
    public String randomArt() {
        return RandomArt.draw(this);
    }
}
