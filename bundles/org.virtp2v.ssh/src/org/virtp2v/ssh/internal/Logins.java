package org.virtp2v.ssh.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.ssh.internal.blocking.Deadline;
import org.virtp2v.ssh.internal.connection.CipherChoice;
import org.virtp2v.ssh.internal.connection.ConnectErrors;
import org.virtp2v.ssh.internal.connection.LoginPrompt;
import org.virtp2v.ssh.internal.connection.LoginTime;
import org.virtp2v.ssh.internal.connection.SessionSettings;
import org.virtp2v.ssh.internal.connection.SshConnection;
import org.virtp2v.ssh.internal.connection.UnusedMacs;
import org.virtp2v.ssh.internal.connection.WatchedSocket;
import org.virtp2v.ssh.internal.hostkey.Fingerprint;
import org.virtp2v.ssh.internal.hostkey.HostKeyAlgorithms;
import org.virtp2v.ssh.internal.hostkey.HostKeyCheck;
import org.virtp2v.ssh.internal.hostkey.HostKeys;
import org.virtp2v.ssh.internal.hostkey.HostKeys.Verdict;
import org.virtp2v.ssh.internal.identity.Credentials;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchAlgoNegoFailException;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;

/**
 * Logs in to one server, as often as the run needs: with the pinned host key, the credentials, and what was learnt of
 * the server by earlier attempts. Thread-safe.
 */
final class Logins {
    /** For a further connection, which asks nobody and tells nobody anything. */
    static final ServerDialog NOBODY = key -> {
    };

    private final JSch jsch = new JSch();
    private final ServerLogin login;
    private final Credentials credentials;
    private final HostKeys hostKeys;
    private final CipherChoice ciphers;
    private final SshOptions options;
    private final Keeper keeper;
    private final UnusedMacs unusedMacs = new UnusedMacs();
    private volatile boolean personNeeded;

    Logins(ServerLogin login, Credentials credentials, HostKeys hostKeys, CipherChoice ciphers, SshOptions options,
            Keeper keeper) {
        this.login = login;
        this.credentials = credentials;
        this.hostKeys = hostKeys;
        this.ciphers = ciphers;
        this.options = options;
        this.keeper = keeper;
    }

    /** Knows the connections, from before they are open, so that they can be closed at any time. */
    interface Keeper {
        /** A connection is about to be opened; throws when all have been closed. */
        void register(SshConnection connection) throws ConnectionException;

        /** Closes a connection that is of no use. */
        void release(SshConnection connection);
    }

    /**
     * In which way to log in.
     *
     * @param limit
     *            for all of it, but for what people take to answer
     * @param reach
     *            in which the server has to answer
     * @param compress
     *            whether to ask for compression
     * @param answers
     *            for how long people's answers are waited for; null: as long as the server does
     * @param asked
     *            the dialog with the user
     */
    record Manner(Duration limit, Duration reach, boolean compress, @Nullable Duration answers, ServerDialog asked) {
    }

    /** Whether any log-in needed a person: then they are not asked for what is only an optimisation. */
    boolean personNeeded() {
        return personNeeded;
    }

    /**
     * A server that wants more than the identity is logged in to anew, with everything there is. A key that needs a
     * decision ends the connection, and another one is made when it is accepted: so the server's limits do not matter
     * while a person thinks. Also, the server may have another type of key that is the named one.
     */
    SshConnection logIn(Manner manner) throws ConnectionException, InterruptedException {
        List<HostKey> notNamed = new ArrayList<>();
        ConnectionException mismatch = null;
        while (true) {
            HostKeyCheck hostKey = new HostKeyCheck(hostKeys);
            Set<String> useless = notNamed.stream().map(HostKey::type).collect(Collectors.toSet());
            String algorithms = HostKeyAlgorithms.offer(!hostKeys.authorities().isEmpty(), useless);
            if (mismatch != null && algorithms.isEmpty()) {
                throw mismatch;
            }
            try {
                return attempt(manner, hostKey, algorithms, notNamed);
            } catch (ConnectionException e) {
                byte[] key = hostKey.shown();
                if (unusedMacs.learn(e)) {
                    continue;
                }
                if (credentials.learn(ConnectErrors.offered(e))) {
                    continue;
                }
                if (key != null && hostKey.verdict() instanceof Verdict.NotNamed) {
                    mismatch = e;
                    notNamed.add(Fingerprint.of(key));
                } else if (mismatch != null && e.getCause() instanceof JSchAlgoNegoFailException) {
                    throw mismatch; // the server has no other type of key
                } else if (key == null || !(hostKey.verdict() instanceof Verdict.Unknown) || manner.asked() == NOBODY
                        || !hostKeys.trust(key)) {
                    throw e;
                }
            }
        }
    }

    /** One attempt, with host keys of these algorithms; keys that were not the named one were shown before. */
    private SshConnection attempt(Manner manner, HostKeyCheck hostKey, String hostKeyAlgorithms,
            List<HostKey> notNamed) throws ConnectionException, InterruptedException {
        LoginTime time = new LoginTime(manner.limit(), manner.answers());
        WatchedSocket socket = new WatchedSocket(Deadline.in(manner.reach()));
        LoginPrompt prompt = new LoginPrompt(credentials.password(), credentials.wantsMore(), manner.asked(), time);
        ConnectErrors errors = new ConnectErrors(login, credentials, prompt, hostKey, manner.limit(),
                manner.reach(), notNamed);
        Session session = session(hostKey, hostKeyAlgorithms, manner.compress(), socket, prompt);
        SshConnection connection = new SshConnection(session, socket);
        keeper.register(connection);
        boolean open = false;
        try {
            connection.open(time, errors);
            open = true;
            if (prompt.neededPerson()) {
                personNeeded = true;
            }
        } finally {
            if (!open) {
                keeper.release(connection);
            }
            hostKeys.report();
        }
        return connection;
    }

    private Session session(HostKeyCheck hostKey, String hostKeyAlgorithms, boolean compress, WatchedSocket socket,
            LoginPrompt prompt) {
        try {
            Session session = jsch.getSession(login.username(), login.host(), login.port());
            session.setIdentityRepository(credentials);
            session.setUserInfo(prompt);
            session.setHostKeyRepository(hostKey);
            session.setSocketFactory(socket);
            session.setDaemonThread(true);
            session.setServerAliveInterval((int) options.aliveInterval().toMillis());
            session.setServerAliveCountMax(options.aliveCount());
            SessionSettings.apply(session, ciphers, credentials.methods(), hostKeyAlgorithms,
                    unusedMacs.names(), compress);
            return session;
        } catch (JSchException e) {
            throw new IllegalArgumentException(e); // no user name or host, or a negative interval
        }
    }
}
