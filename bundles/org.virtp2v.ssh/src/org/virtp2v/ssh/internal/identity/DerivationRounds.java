package org.virtp2v.ssh.internal.identity;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.spec.PBEParameterSpec;

/**
 * How often a passphrase is hashed before it opens a private key. The file says that itself, and nothing can stop it
 * once it has begun: a damaged file may ask for days.
 */
final class DerivationRounds {
    /** bcrypt; ssh-keygen takes 24 without {@code -a}, and a thousand are some ten seconds. */
    static final int MOST_BCRYPT = 5000;
    /** PBKDF2; OpenSSL takes 2048, and recommendations end at a million. */
    static final int MOST_PBKDF2 = 10_000_000;

    private DerivationRounds() {
    }

    /**
     * Looks at a file with a private key.
     *
     * @throws TooManyRoundsException
     *             when it asks for more than any program does
     */
    static void check(String text) throws TooManyRoundsException {
        if (bcrypt(text) > MOST_BCRYPT || pbkdf2(text) > MOST_PBKDF2) {
            throw new TooManyRoundsException();
        }
    }

    /** The file asks for more than any program does. */
    static final class TooManyRoundsException extends Exception {
        private static final long serialVersionUID = 1L;

        private TooManyRoundsException() {
        }
    }

    /** OpenSSH's PROTOCOL.key: magic, cipher, function, and the function's options: salt and rounds. */
    private static long bcrypt(String text) {
        try {
            ByteBuffer key = OpenSshLengths.content(text);
            if (key == null) {
                return 0;
            }
            skip(key); // cipher
            skip(key); // function
            if (key.getInt() == 0) {
                return 0;
            }
            skip(key); // salt
            return Integer.toUnsignedLong(key.getInt());
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return 0; // it is no such key
        }
    }

    private static void skip(ByteBuffer key) {
        int length = key.getInt();
        key.position(Math.addExact(key.position(), Math.max(0, length)));
    }

    private static long pbkdf2(String text) {
        byte[] der = EncryptedPkcs8.der(text);
        if (der == null) {
            return 0;
        }
        try {
            return new EncryptedPrivateKeyInfo(der).getAlgParameters().getParameterSpec(PBEParameterSpec.class)
                    .getIterationCount();
        } catch (Exception e) {
            return 0; // it is no such key, or no other one that hashes a passphrase
        }
    }
}
