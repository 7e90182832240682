package org.virtp2v.core.plan;

import org.jspecify.annotations.Nullable;

/**
 * The key of an encrypted disk, as virt-v2v's {@code --key} takes it. It does not print its content.
 *
 * @param selector
 *            which disk or volume it opens: a UUID, a device name in the guest, {@code all}; no secret
 * @param content
 *            the key, as it is to stand in a file; null when the network has it ({@code clevis}); the array must not be
 *            changed
 */
public record EncryptionKey(String selector, byte @Nullable [] content) {
    @Override
    public String toString() {
        return selector + ":" + (content == null ? "clevis" : "***");
    }
}
