package org.virtp2v.ssh.internal;

import com.jcraft.jsch.Identity;
import com.jcraft.jsch.KeyPair;

/** A private key in memory, decrypted. */
final class KeyIdentity implements Identity {
    private final KeyPair key;

    KeyIdentity(KeyPair key) {
        this.key = key;
    }

    @Override
    public boolean setPassphrase(byte[] passphrase) {
        return true;
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
    public String getName() {
        return "identity";
    }

    @Override
    public boolean isEncrypted() {
        return false;
    }

    @Override
    public void clear() {
        key.dispose();
    }
}
