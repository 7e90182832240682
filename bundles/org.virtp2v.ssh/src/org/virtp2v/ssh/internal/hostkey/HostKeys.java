package org.virtp2v.ssh.internal.hostkey;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.HostKeyPolicy;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.ssh.internal.hostkey.KnownHosts.Marker;

/**
 * Decides which host keys of one server are accepted during one run: those of the known_hosts files; for a host that is
 * in none of them, the {@link HostKeyPolicy}. A key that was accepted once is held to. It never learns a key for longer
 * than the run. Safe for use by any thread.
 */
public final class HostKeys {

    /** The verdict on a key. */
    public sealed interface Verdict {
        /** It may be used. */
        record Accepted() implements Verdict {
        }

        /** Another one is known. */
        record Changed(HostKey known, String where) implements Verdict {
        }

        /** It is known as one that must not be used any more. */
        record Revoked(String where) implements Verdict {
        }

        /** The user named another one; the server may have that too. */
        record NotNamed(String fingerprint) implements Verdict {
        }

        /** Nothing is known; {@link HostKeys#trust} decides. */
        record Unknown() implements Verdict {
        }
    }

    private static final Verdict ACCEPTED = new Verdict.Accepted();

    private final List<KnownHosts.Entry> known;
    private final List<KnownHosts.Entry> knownAnyPort;
    private final HostKeyPolicy policy;
    private final ServerDialog dialog;
    /** One question at a time; held while a person thinks. */
    private final ReentrantLock asking = new ReentrantLock();
    private byte @Nullable [] pinned;
    private boolean reported;

    public HostKeys(KnownHosts knownHosts, ServerLogin login, ServerDialog dialog) {
        this.known = knownHosts.find(login.host(), login.port());
        this.knownAnyPort = knownHosts.find(login.host(), 22);
        this.policy = login.hostKeyPolicy();
        this.dialog = dialog;
    }

    /** Looks at a key; does not block. */
    synchronized Verdict check(byte[] key) {
        List<KnownHosts.Entry> all = all();
        for (KnownHosts.Entry entry : all) {
            if (entry.marker() == Marker.REVOKED && entry.hasKey(key)) {
                return new Verdict.Revoked(entry.where());
            }
        }
        if (policy instanceof HostKeyPolicy.Fingerprint named) {
            return checkNamed(named, key);
        }
        if (isKnown(key)) {
            return ACCEPTED;
        }
        KnownHosts.Entry other = otherKey(Fingerprint.type(key));
        if (other != null) {
            return new Verdict.Changed(Fingerprint.of(other.key()), other.where());
        }
        byte[] trusted = pinned;
        if (trusted == null) {
            return new Verdict.Unknown();
        }
        return MessageDigest.isEqual(trusted, key) ? ACCEPTED : new Verdict.Changed(Fingerprint.of(trusted), "");
    }

    /**
     * Decides about an unknown key; may ask the user, and then blocks.
     *
     * @return whether it is accepted, and from now on no other
     * @throws InterruptedException
     *             when the thread is interrupted while another one asks
     */
    public boolean trust(byte[] key) throws InterruptedException {
        if (!(policy instanceof HostKeyPolicy.AcceptOnce)) {
            return false;
        }
        asking.lockInterruptibly();
        try {
            synchronized (this) {
                if (pinned != null) {
                    return MessageDigest.isEqual(pinned, key);
                }
            }
            boolean trusted = dialog.trusts(Fingerprint.of(key));
            synchronized (this) {
                pinned = trusted ? key.clone() : null;
            }
            return trusted;
        } finally {
            asking.unlock();
        }
    }

    /** Reports the key of an unknown host to the user, once. */
    public void report() {
        byte[] key;
        synchronized (this) {
            key = pinned;
            if (key == null || reported) {
                return;
            }
            reported = true;
        }
        dialog.accepted(Fingerprint.of(key));
    }

    /** The keys that would be accepted; their types are asked for first. */
    synchronized List<byte[]> accepted() {
        if (pinned != null) {
            return List.of(pinned);
        }
        List<KnownHosts.Entry> entries = known.stream().anyMatch(e -> e.marker() == Marker.NONE) ? known : knownAnyPort;
        return entries.stream().filter(e -> e.marker() == Marker.NONE).map(KnownHosts.Entry::key).toList();
    }

    /** Keys with which the user's administrator signs keys of hosts such as this; a named key needs no signature. */
    public List<byte[]> authorities() {
        return policy instanceof HostKeyPolicy.Fingerprint ? List.of() : marked(Marker.AUTHORITY);
    }

    /** Keys that nobody must use any more. */
    List<byte[]> revoked() {
        return marked(Marker.REVOKED);
    }

    /** Known_hosts may say nothing about it, but must not contradict. */
    private Verdict checkNamed(HostKeyPolicy.Fingerprint named, byte[] key) {
        if (!named.names(Fingerprint.of(key).fingerprint())) {
            return new Verdict.NotNamed(named.sha256());
        }
        KnownHosts.Entry other = isKnown(key) ? null : otherKey(Fingerprint.type(key));
        return other != null && other.type().equals(Fingerprint.type(key))
                ? new Verdict.Changed(Fingerprint.of(other.key()), other.where())
                : ACCEPTED;
    }

    /** As ssh does, a host on another port may have the key that is known without a port, but need not. */
    private boolean isKnown(byte[] key) {
        return all().stream().anyMatch(e -> e.marker() == Marker.NONE && e.hasKey(key));
    }

    /** The known keys in its place, best of the same type. A host known only by another type of key is not unknown. */
    private KnownHosts.@Nullable Entry otherKey(String type) {
        KnownHosts.Entry found = null;
        for (KnownHosts.Entry entry : known) {
            boolean better = found == null || entry.type().equals(type) && !found.type().equals(type);
            if (entry.marker() == Marker.NONE && better) {
                found = entry;
            }
        }
        return found;
    }

    private List<byte[]> marked(Marker marker) {
        return all().stream().filter(e -> e.marker() == marker).map(KnownHosts.Entry::key).toList();
    }

    private List<KnownHosts.Entry> all() {
        List<KnownHosts.Entry> all = new ArrayList<>(known);
        all.addAll(knownAnyPort);
        return all;
    }
}
