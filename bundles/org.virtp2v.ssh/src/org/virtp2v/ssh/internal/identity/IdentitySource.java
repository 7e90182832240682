package org.virtp2v.ssh.internal.identity;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.TerminalFilter;
import org.virtp2v.ssh.FetchException;
import org.virtp2v.ssh.internal.fetch.Fetch;

import com.jcraft.jsch.Identity;
import com.jcraft.jsch.JSchException;

/**
 * Where the private key comes from: {@code p2v.auth.identity.url}. Its bytes stay in memory; they are never written to
 * a file, and no message contains any of them, nor a user name and password in the URL.
 */
public final class IdentitySource {
    private static final Messages TEXT = Messages.beside(IdentitySource.class);

    private static final Logger LOG = Logger.getLogger(IdentitySource.class.getName());
    private static final int LONGEST_DETAIL = 1000;
    private static final String CERTIFICATE = "-cert.pub";
    /** Where another file can lie beside the first: not what a query makes. */
    private static final Pattern BESIDE = Pattern.compile("(?i)(/|file:|https?://)[^?#]*");

    private final String url;
    private final String shown;

    public IdentitySource(String url) {
        this.url = url;
        this.shown = Fetch.shown(url);
    }

    /**
     * Fetches the key.
     *
     * @param limit
     *            the longest time to spend
     * @throws ConnectionException
     *             when it is not to be had
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    public byte[] fetch(Duration limit) throws ConnectionException, InterruptedException {
        try {
            return Fetch.content(url, limit);
        } catch (FetchException e) {
            throw failure("identity.fetch", e, String.valueOf(e.getMessage()));
        }
    }

    /**
     * The ways to show a key to the server, best first: with the certificate that lies beside it if there is one, as
     * {@code id-cert.pub} beside {@code id}, then without. That there is none is no failure.
     *
     * @param limit
     *            the longest time to look for it
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    public List<Identity> withCertificate(Identity key, Duration limit) throws InterruptedException {
        if (!BESIDE.matcher(url).matches()) {
            return List.of(key);
        }
        try {
            Identity certified = CertifiedIdentity.of(key, Fetch.content(url + CERTIFICATE, limit));
            return certified == null ? List.of(key) : List.of(certified, key);
        } catch (FetchException e) {
            LOG.log(Level.FINE, "no certificate", e);
            return List.of(key);
        }
    }

    /** The URL without a user name and password. */
    public String shown() {
        return shown;
    }

    /**
     * Reads the key; its bytes are zeroed.
     *
     * @param passphrases
     *            asked when the key is encrypted, until one is right or there is no more
     * @throws ConnectionException
     *             when it is not a private key that can be used, or the passphrase is missing or wrong
     */
    public Identity parse(byte[] content, Passphrases passphrases) throws ConnectionException {
        try {
            checkIsPrivateKey(new String(content, StandardCharsets.ISO_8859_1));
            Identity identity = KeyReader.read(content, null);
            while (identity == null) {
                Secret passphrase = passphrases.next();
                if (passphrase == null) {
                    throw failure(passphrases.tried() ? "identity.wrongPassphrase" : "identity.passphrase", null);
                }
                identity = KeyReader.read(content, passphrase);
            }
            return identity;
        } catch (KeyReader.UnsupportedKeyException e) {
            throw failure("identity.type", e, String.valueOf(e.getMessage()));
        } catch (DerivationRounds.TooManyRoundsException e) {
            throw failure("identity.rounds", e);
        } catch (JSchException e) {
            String detail = String.valueOf(e.getMessage());
            boolean type = detail.contains("not supported") || detail.contains("unsupported");
            throw failure(type ? "identity.type" : "identity.damaged", e, detail);
        } catch (RuntimeException e) {
            throw failure("identity.damaged", e);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private void checkIsPrivateKey(String text) throws ConnectionException {
        String start = text.strip().toLowerCase(Locale.ROOT);
        if (start.isEmpty()) {
            throw failure("identity.empty", null);
        }
        if (start.matches("(?s)(ssh-|ecdsa-|sk-).*") || text.contains("PUBLIC KEY--") || text.contains("BEGIN CERT")) {
            throw failure("identity.public", null);
        }
        if (start.startsWith("<")) {
            throw failure("identity.page", null);
        }
        if (!text.contains("PRIVATE KEY--") && !text.contains("PuTTY-User-Key-File")) {
            throw failure("identity.notKey", null);
        }
    }

    private ConnectionException failure(String key, @Nullable Throwable cause, String... details) {
        Object[] arguments = new Object[details.length + 1];
        arguments[0] = shown;
        for (int i = 0; i < details.length; i++) {
            // Some of it may be the file's own words.
            String detail = TerminalFilter.plain(details[i]).replace('\n', ' ').replace('\t', ' ');
            arguments[i + 1] = detail.substring(0, Math.min(LONGEST_DETAIL, detail.length()));
        }
        return new ConnectionException(Reason.IDENTITY, TEXT.get(key, arguments), cause);
    }
}
