package org.virtp2v.ssh.internal;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.ServerLogin;

/**
 * Decides which host keys of one server are accepted during one run: those of the known_hosts files, or, for a host
 * that is in none of them, the key it shows first, and from then on no other. It never learns a key for longer than the
 * run. Safe for use by any thread.
 */
final class HostKeys {

    /** What is to be said about a key. */
    sealed interface Verdict {
        /** It may be used. */
        record Accepted() implements Verdict {
        }

        /** Another one is known. */
        record Changed(HostKey known, String where) implements Verdict {
        }

        /** It is known as one that must not be used any more. */
        record Revoked(String where) implements Verdict {
        }
    }

    private static final Verdict ACCEPTED = new Verdict.Accepted();

    private final List<KnownHosts.Entry> known;
    private final List<KnownHosts.Entry> knownAnyPort;
    private final Consumer<HostKey> unknownHostKey;
    private byte @Nullable [] pinned;
    private boolean reported;

    HostKeys(KnownHosts knownHosts, ServerLogin login, Consumer<HostKey> unknownHostKey) {
        this.known = knownHosts.find(login.host(), login.port());
        this.knownAnyPort = knownHosts.find(login.host(), 22);
        this.unknownHostKey = unknownHostKey;
    }

    /** Looks at a key; the first one of an unknown host is remembered. */
    synchronized Verdict check(byte[] key) {
        List<KnownHosts.Entry> all = new ArrayList<>(known);
        all.addAll(knownAnyPort);
        for (KnownHosts.Entry entry : all) {
            if (entry.revoked() && entry.hasKey(key)) {
                return new Verdict.Revoked(entry.where());
            }
        }
        // As ssh does, a host on another port may have the key that is known without a port, but need not.
        if (all.stream().anyMatch(e -> !e.revoked() && e.hasKey(key))) {
            return ACCEPTED;
        }
        KnownHosts.Entry other = otherKey(Fingerprint.type(key));
        if (other != null) {
            return new Verdict.Changed(Fingerprint.of(other.key()), other.where());
        }
        if (pinned == null) {
            pinned = key.clone();
        }
        return MessageDigest.isEqual(pinned, key) ? ACCEPTED : new Verdict.Changed(Fingerprint.of(pinned), "");
    }

    /** Tells the user of the key of an unknown host, once. */
    void report() {
        byte[] key;
        synchronized (this) {
            if (pinned == null || reported) {
                return;
            }
            reported = true;
            key = pinned;
        }
        unknownHostKey.accept(Fingerprint.of(key));
    }

    /** The keys that would be accepted; their types are asked for first. */
    synchronized List<byte[]> accepted() {
        if (pinned != null) {
            return List.of(pinned);
        }
        List<KnownHosts.Entry> entries = known.stream().anyMatch(e -> !e.revoked()) ? known : knownAnyPort;
        return entries.stream().filter(e -> !e.revoked()).map(KnownHosts.Entry::key).toList();
    }

    /** What is known instead, best of the same type. A host known only by another type of key is not unknown. */
    private KnownHosts.@Nullable Entry otherKey(String type) {
        KnownHosts.Entry found = null;
        for (KnownHosts.Entry entry : known) {
            if (!entry.revoked() && (found == null || entry.type().equals(type) && !found.type().equals(type))) {
                found = entry;
            }
        }
        return found;
    }
}
