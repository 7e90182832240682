package org.virtp2v.ssh.internal.identity;

import java.util.Vector;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerLogin;

import com.jcraft.jsch.Identity;
import com.jcraft.jsch.IdentityRepository;

/**
 * The private key or password, in memory only, until it is forgotten. With an identity there is no password, even if
 * one was given.
 */
public final class Credentials implements IdentityRepository {
    private final boolean withIdentity;
    private @Nullable Secret password;
    private @Nullable Identity identity;

    public Credentials(ServerLogin login, @Nullable Identity identity) {
        this.withIdentity = identity != null;
        this.identity = identity;
        this.password = identity == null ? login.password() : null;
    }

    public boolean withIdentity() {
        return withIdentity;
    }

    public synchronized @Nullable Secret password() {
        return password;
    }

    public synchronized void forget() {
        password = null;
        if (identity != null) {
            identity.clear();
            identity = null;
        }
    }

    @Override
    public String getName() {
        return "virt-p2v";
    }

    @Override
    public int getStatus() {
        return RUNNING;
    }

    @Override
    public synchronized Vector<Identity> getIdentities() {
        Vector<Identity> identities = new Vector<>();
        if (identity != null) {
            identities.add(identity);
        }
        return identities;
    }

    @Override
    public boolean add(byte[] key) {
        return false;
    }

    @Override
    public boolean remove(byte[] blob) {
        return false;
    }

    @Override
    public void removeAll() {
        // JSch has no reason to take them away
    }
}
