package org.virtp2v.ssh.internal.identity;

import com.jcraft.jsch.KeyPair;

/** A private key that JSch reads and signs with. */
final class KeyIdentity extends DecryptedIdentity {
    private final KeyPair key;

    KeyIdentity(KeyPair key) {
        this.key = key;
    }

    @Override
    public byte[] getPublicKeyBlob() {
        return key.getPublicKeyBlob();
    }

    @Override
    public byte[] getSignature(byte[] data) {
        return key.getSignature(data);
    }

    @Override
    public byte[] getSignature(byte[] data, String algorithm) {
        return key.getSignature(data, algorithm);
    }

    @Override
    public String getAlgName() {
        return key.getKeyTypeString();
    }

    @Override
    public void clear() {
        key.dispose();
    }
}
