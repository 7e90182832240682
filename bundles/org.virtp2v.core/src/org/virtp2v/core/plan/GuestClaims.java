package org.virtp2v.core.plan;

import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.mode.OutputMode;
import org.virtp2v.core.mode.Storage;
import org.virtp2v.core.server.GuestClaim;
import org.virtp2v.core.settings.OutputSettings;

/** The claim of a plan on the conversion server. */
public final class GuestClaims {
    private GuestClaims() {
    }

    /**
     * The plan's claim: the guest's name with the directory of its files; for libvirt the pool's directory, and libvirt
     * itself; for any other mode virt-v2v's options for the place.
     */
    public static GuestClaim of(ConversionPlan plan) {
        OutputSettings output = plan.output();
        String guest = plan.guest().name();
        boolean sudo = plan.login().sudo();
        LibvirtPool pool = LibvirtPool.of(plan);
        if (pool != null) {
            return new GuestClaim(guest, null, new GuestClaim.Pool(pool.uri(), pool.name()), null, sudo);
        }
        String storage = text(output.storage());
        return switch (plan.target().storage()) {
            case Storage.Directory d when !storage.isEmpty() -> new GuestClaim(guest, storage, null, null, sudo);
            case Storage.None n -> new GuestClaim(guest, null, null, null, sudo);
            default -> new GuestClaim(guest, null, null, place(output), sudo);
        };
    }

    private static String place(OutputSettings output) {
        return OutputMode.of(output.type()).name() + "\n" + text(output.connection()) + "\n" + text(output.storage());
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
