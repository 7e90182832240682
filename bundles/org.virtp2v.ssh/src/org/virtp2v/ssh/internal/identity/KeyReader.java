package org.virtp2v.ssh.internal.identity;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.Secret;
import org.virtp2v.ssh.internal.identity.DerivationRounds.TooManyRoundsException;

import com.jcraft.jsch.Identity;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.KeyPair;
import com.jcraft.jsch.Logger;

/** Reads a private key in any of the formats that OpenSSH and openssl write, with or without a passphrase. */
final class KeyReader {

    /** RFC 7468, and the header fields of RFC 1421 that OpenSSL writes. */
    private static final Pattern PEM = Pattern
            .compile("-----BEGIN ((?:RSA |EC |DSA |OPENSSH |ENCRYPTED )?PRIVATE KEY)-----\\s+"
                    + "(?:Proc-Type: 4,ENCRYPTED\\s+DEK-Info: [A-Z0-9-]+,[0-9A-Fa-f]+\\s+)?[A-Za-z0-9+/=\\s]++-----END \\1-----");

    private KeyReader() {
    }

    /**
     * Reads a key.
     *
     * @param content
     *            the file's bytes; not changed
     * @param passphrase
     *            passphrase, if it is encrypted
     * @return the key; null when it needs a passphrase, or another one
     * @throws UnsupportedKeyException
     *             when it is of another type, or encrypted in another way, than we know
     * @throws JSchException
     *             when it is damaged; also runtime exceptions
     */
    static @Nullable Identity read(byte[] content, @Nullable Secret passphrase)
            throws UnsupportedKeyException, TooManyRoundsException, JSchException {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        return isOther(text) ? read(content.clone(), passphrase, new Complaints()) : readPem(pem(text), passphrase);
    }

    private static boolean isOther(String text) {
        return text.startsWith("PuTTY-User-Key-File") || text.startsWith("---- BEGIN SSH2");
    }

    /** The key in a text, without what stands around it, where JSch would look too. */
    private static String pem(String text) throws JSchException {
        Matcher pem = PEM.matcher(text);
        if (!pem.find()) {
            throw new JSchException("no whole key");
        }
        return pem.group();
    }

    private static @Nullable Identity readPem(String text, @Nullable Secret passphrase)
            throws UnsupportedKeyException, TooManyRoundsException, JSchException {
        DerivationRounds.check(text);
        DerLengths.check(text);
        OpenSshLengths.check(text);
        if (passphrase != null && EncryptedPkcs8.isIn(text)) {
            byte[] decrypted = EncryptedPkcs8.decrypt(text, passphrase);
            if (decrypted != null) {
                return readDecrypted(decrypted);
            }
        }
        Identity ed25519 = Ed25519Identity.parse(text);
        return ed25519 != null ? ed25519
                : read((text + "\n").getBytes(StandardCharsets.ISO_8859_1), passphrase, new Complaints());
    }

    /** With the wrong passphrase the decrypted bytes may by chance look like a key at first. */
    private static @Nullable Identity readDecrypted(byte[] pem)
            throws UnsupportedKeyException, TooManyRoundsException {
        try {
            return read(pem, null);
        } catch (JSchException | RuntimeException e) {
            return null;
        } finally {
            Arrays.fill(pem, (byte) 0);
        }
    }

    private static @Nullable Identity read(byte[] content, @Nullable Secret passphrase, Complaints complaints)
            throws UnsupportedKeyException, JSchException {
        JSch jsch = new JSch();
        jsch.setInstanceLogger(complaints);
        KeyPair key = KeyPair.load(jsch, content, null);
        if (key.isEncrypted() && (passphrase == null || !decrypts(key, passphrase))) {
            complaints.check();
            return null;
        }
        int type = key.getKeyType();
        if (type != KeyPair.RSA && type != KeyPair.ECDSA && type != KeyPair.ED25519) {
            throw new UnsupportedKeyException(type == KeyPair.DSA ? "DSA" : String.valueOf(key.getKeyTypeString()));
        }
        if (key.getPublicKeyBlob() == null) {
            throw new JSchException("no public key");
        }
        return new KeyIdentity(key);
    }

    private static boolean decrypts(KeyPair key, Secret passphrase) {
        byte[] bytes = passphrase.reveal().getBytes(StandardCharsets.UTF_8);
        try {
            return key.decrypt(bytes) && !key.isEncrypted();
        } catch (RuntimeException | OutOfMemoryError e) {
            return false; // the decrypted bytes are no key, and say that it is of any length
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** A key of a type, or with an encryption, that is not supported; the message names it. */
    static final class UnsupportedKeyException extends Exception {
        private static final long serialVersionUID = 1L;

        UnsupportedKeyException(String what) {
            super(what);
        }
    }

    /** Whether JSch cannot decrypt a key at all stands only in its log. */
    private static final class Complaints implements Logger {
        private @Nullable String unsupported;

        @Override
        public boolean isEnabled(int level) {
            return level >= ERROR;
        }

        @Override
        public void log(int level, String message) {
            if (message.contains("supported") || message.contains("unavailable")) {
                unsupported = message.substring(message.lastIndexOf(": ") + 1).strip();
            }
        }

        @Override
        public void log(int level, String message, @Nullable Throwable cause) {
            log(level, message);
        }

        void check() throws UnsupportedKeyException {
            if (unsupported != null) {
                throw new UnsupportedKeyException(unsupported);
            }
        }
    }
}
