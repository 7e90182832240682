package org.virtp2v.ssh.internal.identity;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

import com.jcraft.jsch.Identity;

/** A private key with the certificate that an authority has made of its public key, see OpenSSH's PROTOCOL.certkeys. */
final class CertifiedIdentity extends DecryptedIdentity {
    private static final String MARK = "-cert-v01@openssh.com";

    private final Identity key;
    private final String type;
    private final byte[] certificate;

    private CertifiedIdentity(Identity key, String type, byte[] certificate) {
        this.key = key;
        this.type = type;
        this.certificate = certificate;
    }

    /**
     * Puts them together.
     *
     * @param content
     *            a file as ssh-keygen(1) makes it with {@code -s}
     * @return null when that is no certificate of such a key
     */
    static @Nullable Identity of(Identity key, byte[] content) {
        String[] fields = new String(content, StandardCharsets.ISO_8859_1).strip().split("\\s+", 3);
        if (fields.length < 2 || !fields[0].equals(key.getAlgName() + MARK)) {
            return null;
        }
        try {
            return new CertifiedIdentity(key, fields[0], Base64.getDecoder().decode(fields[1]));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public byte[] getPublicKeyBlob() {
        return certificate;
    }

    @Override
    public byte[] getSignature(byte[] data) {
        return key.getSignature(data);
    }

    /** The signature is the key's own; only the name of the algorithm on the outside tells of the certificate. */
    @Override
    public byte[] getSignature(byte[] data, String algorithm) {
        return key.getSignature(data, algorithm.replace(MARK, ""));
    }

    @Override
    public String getAlgName() {
        return type;
    }

    @Override
    public void clear() {
        key.clear();
    }
}
