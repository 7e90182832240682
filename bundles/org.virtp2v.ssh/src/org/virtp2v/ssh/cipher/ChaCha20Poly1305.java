package org.virtp2v.ssh.cipher;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

import javax.crypto.AEADBadTagException;

import com.jcraft.jsch.Cipher;

/**
 * OpenSSH's {@code chacha20-poly1305@openssh.com}, as its PROTOCOL.chacha20poly1305 describes it, for JSch: the fast
 * cipher where the processor has no instructions for AES. The length of a packet is encrypted with one key, the rest
 * with another one; both are authenticated, as they are encrypted, by Poly1305 with a key of this packet only, which is
 * block 0 of the second key's stream. The nonce is the number of the packet. Nothing is allocated for a packet. Used by
 * one thread at a time, as all ciphers of JSch.
 */
public final class ChaCha20Poly1305 implements Cipher {
    /** Its name in SSH. */
    public static final String NAME = "chacha20-poly1305@openssh.com";

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int LENGTH_BYTES = 4;
    /** Packets are padded to a multiple of this. */
    private static final int PADDED_TO = 8;
    /** How many numbers of packets there are. With the same key, none may come again. */
    private static final long NUMBERS = 1L << Integer.SIZE;

    private final long limit;
    private final Poly1305 authenticator = new Poly1305();
    private final int[] oneTimeKey = new int[ChaCha20.KEY_BYTES / Integer.BYTES];
    private boolean encrypts;
    private long packets;
    private ChaCha20 lengths = new ChaCha20(new byte[ChaCha20.KEY_BYTES], 0);
    private ChaCha20 payloads = lengths;

    /** For JSch, which then calls {@link #init}. */
    public ChaCha20Poly1305() {
        this(NUMBERS);
    }

    /**
     * @param limit
     *            how many packets there may be with the same keys
     */
    ChaCha20Poly1305(long limit) {
        this.limit = limit;
    }

    /** In JSch's terms the block size: packets are padded to a multiple of it. */
    @Override
    public int getIVSize() {
        return PADDED_TO;
    }

    /** In JSch's terms the key size: the bytes of both keys. */
    @Override
    public int getBlockSize() {
        return 2 * ChaCha20.KEY_BYTES;
    }

    @Override
    public int getTagSize() {
        return Poly1305.TAG_BYTES;
    }

    /**
     * Sets the keys.
     *
     * @param mode
     *            {@link Cipher#ENCRYPT_MODE} or {@link Cipher#DECRYPT_MODE}
     * @param key
     *            64 bytes or more: first the key for the rest of packets, then that for their lengths
     * @param iv
     *            not used
     */
    @Override
    public void init(int mode, byte[] key, byte[] iv) {
        encrypts = mode == ENCRYPT_MODE;
        packets = 0;
        payloads = new ChaCha20(key, 0);
        lengths = new ChaCha20(key, ChaCha20.KEY_BYTES);
    }

    /**
     * Begins the packet with this number, which has 32 bits without a sign.
     *
     * @throws IllegalStateException
     *             when all numbers have been used with these keys; OpenSSH's sshd wants new ones every GB
     */
    @Override
    public void update(int number) {
        if (packets == limit) {
            throw new IllegalStateException("too many packets with the same key");
        }
        packets++;
        int nonce = Integer.reverseBytes(number);
        lengths.nonce(0, 0, nonce);
        payloads.nonce(0, 0, nonce);
    }

    /** Encrypts or decrypts the length of the packet. */
    @Override
    public void update(byte[] input, int offset, int length, byte[] output, int outputOffset) {
        lengths.crypt(0, input, offset, length, output, outputOffset);
    }

    /**
     * Encrypts the rest of a packet and writes the tag behind it, or verifies the tag and decrypts.
     *
     * @param length
     *            of the packet with its length field, which is encrypted on both sides, without the tag
     * @throws AEADBadTagException
     *             when the packet is not authentic; nothing has been written
     */
    @Override
    public void doFinal(byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws AEADBadTagException {
        System.arraycopy(payloads.block(0), 0, oneTimeKey, 0, oneTimeKey.length);
        int from = offset + LENGTH_BYTES;
        int to = outputOffset + LENGTH_BYTES;
        if (encrypts) {
            payloads.crypt(1, input, from, length - LENGTH_BYTES, output, to);
            authenticator.calculate(oneTimeKey, output, outputOffset, length);
            LONG.set(output, outputOffset + length, authenticator.tagLow());
            LONG.set(output, outputOffset + length + Long.BYTES, authenticator.tagHigh());
            return;
        }
        authenticator.calculate(oneTimeKey, input, offset, length);
        long low = (long) LONG.get(input, offset + length);
        long high = (long) LONG.get(input, offset + length + Long.BYTES);
        if ((low ^ authenticator.tagLow() | high ^ authenticator.tagHigh()) != 0) {
            throw new AEADBadTagException("the tag of a packet is wrong");
        }
        payloads.crypt(1, input, from, length - LENGTH_BYTES, output, to);
    }

    @Override
    public boolean isCBC() {
        return false;
    }

    @Override
    public boolean isAEAD() {
        return true;
    }

    @Override
    public boolean isChaCha20() {
        return true;
    }
}
