package org.virtp2v.ssh.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;
import org.virtp2v.ssh.internal.HostKeys.Verdict;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.UserInfo;

/** Lets JSch ask {@link HostKeys} during one key exchange, and remembers the answer for the message. Writes nothing. */
final class HostKeyCheck implements HostKeyRepository {
    private static final Logger LOG = Logger.getLogger(HostKeyCheck.class.getName());

    private final HostKeys hostKeys;
    private volatile @Nullable Verdict verdict;
    private volatile byte @Nullable [] shown;

    HostKeyCheck(HostKeys hostKeys) {
        this.hostKeys = hostKeys;
    }

    /** What was said about the server's key; null when it has not shown one yet. */
    @Nullable Verdict verdict() {
        return verdict;
    }

    /** The key that the server showed; null when it has not. */
    byte @Nullable [] shown() {
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
    public void add(HostKey hostkey, UserInfo ui) {
        // nothing is learned beyond this run
    }

    @Override
    public void remove(String host, String type) {
        // nothing is written
    }

    @Override
    public void remove(String host, String type, byte[] key) {
        // nothing is written
    }

    @Override
    public String getKnownHostsRepositoryID() {
        return "known_hosts";
    }

    @Override
    public HostKey[] getHostKey() {
        return getHostKey(null, null);
    }

    @Override
    public HostKey[] getHostKey(@Nullable String host, @Nullable String type) {
        List<HostKey> keys = new ArrayList<>();
        for (byte[] key : hostKeys.accepted()) {
            try {
                keys.add(new HostKey(host == null ? "*" : host, key));
            } catch (JSchException | ArrayIndexOutOfBoundsException e) {
                LOG.log(Level.FINE, "a known host key of a type that is not supported", e);
            }
        }
        return keys.toArray(HostKey[]::new);
    }
}
