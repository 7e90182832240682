package org.virtp2v.core.settings;

import org.jspecify.annotations.Nullable;

/**
 * What virt-v2v is told of the guest besides the output; see virt-v2v(1).
 *
 * @param root
 *            {@code --root}: {@code first}, {@code single} or a device; null: {@code first}
 */
public record VirtV2vSettings(@Nullable String root) {
    /** Nothing given. */
    public static final VirtV2vSettings NONE = new VirtV2vSettings(null);

    /** The same with another operating system. */
    public VirtV2vSettings withRoot(@Nullable String root) {
        return new VirtV2vSettings(root);
    }
}
