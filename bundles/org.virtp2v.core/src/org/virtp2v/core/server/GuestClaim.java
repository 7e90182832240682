package org.virtp2v.core.server;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.BashScript;

/**
 * The claim of a run on the conversion server, so that no other run writes the same guest: its name, in the place where
 * a second guest of that name would overwrite it. Its form there, and how it is taken, is in {@code claim.sh}, which
 * has the one home of both.
 *
 * @param guest
 *            the guest's name
 * @param directory
 *            the directory of the server that the guest's files are written to; null: there is none, or it is a pool's
 * @param pool
 *            the storage pool of libvirt; null when the guest does not go to libvirt
 * @param elsewhere
 *            where else a guest of that name can be but once; null: nowhere
 * @param sudo
 *            whether virt-v2v runs through sudo
 */
public record GuestClaim(String guest, @Nullable String directory, @Nullable Pool pool, @Nullable String elsewhere,
        boolean sudo) {

    /**
     * A storage pool.
     *
     * @param uri
     *            libvirt's connection URI; null: libvirt's default for the remote user
     * @param name
     *            the pool's name
     */
    public record Pool(@Nullable String uri, String name) {
    }

    /** The script with the functions of {@code claim.sh} before it, about this claim. */
    public BashScript functionsFor(BashScript script) {
        return script.including(GuestClaim.class, "claim.sh").with("claim_guest", guest)
                .with("claim_directory", orNothing(directory)).with("claim_pool", pool == null ? "" : pool.name())
                .with("claim_uri", pool == null ? "" : orNothing(pool.uri()))
                .with("claim_elsewhere", orNothing(elsewhere)).with("claim_sudo", sudo);
    }

    private static String orNothing(@Nullable String text) {
        return text == null ? "" : text;
    }
}
