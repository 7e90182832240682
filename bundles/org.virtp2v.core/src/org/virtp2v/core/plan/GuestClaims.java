package org.virtp2v.core.plan;

import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.output.OutputModes;
import org.virtp2v.core.server.GuestClaim;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.settings.OutputSettings;

/** What a plan claims on the conversion server. */
public final class GuestClaims {
    /** virt-v2v throws this guest away. */
    private static final String NOWHERE = "null";

    private GuestClaims() {
    }

    /**
     * The plan's claim: the guest's name with the directory of its files; for libvirt the pool's directory, and libvirt
     * itself; for any other mode what virt-v2v is told of the place.
     */
    public static GuestClaim of(ConversionPlan plan) {
        OutputSettings output = plan.output();
        String guest = plan.guest().name();
        boolean sudo = plan.login().sudo();
        LibvirtPool pool = LibvirtPool.of(plan);
        if (pool != null) {
            return new GuestClaim(guest, null, new GuestClaim.Pool(pool.uri(), pool.name()), null, sudo);
        }
        String storage = output.storage();
        if (Defaults.storesFiles(output.type()) && storage != null && !storage.isEmpty()) {
            return new GuestClaim(guest, storage, null, null, sudo);
        }
        return new GuestClaim(guest, null, null, NOWHERE.equals(output.type()) ? null : place(output), sudo);
    }

    private static String place(OutputSettings output) {
        return OutputModes.canonical(output.type()) + "\n" + text(output.connection()) + "\n" + text(output.storage());
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
