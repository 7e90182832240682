package org.virtp2v.ssh.internal.connection;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;

import com.jcraft.jsch.JSchAlgoNegoFailException;

/**
 * Ciphers that authenticate need no MAC (RFC 5647, section 5.1), but JSch wants one that both sides know. So it gets
 * the names of the server's; what cannot be computed here is then never used. Safe for use by any thread.
 */
public final class UnusedMacs {
    /** MACs that the server has and we have not, separated by commas, and what they kept from succeeding. */
    private volatile String names = "";
    private volatile @Nullable ConnectionException firstFailure;

    /** Their names, separated by commas; empty: none is needed. */
    public String names() {
        return names;
    }

    /**
     * Learns from a failure.
     *
     * @return whether another try can succeed
     * @throws ConnectionException
     *             the first failure, when the server has no such cipher either
     */
    public boolean learn(ConnectionException failure) throws ConnectionException {
        if (!(failure.getCause() instanceof JSchAlgoNegoFailException none)) {
            return false;
        }
        ConnectionException first = firstFailure;
        if (first != null && ConnectErrors.isCipher(none)) {
            throw first;
        }
        if (first != null || !ConnectErrors.isMac(none)) {
            return false;
        }
        firstFailure = failure;
        names = none.getServerProposal();
        return true;
    }
}
