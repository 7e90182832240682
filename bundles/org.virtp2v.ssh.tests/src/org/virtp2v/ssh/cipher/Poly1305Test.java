package org.virtp2v.ssh.cipher;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.testing.Seeds;

/** Tags are those of RFC 8439, also where numbers wrap around. */
class Poly1305Test {
    private static final HexFormat HEX = HexFormat.of();
    private static final String IETF = "Any submission to the IETF intended by the Contributor for publication as all or "
            + "part of an IETF Internet-Draft or RFC and any statement made within the context of an IETF activity is "
            + "considered an \"IETF Contribution\". Such statements include oral statements in IETF sessions, as well "
            + "as written and electronic communications made at any time or place, which are addressed to";

    /** Section 2.5.2, and vectors 2, 3 and 4 of appendix A.3. */
    @Test
    void authenticatesTheTextsOfTheRfc() {
        String half = "36e5f6b5c5e06070f0efca96227a863e";
        String zero = "0".repeat(32);
        assertThat(tag("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b",
                text("Cryptographic Forum Research Group"))).isEqualTo("a8061dc1305136c6c22b8baf0c0127a9");
        assertThat(tag(zero + half, text(IETF))).isEqualTo(half);
        assertThat(tag(half + zero, text(IETF))).isEqualTo("f3477e7cd95417af89a6b8794c310cf0");
        assertThat(tag("1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0",
                text("'Twas brillig, and the slithy toves\nDid gyre and gimble in the wabe:\nAll mimsy were the "
                        + "borogoves,\nAnd the mome raths outgrabe.")))
                .isEqualTo("4541669a7eaaee61e708dc7cbcc5eb62");
    }

    /** Appendix A.3, vectors 1 and 5 to 11: both halves of the key, the data, the tag; a dot is 16 zeroes. */
    @ParameterizedTest
    @CsvSource({
            "..,..,........,..",
            "02000000000000000000000000000000,..,ffffffffffffffffffffffffffffffff,03000000000000000000000000000000",
            "02000000000000000000000000000000,ffffffffffffffffffffffffffffffff,02000000000000000000000000000000,"
                    + "03000000000000000000000000000000",
            "01000000000000000000000000000000,..,ffffffffffffffffffffffffffffffff"
                    + "f0ffffffffffffffffffffffffffffff11000000000000000000000000000000,05000000000000000000000000000000",
            "01000000000000000000000000000000,..,ffffffffffffffffffffffffffffffff"
                    + "fbfefefefefefefefefefefefefefefe01010101010101010101010101010101,..",
            "02000000000000000000000000000000,..,fdffffffffffffffffffffffffffffff,faffffffffffffffffffffffffffffff",
            "01000000000000000400000000000000,..,e33594d7505e43b900000000000000003394d7505e4379cd0100000000000000"
                    + "..01000000000000000000000000000000,14000000000000005500000000000000",
            "01000000000000000400000000000000,..,e33594d7505e43b900000000000000003394d7505e4379cd0100000000000000..,"
                    + "13000000000000000000000000000000" })
    void wrapsAroundAsInTheRfc(String r, String s, String data, String expected) {
        String dot = "0".repeat(16);
        assertThat(tag(r.replace(".", dot) + s.replace(".", dot), HEX.parseHex(data.replace(".", dot))))
                .isEqualTo(expected.replace(".", dot));
    }

    @Test
    void agreesWithTheFormulaForAnyLength() {
        Random random = Seeds.random();
        for (int length = 0; length < 600; length++) {
            byte[] key = ChaCha20Test.bytes(random, 32);
            byte[] data = ChaCha20Test.bytes(random, length);
            assertThat(tag(HEX.formatHex(key), data)).as("%d bytes", length).isEqualTo(formula(key, data));
        }
    }

    /** All bits that there can be, for long, are where a carry would be lost first. */
    @Test
    void agreesWithTheFormulaForTheLargestNumbers() {
        Random random = Seeds.random();
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 0xff);
        for (int round = 0; round < 300; round++) {
            byte[] data = new byte[round < 100 ? 16 * round : 3200 + random.nextInt(100)];
            Arrays.fill(data, (byte) 0xff);
            for (int i = 0; i < round % 7; i++) {
                data[random.nextInt(data.length + 1) % Math.max(1, data.length)] = (byte) random.nextInt(256);
            }
            assertThat(tag(HEX.formatHex(key), data)).as("round %d", round).isEqualTo(formula(key, data));
        }
    }

    /** The JDK has it with the framing of section 2.8: without further data, padded, with two lengths at the end. */
    @Test
    void agreesWithTheAuthenticatedCipherOfTheJdk() throws Exception {
        Random random = Seeds.random();
        for (int round = 0; round < 100; round++) {
            byte[] key = ChaCha20Test.bytes(random, 32);
            byte[] nonce = ChaCha20Test.bytes(random, 12);
            byte[] data = ChaCha20Test.bytes(random, random.nextInt(40_000));
            Cipher jdk = Cipher.getInstance("ChaCha20-Poly1305");
            jdk.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(nonce));
            byte[] expected = jdk.doFinal(data);
            ChaCha20 cipher = ChaCha20Test.cipher(key, nonce);
            int[] oneTimeKey = cipher.block(0).clone();

            cipher.crypt(1, data, 0, data.length, data, 0);
            byte[] framed = ByteBuffer.allocate((data.length + 15) / 16 * 16 + 16).order(ByteOrder.LITTLE_ENDIAN)
                    .put(data)
                    .putLong((data.length + 15) / 16 * 16 + 8, data.length).array();

            assertThat(HEX.formatHex(data) + tag(oneTimeKey, framed)).isEqualTo(HEX.formatHex(expected));
        }
    }

    private static String tag(String key, byte[] data) {
        int[] words = new int[8];
        ByteBuffer.wrap(HEX.parseHex(key)).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
        return tag(words, data);
    }

    private static String tag(int[] key, byte[] data) {
        Poly1305 authenticator = new Poly1305();
        authenticator.calculate(key, data, 0, data.length);
        return HEX.formatHex(ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(authenticator.tagLow())
                .putLong(authenticator.tagHigh()).array());
    }

    /** Section 2.5.1, word for word. */
    private static String formula(byte[] key, byte[] data) {
        BigInteger r = number(key, 0, 16).and(new BigInteger("0ffffffc0ffffffc0ffffffc0fffffff", 16));
        BigInteger p = BigInteger.TWO.pow(130).subtract(BigInteger.valueOf(5));
        BigInteger sum = BigInteger.ZERO;
        for (int at = 0; at < data.length; at += 16) {
            int length = Math.min(16, data.length - at);
            BigInteger block = number(data, at, length).setBit(8 * length);
            sum = sum.add(block).multiply(r).mod(p);
        }
        return number(sum.add(number(key, 16, 16)));
    }

    private static BigInteger number(byte[] bytes, int offset, int length) {
        byte[] reversed = new byte[length];
        for (int i = 0; i < length; i++) {
            reversed[i] = bytes[offset + length - 1 - i];
        }
        return new BigInteger(1, reversed);
    }

    private static String number(BigInteger value) {
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < 16; i++) {
            hex.append(HEX.toHexDigits(value.shiftRight(8 * i).byteValue()));
        }
        return hex.toString();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
