package org.virtp2v.ssh.cipher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;

import javax.crypto.AEADBadTagException;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.testing.Seeds;

import com.jcraft.jsch.Cipher;

/** Packets come out as they went in, or not at all. That OpenSSH says the same is tested with its sshd. */
class ChaCha20Poly1305Test {
    private static final int TAG = 16;

    @Test
    void decryptsWhatItEncrypted() throws Exception {
        Random random = Seeds.random();
        byte[] key = ChaCha20Test.bytes(random, 64);
        ChaCha20Poly1305 sender = cipher(Cipher.ENCRYPT_MODE, key);
        ChaCha20Poly1305 receiver = cipher(Cipher.DECRYPT_MODE, key);
        for (int number : new int[] { 0, 1, 77, Integer.MAX_VALUE, Integer.MIN_VALUE, -1 }) {
            byte[] packet = ChaCha20Test.bytes(random, 12 + random.nextInt(40_000) + TAG);
            byte[] sent = packet.clone();
            encrypt(sender, number, sent);
            assertThat(sent).isNotEqualTo(packet);

            byte[] length = new byte[4];
            receiver.update(number);
            receiver.update(sent, 0, 4, length, 0);
            receiver.doFinal(sent, 0, sent.length - TAG, sent, 0);
            System.arraycopy(length, 0, sent, 0, 4);

            assertThat(Arrays.copyOf(sent, sent.length - TAG)).isEqualTo(Arrays.copyOf(packet, packet.length - TAG));
        }
    }

    /** Wherever the bit is: in the length, in the rest, in the tag. */
    @Test
    void refusesAPacketWithAWrongBitAndWritesNothing() throws Exception {
        byte[] key = ChaCha20Test.bytes(Seeds.random(), 64);
        byte[] sent = new byte[100 + TAG];
        encrypt(cipher(Cipher.ENCRYPT_MODE, key), 5, sent);
        ChaCha20Poly1305 receiver = cipher(Cipher.DECRYPT_MODE, key);
        for (int bit = 0; bit < sent.length * 8; bit++) {
            byte[] tampered = sent.clone();
            tampered[bit / 8] ^= 1 << bit % 8;
            byte[] before = tampered.clone();
            receiver.update(5);

            assertThatThrownBy(() -> receiver.doFinal(tampered, 0, 100, tampered, 0))
                    .isInstanceOf(AEADBadTagException.class);

            assertThat(tampered).isEqualTo(before);
        }
    }

    @Test
    void refusesAPacketWithAnotherNumber() throws Exception {
        byte[] key = ChaCha20Test.bytes(Seeds.random(), 64);
        byte[] sent = new byte[100 + TAG];
        encrypt(cipher(Cipher.ENCRYPT_MODE, key), 5, sent);
        ChaCha20Poly1305 receiver = cipher(Cipher.DECRYPT_MODE, key);
        receiver.update(6);

        assertThatThrownBy(() -> receiver.doFinal(sent, 0, 100, sent, 0)).isInstanceOf(AEADBadTagException.class);
    }

    @Test
    void usesNoNumberTwiceWithTheSameKeys() {
        ChaCha20Poly1305 cipher = new ChaCha20Poly1305(2);
        cipher.init(Cipher.ENCRYPT_MODE, new byte[64], new byte[0]);
        cipher.update(-1);
        cipher.update(0);

        assertThatThrownBy(() -> cipher.update(1)).isInstanceOf(IllegalStateException.class);

        cipher.init(Cipher.ENCRYPT_MODE, new byte[64], new byte[0]);
        cipher.update(1);
    }

    private static ChaCha20Poly1305 cipher(int mode, byte[] key) {
        ChaCha20Poly1305 cipher = new ChaCha20Poly1305();
        cipher.init(mode, key, new byte[0]);
        return cipher;
    }

    /** A packet with room for the tag, as JSch does. */
    private static void encrypt(ChaCha20Poly1305 sender, int number, byte[] packet) throws AEADBadTagException {
        sender.update(number);
        sender.update(packet, 0, 4, packet, 0);
        sender.doFinal(packet, 0, packet.length - TAG, packet, 0);
    }
}
