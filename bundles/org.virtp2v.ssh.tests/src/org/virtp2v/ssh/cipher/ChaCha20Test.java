package org.virtp2v.ssh.cipher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;

import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.testing.Seeds;

/** The stream is that of RFC 8439, for any length and place. */
class ChaCha20Test {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] KEY = HEX.parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

    /** Section 2.3.2. */
    @Test
    void makesTheBlockOfTheRfc() {
        ChaCha20 cipher = cipher(KEY, HEX.parseHex("000000090000004a00000000"));

        ByteBuffer block = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        block.asIntBuffer().put(cipher.block(1));

        assertThat(HEX.formatHex(block.array()))
                .isEqualTo("10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4e"
                        + "d2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e");
    }

    /** Section 2.4.2. */
    @Test
    void encryptsTheTextOfTheRfc() {
        byte[] text = ("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
                + "sunscreen would be it.").getBytes(StandardCharsets.US_ASCII);

        cipher(KEY, HEX.parseHex("000000000000004a00000000")).crypt(1, text, 0, text.length, text, 0);

        assertThat(HEX.formatHex(text)).isEqualTo("6e2e359a2568f98041ba0728dd0d6981e97e7aec1d4360c20a27afccfd9fae0b"
                + "f91b65c5524733ab8f593dabcd62b3571639d624e65152ab8f530c359f0861d8"
                + "07ca0dbf500d6a6156a38e088a22b65e52bc514d16ccf806818ce91ab7793736"
                + "5af90bbf74a35be6b40b8eedf2785e42874d");
    }

    /** The JDK knows the same cipher. Lengths are such that every way to make blocks is gone. */
    @Test
    void agreesWithTheJdkForAnyLength() throws Exception {
        Random random = Seeds.random();
        for (int round = 0; round < 300; round++) {
            byte[] key = bytes(random, 32);
            byte[] nonce = bytes(random, 12);
            int length = round < 150 ? round : random.nextInt(50_000);
            byte[] data = bytes(random, length + 100);
            byte[] expected = data.clone();
            int offset = random.nextInt(100);
            int counter = random.nextInt(1000);
            Cipher jdk = Cipher.getInstance("ChaCha20");
            jdk.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ChaCha20"),
                    new ChaCha20ParameterSpec(nonce, counter));
            jdk.doFinal(data, offset, length, expected, offset);

            cipher(key, nonce).crypt(counter, data, offset, length, data, offset);

            assertThat(data).as("%d bytes from %d", length, offset).isEqualTo(expected);
        }
    }

    @Test
    void writesToAnotherPlace() {
        byte[] data = bytes(Seeds.random(), 20_000);
        byte[] other = new byte[20_010];
        byte[] back = new byte[20_000];
        ChaCha20 cipher = cipher(KEY, new byte[12]);

        cipher.crypt(7, data, 0, data.length, other, 10);
        cipher.crypt(7, other, 10, data.length, back, 0);

        assertThat(other).startsWith(new byte[10]);
        assertThat(back).isEqualTo(data);
    }

    static ChaCha20 cipher(byte[] key, byte[] nonce) {
        ByteBuffer words = ByteBuffer.wrap(nonce).order(ByteOrder.LITTLE_ENDIAN);
        ChaCha20 cipher = new ChaCha20(key, 0);
        cipher.nonce(words.getInt(), words.getInt(), words.getInt());
        return cipher;
    }

    static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
