package org.virtp2v.ssh.internal.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.Secret;

/**
 * Decrypts private keys in PKCS#8 format (RFC 5958, RFC 8018) with the JDK's ciphers. JSch could do most of it itself,
 * but not for an Ed25519 key.
 */
final class EncryptedPkcs8 {
    private static final Pattern PEM = Pattern
            .compile("-----BEGIN ENCRYPTED PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END");
    private static final String PBES2 = "PBES2";
    private static final String PBES2_OID = "1.2.840.113549.1.5.13";

    private EncryptedPkcs8() {
    }

    static boolean isIn(String text) {
        return PEM.matcher(text).find();
    }

    /** The content of such a key, still encrypted; null when there is none, or it is no Base64. */
    static byte @Nullable [] der(String text) {
        Matcher pem = PEM.matcher(text);
        try {
            return pem.find() ? Base64.getMimeDecoder().decode(pem.group(1)) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The key as unencrypted PEM; null when the passphrase is wrong, or the JDK does not have the algorithm. */
    static byte @Nullable [] decrypt(String text, Secret passphrase) {
        byte[] encrypted = der(text);
        if (encrypted == null) {
            return null;
        }
        byte[] der = new byte[0];
        PBEKeySpec spec = new PBEKeySpec(passphrase.reveal().toCharArray());
        try {
            var info = new EncryptedPrivateKeyInfo(encrypted);
            String name = info.getAlgName();
            if (name.equals(PBES2) || name.equals(PBES2_OID)) {
                name = info.getAlgParameters().toString(); // such as PBEWithHmacSHA256AndAES_256
            }
            Cipher cipher = Cipher.getInstance(name);
            cipher.init(Cipher.DECRYPT_MODE, SecretKeyFactory.getInstance(name).generateSecret(spec),
                    info.getAlgParameters());
            der = cipher.doFinal(info.getEncryptedData());
            return ("-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(der)
                    + "\n-----END PRIVATE KEY-----\n").getBytes(StandardCharsets.US_ASCII);
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            return null;
        } finally {
            Arrays.fill(der, (byte) 0);
            spec.clearPassword();
        }
    }
}
