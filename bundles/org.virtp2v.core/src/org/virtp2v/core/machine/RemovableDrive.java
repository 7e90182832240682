package org.virtp2v.core.machine;

import org.jspecify.annotations.Nullable;

/**
 * A drive whose medium can be taken out; the guest gets an empty one like it.
 *
 * @param name
 *            the kernel's name, such as {@code sr0}
 * @param model
 *            the model the drive reports, trimmed; null when unknown
 */
public record RemovableDrive(String name, @Nullable String model) {
}
