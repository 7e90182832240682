package org.virtp2v.ssh.internal.identity;

import java.util.List;
import java.util.Vector;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerLogin;

import com.jcraft.jsch.Identity;
import com.jcraft.jsch.IdentityRepository;

/**
 * The private key and password, in memory only, until it is forgotten. With an identity a password that was given is
 * only for a server that wants more than the identity (sshd_config(5), {@code AuthenticationMethods}): a refused
 * identity is never followed by a password. Safe for use by any thread.
 */
public final class Credentials implements IdentityRepository {
    private static final String KEY = "publickey";
    private static final List<String> FURTHER = List.of("keyboard-interactive", "password");

    private final boolean withIdentity;
    private @Nullable Secret password;
    private List<Identity> identities;
    private boolean wantsMore;
    private volatile boolean signed;

    /**
     * @param identities
     *            the ways to show one private key, best first; empty: there is only the password
     */
    public Credentials(ServerLogin login, List<Identity> identities) {
        this.withIdentity = !identities.isEmpty();
        this.identities = List.copyOf(identities);
        this.password = login.password();
    }

    public boolean withIdentity() {
        return withIdentity;
    }

    /** The password that may be given to the server as it is known now; null when there is none. */
    public synchronized @Nullable Secret password() {
        return withIdentity && !wantsMore ? null : password;
    }

    /** Whether the server wants something besides the identity, or before it. */
    public synchronized boolean wantsMore() {
        return wantsMore;
    }

    /** Whether the server has accepted the identity at least once, and had something signed with it. */
    public boolean signed() {
        return signed;
    }

    /** The methods to log in by (RFC 4252, section 5), best first, separated by commas. */
    public synchronized String methods() {
        return !withIdentity ? "password,keyboard-interactive"
                : wantsMore ? KEY + "," + String.join(",", FURTHER) : KEY;
    }

    /**
     * The log-in failed, and the server went on offering these methods. When it does not offer to look at an identity,
     * it has accepted it and wants more, or wants something else first.
     *
     * @return whether another log-in has more to give
     */
    public synchronized boolean learn(List<String> offered) {
        boolean more = withIdentity && !wantsMore && !offered.contains(KEY)
                && offered.stream().anyMatch(FURTHER::contains);
        wantsMore |= more;
        return more;
    }

    public synchronized void forget() {
        password = null;
        identities.forEach(Identity::clear);
        identities = List.of();
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
        Vector<Identity> all = new Vector<>();
        identities.forEach(identity -> all.add(new Watched(identity)));
        return all;
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

    /** Notices that the server has something signed: it does so only with a key that it takes. */
    private final class Watched extends DecryptedIdentity {
        private final Identity identity;

        Watched(Identity identity) {
            this.identity = identity;
        }

        @Override
        public byte[] getPublicKeyBlob() {
            return identity.getPublicKeyBlob();
        }

        @Override
        public byte[] getSignature(byte[] data) {
            signed = true;
            return identity.getSignature(data);
        }

        @Override
        public byte[] getSignature(byte[] data, String algorithm) {
            signed = true;
            return identity.getSignature(data, algorithm);
        }

        @Override
        public String getAlgName() {
            return identity.getAlgName();
        }

        @Override
        public void clear() {
            // the credentials do that
        }
    }
}
