package org.virtp2v.ssh.internal.identity;

import org.jspecify.annotations.Nullable;

import com.jcraft.jsch.Identity;

/** A private key in memory, decrypted: it has no passphrase any more, and no name that would matter. */
abstract class DecryptedIdentity implements Identity {

    @Override
    public final boolean setPassphrase(byte @Nullable [] passphrase) {
        return true;
    }

    @Override
    public final String getName() {
        return "identity";
    }

    @Override
    public final boolean isEncrypted() {
        return false;
    }
}
