package org.virtp2v.core.plan;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.mode.Storage;

/**
 * The storage pool of libvirt that the guest goes to.
 *
 * @param uri
 *            the connection that virt-v2v uses; null when it is libvirt's default for the remote user
 * @param name
 *            the pool's name
 */
public record LibvirtPool(@Nullable String uri, String name) {
    private static final String ROOTS_LIBVIRT = "qemu:///system";

    /** The plan's pool; null when the guest goes elsewhere. */
    public static @Nullable LibvirtPool of(ConversionPlan plan) {
        if (!(plan.target().storage() instanceof Storage.Pool pool)) {
            return null;
        }
        String name = plan.output().storage();
        String uri = plan.output().connection();
        boolean noUri = uri == null || uri.isEmpty();
        return new LibvirtPool(noUri && plan.login().sudo() ? ROOTS_LIBVIRT : noUri ? null : uri,
                name == null || name.isEmpty() ? pool.usual() : name);
    }
}
