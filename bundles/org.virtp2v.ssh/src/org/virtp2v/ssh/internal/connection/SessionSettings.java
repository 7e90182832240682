package org.virtp2v.ssh.internal.connection;

import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.virtp2v.ssh.cipher.ChaCha20Poly1305;
import org.virtp2v.ssh.cipher.Padding;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.Session;

/** How sessions differ from JSch's defaults. */
public final class SessionSettings {
    /** One wrong answer for each way to give a password; servers count too, and become slow. */
    private static final String LOGIN_TRIES = "2";

    /** Begins when the user is logged in, so compressed data never comes from an unknown user. */
    static final String COMPRESSION = "zlib@openssh.com";
    /** Twice as fast as the usual 6, and the result is only a few percent larger. */
    private static final String COMPRESSION_LEVEL = "4";

    private SessionSettings() {
    }

    /**
     * Applies them.
     *
     * @param ciphers
     *            which ciphers come first
     * @param methods
     *            the ways to log in, best first
     * @param hostKeyAlgorithms
     *            the names of RFC 4253, section 6.6, and of OpenSSH's certificates, best first
     * @param unusedMacs
     *            names of MACs that the server needs to hear, and that are never used because only ciphers are offered
     *            that need none; empty: all ciphers are offered
     * @param compress
     *            whether to compress if the server does; compression begins after log-in
     */
    public static void apply(Session session, CipherChoice ciphers, String methods, String hostKeyAlgorithms,
            String unusedMacs, boolean compress) {
        for (String direction : new String[] { "c2s", "s2c" }) {
            String macs = JSch.getConfig("mac." + direction);
            session.setConfig("cipher." + direction,
                    unusedMacs.isEmpty() ? ciphers.before(JSch.getConfig("cipher." + direction))
                            : ciphers.authenticating());
            session.setConfig("mac." + direction, unusedMacs.isEmpty() ? macs : macs + "," + unusedMacs);
            session.setConfig("compression." + direction, compress ? COMPRESSION + ",none" : "none");
        }
        session.setConfig(ChaCha20Poly1305.NAME, ChaCha20Poly1305.class.getName()); // JSch's own is Bouncy Castle's
        session.setConfig("random", Padding.class.getName());
        session.setConfig(COMPRESSION, "com.jcraft.jsch.juz.Compression"); // the JDK's zlib is the faster one
        session.setConfig("compression_level", COMPRESSION_LEVEL);
        session.setConfig("server_host_key", hostKeyAlgorithms);
        session.setConfig("prefer_known_host_key_types", "yes");
        session.setConfig("StrictHostKeyChecking", "yes");
        session.setConfig("HashKnownHosts", "no");
        session.setConfig("PreferredAuthentications", methods);
        session.setConfig("MaxAuthTries", LOGIN_TRIES);
    }

    /**
     * Has keys made anew with the algorithms that were negotiated. Otherwise JSch tries out each time which of all its
     * algorithms there are, which takes longer than the exchange itself; a server with a small {@code RekeyLimit} wants
     * new keys dozens of times a second.
     *
     * @param session
     *            a session that is logged in
     */
    static void keepAlgorithms(Session session) {
        keep(session, "kex", session.getKexAlgorithm());
        keep(session, "server_host_key", session.getServerHostKeyAlgorithm());
        keep(session, "cipher.c2s", session.getCipherAlgorithmC2S());
        keep(session, "cipher.s2c", session.getCipherAlgorithmS2C());
        for (String checked : new String[] { "CheckKexes", "CheckSignatures", "CheckCiphers", "CheckMacs" }) {
            session.setConfig(checked, "");
        }
    }

    private static void keep(Session session, String kind, @Nullable String algorithm) {
        session.setConfig(kind, Objects.requireNonNull(algorithm, kind));
    }
}
