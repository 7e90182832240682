package org.virtp2v.ssh.internal.connection;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Random;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.virtp2v.core.server.ExportKey;
import org.virtp2v.core.testing.Seeds;

/** The relay's side of the proof that both know a disk's key, written down a second time. */
public final class RelayPeer {
    private final Random random = Seeds.random();
    private final ExportKey key;
    private final DataInputStream in;
    private final OutputStream out;
    private final byte[] ours = new byte[32];
    private final byte[] theirs = new byte[32];

    RelayPeer(ExportKey key, InputStream in, OutputStream out) {
        this.key = key;
        this.in = new DataInputStream(in);
        this.out = out;
        random.nextBytes(ours);
    }

    /** Proves and has proved that both know the key. */
    public static void prove(ExportKey key, InputStream in, OutputStream out) throws IOException {
        RelayPeer peer = new RelayPeer(key, in, out);
        peer.greet();
        peer.check();
        out.write(peer.proof("relay"));
    }

    void greet() throws IOException {
        out.write(hello());
    }

    byte[] hello() {
        byte[] hello = Arrays.copyOf("virt-p2v relay 1".getBytes(StandardCharsets.US_ASCII), 48);
        System.arraycopy(ours, 0, hello, 16, 32);
        return hello;
    }

    /** Reads the source's part; fails when it is not what it must be. */
    void check() throws IOException {
        byte[] proof = new byte[32];
        in.readFully(theirs);
        in.readFully(proof);
        if (!Arrays.equals(proof, proof("source"))) {
            throw new IOException("the source does not know the key");
        }
    }

    byte[] proof(String who) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.reveal(), "HmacSHA256"));
            mac.update(who.getBytes(StandardCharsets.US_ASCII));
            mac.update(ours);
            return mac.doFinal(theirs);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the other side has closed, without a further byte. */
    boolean isRefused() throws IOException {
        try {
            in.readByte();
            return false;
        } catch (EOFException e) {
            return true;
        }
    }
}
