package org.virtp2v.ssh.internal.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import com.jcraft.jsch.Identity;

/**
 * An Ed25519 key in PKCS#8 format (RFC 8410), as openssl makes it. JSch reads it only with a further library; the JDK
 * can do everything that is needed (RFC 8032, RFC 8709).
 */
final class Ed25519Identity extends DecryptedIdentity {
    private static final String ALGORITHM = "Ed25519";
    private static final String SSH_NAME = "ssh-ed25519";
    private static final int PUBLIC_LENGTH = 32;
    private static final Pattern PEM = Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END");

    private final byte[] publicBlob;
    private @Nullable PrivateKey key;

    private Ed25519Identity(PrivateKey key, byte[] publicBlob) {
        this.key = key;
        this.publicBlob = publicBlob;
    }

    /** The key in a text; null when it is another kind of key. */
    static @Nullable Identity parse(String text) {
        Matcher pem = PEM.matcher(text);
        if (!pem.find()) {
            return null;
        }
        byte[] der = new byte[0];
        try {
            der = Base64.getMimeDecoder().decode(pem.group(1));
            PrivateKey key = KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(der));
            return new Ed25519Identity(key, blob(publicKey(key)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return null;
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }

    /** The JDK derives a public key only while it makes a pair, from random bytes, which are the private key. */
    private static byte[] publicKey(PrivateKey key) throws GeneralSecurityException {
        byte[] seed = ((EdECPrivateKey) key).getBytes().orElseThrow(IllegalArgumentException::new);
        KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
        generator.initialize(255, new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
                System.arraycopy(seed, 0, bytes, 0, bytes.length);
            }
        });
        byte[] encoded = generator.generateKeyPair().getPublic().getEncoded();
        Arrays.fill(seed, (byte) 0);
        return Arrays.copyOfRange(encoded, encoded.length - PUBLIC_LENGTH, encoded.length);
    }

    private static byte[] blob(byte[] content) {
        byte[] name = SSH_NAME.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(8 + name.length + content.length).putInt(name.length).put(name)
                .putInt(content.length).put(content).array();
    }

    @Override
    public byte[] getPublicKeyBlob() {
        return publicBlob.clone();
    }

    @Override
    public byte[] getSignature(byte[] data) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(data);
            return blob(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String getAlgName() {
        return SSH_NAME;
    }

    @Override
    public void clear() {
        key = null;
    }
}
