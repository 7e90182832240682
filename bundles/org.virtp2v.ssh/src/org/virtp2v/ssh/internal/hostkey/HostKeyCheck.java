package org.virtp2v.ssh.internal.hostkey;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;
import org.virtp2v.ssh.internal.hostkey.HostKeys.Verdict;
import org.virtp2v.ssh.internal.hostkey.KnownHosts.Marker;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.UserInfo;

/**
 * Lets JSch ask {@link HostKeys} during one key exchange, and remembers the answer for the message. What is not
 * accepted ends the connection before anything is said about the user; questions are asked afterwards. Writes nothing.
 */
public final class HostKeyCheck implements HostKeyRepository {
    private static final Logger LOG = Logger.getLogger(HostKeyCheck.class.getName());
    private static final String ANY_HOST = "*";

    private final HostKeys hostKeys;
    private volatile @Nullable Verdict verdict;
    private volatile byte @Nullable [] shown;

    public HostKeyCheck(HostKeys hostKeys) {
        this.hostKeys = hostKeys;
    }

    /** The verdict on the server's key; null when it has not shown one yet. */
    public @Nullable Verdict verdict() {
        return verdict;
    }

    /** The key that the server showed; null when it has not, or has shown a certificate that was accepted. */
    public byte @Nullable [] shown() {
        return shown;
    }

    @Override
    public int check(String host, byte[] key) {
        Verdict answer = hostKeys.check(key);
        shown = key.clone();
        verdict = answer;
        return answer instanceof Verdict.Accepted ? OK : CHANGED;
    }

    @Override
    public void add(HostKey hostkey, @Nullable UserInfo ui) {
        // nothing is learned beyond this run
    }

    @Override
    public void remove(String host, String type) {
        // nothing is written
    }

    @Override
    public void remove(String host, String type, byte @Nullable [] key) {
        // nothing is written
    }

    @Override
    public String getKnownHostsRepositoryID() {
        return "known_hosts";
    }

    /**
     * Which keys sign, and which are revoked, for this host: JSch asks only when the server shows a certificate. If
     * that is good, nothing else is asked; if not, {@link #check} is called for the key in it.
     */
    @Override
    public HostKey[] getHostKey() {
        verdict = new Verdict.Accepted();
        List<HostKey> keys = new ArrayList<>();
        hostKeys.authorities().forEach(key -> add(keys, Marker.AUTHORITY, ANY_HOST, key));
        hostKeys.revoked().forEach(key -> add(keys, Marker.REVOKED, ANY_HOST, key));
        return keys.toArray(HostKey[]::new);
    }

    @Override
    public HostKey[] getHostKey(@Nullable String host, @Nullable String type) {
        List<HostKey> keys = new ArrayList<>();
        hostKeys.accepted().forEach(key -> add(keys, Marker.NONE, host == null ? ANY_HOST : host, key));
        return keys.toArray(HostKey[]::new);
    }

    private static void add(List<HostKey> keys, Marker marker, String host, byte[] key) {
        try {
            keys.add(new HostKey(marker.text(), host, HostKey.GUESS, key, null));
        } catch (JSchException | ArrayIndexOutOfBoundsException e) {
            LOG.log(Level.FINE, "a host key of a type that is not supported", e);
        }
    }
}
